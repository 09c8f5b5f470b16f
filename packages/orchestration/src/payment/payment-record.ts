import type { CreatePaymentRequest, Money, Payment, PaymentException, PaymentStatus } from '@paymux/core';
import type { ChangeSource } from '../payout/payout-record.js';
import type { KeptRoute } from '../routing/route.js';

/**
 * Where a payment stands here: `opening`, its request is on its way; `unknown`, the provider may hold it or not;
 * `needs_review`, the truth cannot be had by asking; else what the provider says.
 */
export type PaymentState = 'opening' | 'unknown' | 'needs_review' | Exclude<PaymentStatus, 'unrecognised'>;

/** Why a person has to look at a payment. Same meanings as for payouts. */
export type PaymentReviewReason =
  | 'absent'
  | 'cannot_be_looked_up'
  | 'still_unknown'
  | 'unrecognised'
  | 'mismatch'
  | 'contradiction';

/** One payment as it is remembered here. Plain data, immutable: every change is another value with the next `revision`. */
export interface PaymentRecord {
  readonly id: string;
  /** The configured account that the present attempt goes through. */
  readonly account: string;
  readonly reference: string;
  readonly fingerprint: string;
  readonly state: PaymentState;
  readonly revision: number;
  readonly creator: string;
  readonly client?: string | undefined;
  readonly terms: Omit<CreatePaymentRequest, 'reference'>;
  /** How its account was chosen, and where it may go next. Absent where the request named the account. */
  readonly route?: KeptRoute | undefined;
  /** Whether the outcome of any sending was ever unknown. It then stays with its account. */
  readonly everUnknown?: boolean | undefined;
  readonly sends: number;
  readonly openSends: readonly number[];
  readonly firstSentAt?: Date | undefined;
  readonly absences: number;
  readonly firstAbsentAt?: Date | undefined;

  readonly providerId?: string | undefined;
  readonly providerStatus?: string | undefined;
  readonly exception?: PaymentException | undefined;
  readonly final: boolean;
  readonly receivedAmount?: Money | undefined;
  /** The payment as its provider last told it. */
  readonly payment?: Payment | undefined;

  readonly dueAt?: Date | undefined;
  readonly checks: number;
  readonly failedChecks: number;
  readonly lastCheckedAt?: Date | undefined;
  readonly lastWebhookAt?: Date | undefined;
  readonly failureReason?: string | undefined;
  readonly reviewReason?: PaymentReviewReason | undefined;
  /** The W3C `traceparent` it was made in, where one was under way: later work on it joins that trace. */
  readonly trace?: string | undefined;
  readonly requestedAt: Date;
  readonly succeededAt?: Date | undefined;
  readonly updatedAt: Date;
  readonly history: { readonly length: number; readonly digest: string };
}

/** One entry of a payment's history. See `PayoutEvent`. */
export interface PaymentRecordEvent {
  readonly paymentId: string;
  readonly number: number;
  readonly at: Date;
  readonly actor: string;
  readonly source: ChangeSource;
  readonly type: string;
  readonly from?: PaymentState | undefined;
  readonly to: PaymentState;
  readonly detail?: unknown;
  readonly digest: string;
}
