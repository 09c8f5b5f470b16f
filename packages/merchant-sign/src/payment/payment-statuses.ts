import { type PaymentException, type PaymentStatus, statusTable } from '@paymux/core';

/** What a payment's status word means. */
export interface PaymentReading {
  readonly status: PaymentStatus;
  readonly exception?: PaymentException | undefined;
  /** Used where a record does not say whether it is final. */
  readonly final?: boolean | undefined;
  readonly refundStatus?: 'pending' | 'succeeded' | 'failed' | undefined;
}

/**
 * Every payment status of the protocol, and what it means here. The finality column is
 * that of the official SDK; a record's own `is_final` has precedence, except for `locked`,
 * which is never final here, because what is held can be released.
 *
 * @see docs/providers/cryptomus.md#payment-statuses
 */
export const MERCHANT_SIGN_PAYMENT_STATUSES = statusTable<PaymentReading>({
  check: { status: 'pending', final: false },
  process: { status: 'processing', final: false },
  confirm_check: { status: 'processing', final: false },
  wrong_amount_waiting: { status: 'pending', exception: 'underpaid', final: false },
  paid: { status: 'succeeded', final: true },
  paid_over: { status: 'succeeded', exception: 'overpaid', final: true },
  wrong_amount: { status: 'expired', exception: 'underpaid', final: true },
  fail: { status: 'failed', final: true },
  cancel: { status: 'expired', final: true },
  system_fail: { status: 'failed', final: true },
  locked: { status: 'processing', exception: 'held', final: false },
  refund_process: { status: 'succeeded', refundStatus: 'pending', final: false },
  refund_paid: { status: 'succeeded', refundStatus: 'succeeded', final: true },
  refund_fail: { status: 'succeeded', refundStatus: 'failed', final: true },
});
