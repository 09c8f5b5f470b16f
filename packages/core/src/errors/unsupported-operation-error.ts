import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/** The provider cannot do this, or cannot do it exactly. Nothing was sent. */
export class UnsupportedOperationError extends PaymentsError {
  override readonly name = 'UnsupportedOperationError';
  readonly code = 'unsupported_operation';
  readonly outcome = 'not_sent';

  /**
   * @param what - What was asked for, such as `cancelPayout` or `a partial refund`.
   * @param instead - What to do instead, as a sentence.
   */
  constructor(what: string, options: PaymentsErrorOptions & { readonly instead?: string | undefined } = {}) {
    super(
      `${options.provider ?? 'The provider'} does not offer ${what}. ${options.instead ?? 'Nothing was sent.'}`,
      options,
    );
  }
}
