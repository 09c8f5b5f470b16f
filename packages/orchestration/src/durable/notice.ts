import type { PaymentRecord } from '../payment/payment-record.js';
import type { PayoutRecord } from '../payout/payout-record.js';

/** Tells the application about a change, at least once, with its effect in the transaction that marks it done. */
export interface Notice {
  /** Unique: a change is told once. */
  readonly id: string;
  readonly subject: 'payment' | 'payout';
  readonly subjectId: string;
  readonly from: string | undefined;
  readonly to: string;
  /** The payment or payout, as `subject` says, as the change left it. */
  readonly record: PaymentRecord | PayoutRecord;
  readonly at: Date;
  readonly state: 'waiting' | 'done' | 'dead';
  readonly attempts: number;
  readonly dueAt?: Date | undefined;
  readonly problem?: string | undefined;
  /** The W3C `traceparent` it was made in, where one was under way: later work on it joins that trace. */
  readonly trace?: string | undefined;
}
