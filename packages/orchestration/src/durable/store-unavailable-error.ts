import { PaymentsError, type PaymentsErrorOptions } from '@paymux/core';

/**
 * The store could not be reached, is full, or read-only. Whether the commit under way was made is not known, nor whether
 * the provider was asked before it. Make the same call again: it finds what was stored. `not_sent` is said only of a
 * store that could not be opened at all.
 */
export class StoreUnavailableError extends PaymentsError {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'store_unavailable';
  readonly outcome: 'unknown' | 'not_sent';

  constructor(
    message: string,
    {
      outcome = 'unknown',
      ...options
    }: PaymentsErrorOptions & { readonly outcome?: 'unknown' | 'not_sent' | undefined } = {},
  ) {
    super(message, options);
    this.outcome = outcome;
  }
}
