import { payoutFingerprint } from '../payout/payout-fingerprint.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { ApprovalNeed } from './approval-policy.js';

/** One person's agreement, to one revision and what it said. */
export interface GivenApproval {
  readonly actor: string;
  /** The roles the actor had. */
  readonly roles: readonly string[];
  readonly revision: number;
  /** Of what was agreed to. An approval of something else counts for nothing. */
  readonly fingerprint: string;
  readonly at: Date;
}

/** What a payout needs before it may be sent, and what it was given. */
export interface PayoutApproval {
  readonly needs: readonly ApprovalNeed[];
  /** Who asked for it, or for another attempt of it. None of them can approve it. */
  readonly askedBy: readonly string[];
  readonly given: readonly GivenApproval[];
  /** Unless it is approved before, it is cancelled then. Absent: it waits for as long as it takes. */
  readonly expiresAt?: Date | undefined;
}

/**
 * Why an approval was refused.
 *
 * - `not_waiting`: the payout does not wait for approval, or no longer: also a request that is repeated;
 * - `stale_revision`: it was changed since it was looked at;
 * - `changed`: it says something else than what others have approved;
 * - `expired`: it has waited for too long;
 * - `own_payout`: the actor asked for it;
 * - `approved_already`: the actor has approved it before;
 * - `missing_role`: nothing that it still needs can be given by the actor;
 * - `not_payable`: its client or wallet was blocked, or is not known any more;
 * - `over_limit`: a limit does not allow it, or not today;
 * - `not_covered`: the balance does not cover it.
 */
export type ApprovalRefusalReason =
  | 'not_waiting'
  | 'stale_revision'
  | 'changed'
  | 'expired'
  | 'own_payout'
  | 'approved_already'
  | 'missing_role'
  | 'not_payable'
  | 'over_limit'
  | 'not_covered';

/** What each reason means, as a sentence that says what to do. */
export const REFUSAL_SENTENCES: Readonly<Record<ApprovalRefusalReason, string>> = {
  not_waiting: 'Only one that is awaiting_approval can be.',
  stale_revision: 'It was changed since it was looked at: look again.',
  changed: 'It says something else than what was approved before: reject it, and ask for a new one.',
  expired: 'It has waited for too long, and is being cancelled.',
  own_payout: 'Somebody other than who asked for it has to.',
  approved_already: 'Somebody other than who approved it already has to.',
  missing_role: 'It needs the approval of somebody with another role.',
  not_payable: 'Its client or wallet cannot be paid.',
  over_limit: 'A limit does not allow it.',
  not_covered: 'The balance does not cover it.',
};

/** What a payout that waits needs, also one that was made without a policy. */
function approvalOf({ approval, creator }: Pick<PayoutRecord, 'approval' | 'creator'>): PayoutApproval {
  return approval ?? { needs: [{ approvals: 1 }], askedBy: [creator], given: [] };
}

/** Adds an actor's approval to a payout that waits at the revision that was looked at, or says why it cannot. */
export function approve(
  record: PayoutRecord,
  { actor, at, roles }: { readonly actor: string; readonly at: Date; readonly roles: readonly string[] },
): PayoutApproval | ApprovalRefusalReason {
  const approval = approvalOf(record);
  const { askedBy, expiresAt, given, needs } = approval;
  const fingerprint = payoutFingerprint(record);
  if (fingerprint !== record.fingerprint || given.some((earlier) => earlier.fingerprint !== fingerprint)) {
    return 'changed';
  }
  if (expiresAt !== undefined && expiresAt <= at) return 'expired';
  if (askedBy.some((other) => isSameActor(other, actor))) return 'own_payout';
  if (given.some((other) => isSameActor(other.actor, actor))) return 'approved_already';
  const isWanted = needs.some((need) => !isMet(need, given) && (need.by === undefined || roles.includes(need.by)));
  if (!isWanted) return 'missing_role';
  return { ...approval, given: [...given, { actor, roles, revision: record.revision, fingerprint, at }] };
}

/** Whether everything that was needed was given. */
export function isApproved({ given, needs }: PayoutApproval): boolean {
  return needs.every((need) => isMet(need, given));
}

/** Whether a payout may be sent as it stands: it needs no approval, or everything it says was approved. */
export function mayBeSent(record: PayoutRecord): boolean {
  const { approval } = record;
  if (approval === undefined) return true;
  const fingerprint = payoutFingerprint(record);
  return isApproved({ ...approval, given: approval.given.filter((given) => given.fingerprint === fingerprint) });
}

function isMet({ approvals, by }: ApprovalNeed, given: readonly GivenApproval[]): boolean {
  return given.filter(({ roles }) => by === undefined || roles.includes(by)).length >= approvals;
}

/** Whether two names mean one person: neither case nor blanks nor the way a letter is encoded make another one. */
function isSameActor(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

function plainName(actor: string): string {
  return actor.normalize('NFKC').trim().toLowerCase();
}
