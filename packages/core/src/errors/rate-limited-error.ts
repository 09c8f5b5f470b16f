import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/** The provider turned the request away unread (429 or 425). It can be sent again later. */
export class RateLimitedError extends PaymentsError {
  override readonly name = 'RateLimitedError';
  readonly code = 'rate_limited';
  readonly outcome = 'not_sent';
  /** How long the provider asks to wait, in milliseconds, when it says so. */
  readonly retryAfterMs: number | undefined;

  constructor(retryAfterMs: number | undefined, options: PaymentsErrorOptions = {}) {
    const wait = retryAfterMs === undefined ? 'later' : `in ${String(Math.ceil(retryAfterMs / 1000))} s`;
    super(
      `${options.provider ?? 'The provider'} turned the request away unread: too many requests. Make the same call again ${wait}.`,
      options,
    );
    this.retryAfterMs = retryAfterMs;
  }
}
