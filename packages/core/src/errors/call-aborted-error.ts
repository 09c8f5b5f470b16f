import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/** The caller's signal, or the call's deadline, ended the call before anything was sent. */
export class CallAbortedError extends PaymentsError {
  override readonly name = 'CallAbortedError';
  readonly code = 'call_aborted';
  readonly outcome = 'not_sent';

  constructor(options: PaymentsErrorOptions = {}) {
    super(
      `${options.operation ?? 'The call'} was ended before anything was sent. The same call can be made again.`,
      options,
    );
  }
}
