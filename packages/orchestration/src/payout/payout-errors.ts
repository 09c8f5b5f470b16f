import { PaymentsError, type PaymentsErrorOptions } from '@paymux/core';
import type { PayoutState } from './payout-record.js';

/** Another request was made under the same key. Nothing was done for this one. */
export class IdempotencyConflictError extends PaymentsError {
  override readonly name = 'IdempotencyConflictError';
  readonly code = 'idempotency_conflict';
  readonly outcome = 'not_sent';
  readonly key: string;
  /** The fingerprint of the request that has the key. */
  readonly heldBy: string;
  /** The fingerprint of this one. */
  readonly fingerprint: string;

  constructor(key: string, heldBy: string, fingerprint: string, options: PaymentsErrorOptions = {}) {
    super(
      `"${key}" belongs to another request (${heldBy.slice(0, 12)}, this one is ${fingerprint.slice(0, 12)}). ` +
        'Nothing was done. Use a new key for a new request, or repeat the first one unchanged.',
      options,
    );
    this.key = key;
    this.heldBy = heldBy;
    this.fingerprint = fingerprint;
  }
}

/** The money is not there, or a limit would be broken. Nothing was stored or sent. */
export class NotCoveredError extends PaymentsError {
  override readonly name = 'NotCoveredError';
  readonly code = 'not_covered';
  readonly outcome = 'not_sent';
  readonly reason: 'balance' | 'daily_limit';

  constructor(reason: 'balance' | 'daily_limit', subject: string, options: PaymentsErrorOptions = {}) {
    super(
      reason === 'balance'
        ? `The balance does not cover ${subject}. Nothing was sent. Fund the account, or wait for other payouts to settle.`
        : `${subject} would break a limit for the day. Nothing was sent.`,
      options,
    );
    this.reason = reason;
  }
}

/** The payout is not, or no longer, in a state in which this can be done. Nothing was changed. */
export class PayoutStateError extends PaymentsError {
  override readonly name = 'PayoutStateError';
  readonly code = 'payout_state';
  readonly outcome = 'not_sent';
  readonly state: PayoutState;

  constructor(what: string, state: PayoutState, why: string, options: PaymentsErrorOptions = {}) {
    super(`Cannot ${what}: the payout is ${state}. ${why}`, options);
    this.state = state;
  }
}
