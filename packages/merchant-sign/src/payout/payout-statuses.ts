import { type PayoutStatus, statusTable } from '@paymux/core';

/** What a payout's status word means. */
export interface PayoutReading {
  readonly status: PayoutStatus;
  /** Used where a record does not say whether it is final. */
  readonly final?: boolean | undefined;
}

/**
 * Every payout status of the protocol, and what it means here. A payout that is still
 * pending but has a transaction reads as broadcast.
 *
 * @see docs/providers/cryptomus.md#payout-statuses
 */
export const MERCHANT_SIGN_PAYOUT_STATUSES = statusTable<PayoutReading>({
  process: { status: 'pending', final: false },
  check: { status: 'pending', final: false },
  paid: { status: 'confirmed', final: true },
  fail: { status: 'failed', final: true },
  cancel: { status: 'cancelled', final: true },
  system_fail: { status: 'failed', final: true },
});
