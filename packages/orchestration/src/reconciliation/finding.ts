import type { Money } from '@paymux/core';

/**
 * How two sides disagree.
 *
 * - `missing_here`: the provider or the bank holds it, and there is no record here;
 * - `missing_there`: there is a record here of something that was sent, and the other side does not know it;
 * - `amount`: the amounts or their currencies differ;
 * - `fee`: the fee that was charged is not the one that was booked;
 * - `status`: one side calls it paid, failed or returned, and the other says something else;
 * - `duplicate`: the other side holds a second one for the same record;
 * - `late`: both sides call it unfinished, for longer than it should take;
 * - `balance`: what is at the provider is not what the books say.
 */
export type FindingKind =
  | 'missing_here'
  | 'missing_there'
  | 'amount'
  | 'fee'
  | 'status'
  | 'duplicate'
  | 'late'
  | 'balance';

/** What a finding is about. */
export type FindingSubject = 'payout' | 'payment' | 'account';

/** What one side says. What it does not tell is absent. */
export interface FindingSide {
  readonly status?: string | undefined;
  readonly amount?: Money | undefined;
  readonly fee?: Money | undefined;
  /** Its identifier on that side. */
  readonly id?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly at?: Date | undefined;
}

/** One disagreement between our records and those of a provider or a bank. Plain data. */
export interface Finding {
  /** The same for the same disagreement, in whichever run it is found. */
  readonly id: string;
  readonly account: string;
  readonly kind: FindingKind;
  readonly subject: FindingSubject;
  /** Who our side was compared with. */
  readonly source: 'provider' | 'settlement';
  /** Our record's id; absent where there is none. */
  readonly recordId?: string | undefined;
  readonly reference?: string | undefined;
  readonly providerId?: string | undefined;
  readonly ours?: FindingSide | undefined;
  readonly theirs?: FindingSide | undefined;
  /** What most likely led to it. */
  readonly cause: string;
  readonly nextStep: string;
}

/** A finding as it is kept. */
export interface KeptFinding extends Finding {
  /** `accepted`: a person says that it is as it should be; it is not looked at again. */
  readonly state: 'open' | 'closed' | 'accepted';
  readonly foundAt: Date;
  /** The run that found it, or found it again after it was closed. */
  readonly foundBy: string;
  /** When a run saw it last, and which. */
  readonly seenAt: Date;
  readonly seenBy: string;
  /** When it was closed or accepted. */
  readonly closedAt?: Date | undefined;
  readonly acceptedBy?: string | undefined;
  readonly note?: string | undefined;
  /** How often it came back after it was closed. */
  readonly returns: number;
}
