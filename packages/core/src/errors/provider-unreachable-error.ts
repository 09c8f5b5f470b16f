import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';
import type { TransportFailure } from './transport-error.js';

/** No connection to the provider came about. Nothing was sent; the same call can be made again. */
export class ProviderUnreachableError extends PaymentsError {
  override readonly name = 'ProviderUnreachableError';
  readonly code = 'provider_unreachable';
  readonly outcome = 'not_sent';
  readonly failure: TransportFailure;

  constructor(failure: TransportFailure, options: PaymentsErrorOptions = {}) {
    super(
      `${options.provider ?? 'The provider'} could not be reached (${failure}). Nothing was sent: the same call can be made again.`,
      options,
    );
    this.failure = failure;
  }
}
