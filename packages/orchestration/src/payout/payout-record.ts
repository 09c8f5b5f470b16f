import type { PayoutApproval } from '../approval/payout-approval.js';
import type { CreatePayoutRequest, Money, PayoutStatus } from '@paymux/core';
import type { KeptRoute } from '../routing/route.js';

/**
 * Where a payout stands here, finer than what its provider tells.
 *
 * - `awaiting_approval`: accepted, a second person has to agree;
 * - `scheduled`: accepted, not due before `sendAt`;
 * - `ready`: the money is on hold, and nothing was sent yet, or provably nothing arrived;
 * - `submitting`: the request is on its way, or the process died while it was;
 * - `unknown`: the provider may hold it or not; only a look-up, or a safe repeat, tells;
 * - `pending`, `broadcast`, `confirmed`, `failed`, `cancelled`, `reversed`: what the provider says;
 * - `needs_review`: the truth cannot be had by asking; see {@link PayoutRecord.reviewReason}.
 */
export type PayoutState =
  | 'awaiting_approval'
  | 'scheduled'
  | 'ready'
  | 'submitting'
  | 'unknown'
  | 'pending'
  | 'broadcast'
  | 'confirmed'
  | 'failed'
  | 'cancelled'
  | 'reversed'
  | 'needs_review';

/** What a payout's status can be on the surface. A word that nobody has mapped goes to review and leaves it as it is. */
export type LedgerStatus = Exclude<PayoutStatus, 'unrecognised'>;

/** What started a payout: a person, a plan, or a bonus. */
export type PayoutOrigin = 'manual' | 'scheduled' | 'bonus';

/**
 * Why a person has to look.
 *
 * - `absent`: sent, and the provider does not know it, twice, at least ten minutes apart; it does not deduplicate,
 *   so it is not sent again;
 * - `cannot_be_looked_up`: the outcome is unknown, and the provider offers neither look-up nor safe repeats;
 * - `still_unknown`: the outcome was unknown for as long as is looked back;
 * - `never_final`: the provider called it neither paid nor failed for as long as is looked back;
 * - `unrecognised`: the provider used a word that nobody has mapped;
 * - `mismatch`: what the provider holds under this reference is not what was asked for;
 * - `contradiction`: the provider said paid and failed, or a finished attempt came to life again.
 */
export type PayoutReviewReason =
  | 'absent'
  | 'cannot_be_looked_up'
  | 'still_unknown'
  | 'never_final'
  | 'unrecognised'
  | 'mismatch'
  | 'contradiction';

/** What is done with the money of the attempt that is under way. */
export type HoldState = 'none' | 'held' | 'posted' | 'voided' | 'returned';

/** What a payout asks the provider for: the provider's request without its reference, which belongs to the attempt. */
export type PayoutTerms = Omit<CreatePayoutRequest, 'reference'>;

/** What caused a change of a record. */
export type ChangeSource = 'api' | 'webhook' | 'poll' | 'job' | 'person';

/**
 * One payout as the ledger knows it. Plain data, immutable: every change is another value with the next `revision`.
 *
 * Instants are whole milliseconds. What is absent was never known.
 */
export interface PayoutRecord {
  readonly id: string;
  /** The configured account that the present attempt goes through. */
  readonly account: string;
  /** The business fact, unique within the account. */
  readonly reference: string;
  /** SHA-256 of everything that makes two requests under one reference the same. */
  readonly fingerprint: string;
  readonly state: PayoutState;
  readonly status: LedgerStatus;
  /** Counts changes, from 1. A change is made to the revision it was decided on, or not at all. */
  readonly revision: number;

  readonly origin: PayoutOrigin;
  /** Who asked for it. */
  readonly creator: string;
  /** Whom it is for. */
  readonly client?: string | undefined;
  readonly walletProfileId?: string | undefined;
  /** The daily limit that the wallet had when the payout was requested. */
  readonly walletDailyLimit?: string | undefined;
  /** What the trigger wants remembered: plan, period, campaign. */
  readonly trigger?: Readonly<Record<string, string>> | undefined;
  readonly terms: PayoutTerms;
  /** Not before this instant. */
  readonly sendAt?: Date | undefined;
  /** Whether its request asked for a second person to agree before it is sent, at any attempt. */
  readonly needsApproval?: boolean | undefined;
  /** Who gave the last approval that it needed. */
  readonly approvedBy?: string | undefined;
  /** What it needs before it may be sent; absent when that is nobody's approval. */
  readonly approval?: PayoutApproval | undefined;
  /** When it was approved or tried again, if that was on another day: the limits of that day count it. */
  readonly countedAt?: Date | undefined;

  /** Where its receiver is, for the routing rules. */
  readonly country?: string | undefined;
  /** What the routing rules may go by. */
  readonly tags?: readonly string[] | undefined;
  /** How its account was chosen, and where it may go next. Absent where the request named the account. */
  readonly route?: KeptRoute | undefined;
  /** Whether the outcome of any sending, of any attempt, was ever unknown. It then stays with its account. */
  readonly everUnknown?: boolean | undefined;
  /** Counts attempts, from 1. A new one follows only on a final failure, or where nothing of this one had an effect. */
  readonly attempt: number;
  /** The reference of this attempt on the wire: the payout's own for the first one. */
  readonly wireReference: string;
  /** How often this attempt was sent. */
  readonly sends: number;
  /** Those sendings of which nobody knows what became of them. */
  readonly openSends: readonly number[];
  readonly firstSentAt?: Date | undefined;
  /** Look-ups of this attempt that found nothing, one after another, and the first of them. */
  readonly absences: number;
  readonly firstAbsentAt?: Date | undefined;
  readonly hold: HoldState;
  /** The fee that was posted for this attempt. */
  readonly postedFee?: Money | undefined;

  readonly providerId?: string | undefined;
  readonly providerStatus?: string | undefined;
  readonly transactionId?: string | undefined;
  /** The amount as the provider told it in its answer: another currency than the terms', where it converts. */
  readonly toldAmount?: Money | undefined;
  readonly sentAmount?: Money | undefined;
  readonly fee?: Money | undefined;

  /** When somebody has to look after it next; absent when nobody has to. */
  readonly dueAt?: Date | undefined;
  readonly checks: number;
  /** Checks that failed one after another. */
  readonly failedChecks: number;
  /** When the provider last told how it stands, or that it knows nothing of it. */
  readonly lastCheckedAt?: Date | undefined;
  readonly lastCheckedBy?: ChangeSource | undefined;
  readonly lastWebhookAt?: Date | undefined;
  readonly failureReason?: string | undefined;
  readonly reviewReason?: PayoutReviewReason | undefined;
  readonly alertedAt?: Date | undefined;

  /** The W3C `traceparent` it was made in, where one was under way: later work on it joins that trace. */
  readonly trace?: string | undefined;

  readonly requestedAt: Date;
  readonly confirmedAt?: Date | undefined;
  readonly updatedAt: Date;
  /** The length of its history, and the digest of the last entry, over which each next one is made. */
  readonly history: { readonly length: number; readonly digest: string };
}

/** One entry of a payout's history. Entries are appended and never changed: each digest covers the one before. */
export interface PayoutEvent {
  readonly payoutId: string;
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: Date;
  /** Who: a person or token at the API, `worker`, or the provider's id for a webhook. */
  readonly actor: string;
  readonly source: ChangeSource;
  /** What happened, such as `created`, `sending`, `answered`, `looked_up`, `not_found`, `approved`. */
  readonly type: string;
  readonly from?: PayoutState | undefined;
  readonly to: PayoutState;
  readonly attempt: number;
  /** What was asked or answered, redacted. Plain JSON. */
  readonly detail?: unknown;
  readonly digest: string;
}

/** One attempt of a payout, as it stands or as it ended. */
export interface PayoutAttempt {
  readonly payoutId: string;
  readonly account: string;
  readonly number: number;
  readonly wireReference: string;
  readonly state: PayoutState;
  readonly providerId?: string | undefined;
  readonly providerStatus?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly firstSentAt?: Date | undefined;
}
