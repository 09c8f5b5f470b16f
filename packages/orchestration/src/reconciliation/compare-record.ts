import { compareDecimals, type Money, type Payment, type Payout } from '@paymux/core';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PayoutAttempt, PayoutRecord } from '../payout/payout-record.js';
import { ADVICE } from './advice.js';
import type { Finding, FindingKind, FindingSide, FindingSubject } from './finding.js';

/** What a status says of the money. Words for the same fate of it agree. */
type Fate = 'open' | 'paid' | 'unpaid' | 'returned' | 'unrecognised';

/** When two sides are compared, and with which patience. */
export interface Comparison {
  readonly now: Date;
  /** What is open for longer than this is late, in milliseconds. */
  readonly lateAfterMs: number;
  /** What the other side changed within this time may still be on its way here, in milliseconds. */
  readonly graceMs: number;
}

/** A record of ours as it is compared: one attempt of a payout, or a payment. */
export interface OurSide {
  readonly subject: 'payout' | 'payment';
  readonly account: string;
  readonly recordId: string;
  /** The reference on the wire. */
  readonly reference: string;
  readonly providerId?: string | undefined;
  readonly status: string;
  readonly fate: Fate;
  /** What was asked for, and every other amount that the other side may tell it as. */
  readonly amounts: readonly Money[];
  readonly receivedAmount?: Money | undefined;
  readonly fee?: Money | undefined;
  readonly transactionId?: string | undefined;
  readonly openSince: Date;
  /** Whether the other side must know it. */
  readonly isSent: boolean;
}

/** A payout as it is compared, by the attempt that is spoken of. */
export function ourPayout(record: PayoutRecord, attempt?: PayoutAttempt): OurSide {
  const { account, fee, firstSentAt, id, postedFee, requestedAt, terms, toldAmount } = record;
  const isCurrent = attempt === undefined || attempt.number === record.attempt;
  const { providerId, state, transactionId, wireReference } = isCurrent ? record : attempt;
  const status = isCurrent && state === 'needs_review' ? record.status : state;
  return {
    subject: 'payout',
    account,
    recordId: id,
    reference: wireReference,
    providerId,
    status: state,
    fate: fateOf(status),
    amounts: [terms.amount, ...(toldAmount === undefined ? [] : [toldAmount])],
    fee: isCurrent ? (postedFee ?? fee) : undefined,
    transactionId,
    openSince: firstSentAt ?? requestedAt,
    isSent: providerId !== undefined || (isCurrent && record.openSends.length > 0),
  };
}

/** A payment as it is compared. */
export function ourPayment(record: PaymentRecord): OurSide {
  const { account, firstSentAt, id, openSends, payment, providerId, receivedAmount, reference, requestedAt } = record;
  return {
    subject: 'payment',
    account,
    recordId: id,
    reference,
    providerId,
    status: record.state,
    fate: fateOf(record.state === 'needs_review' ? 'pending' : record.state),
    amounts: [record.terms.amount],
    receivedAmount,
    fee: payment?.fee,
    transactionId: payment?.transactionId,
    openSince: firstSentAt ?? requestedAt,
    isSent: providerId !== undefined || openSends.length > 0,
  };
}

/** Everything in which a record and the provider's object disagree. */
export function compareRecord(ours: OurSide, theirs: Payment | Payout, how: Comparison): readonly Finding[] {
  const { graceMs, lateAfterMs, now } = how;
  const found: FindingKind[] = [];
  const their = fateOf(theirs.status === 'failed' || theirs.status === 'cancelled' ? unpaid(theirs) : theirs.status);
  if (!isSameAmount(ours, theirs)) found.push('amount');
  if (ours.fate === their && their === 'open') {
    // A payment waits for its payer, and says by itself when that is over.
    const until = 'expiresAt' in theirs ? theirs.expiresAt : undefined;
    const since = until ?? ours.openSince;
    if (now.getTime() - since.getTime() > lateAfterMs) found.push('late');
  } else if (ours.fate !== their) {
    const changedAt = theirs.updatedAt ?? theirs.createdAt;
    const isFresh = changedAt !== undefined && now.getTime() - changedAt.getTime() < graceMs;
    if (!isFresh) found.push('status');
  }
  const isOver = ours.fate === their && (their === 'paid' || their === 'returned');
  if (isOver && theirs.fee !== undefined && !sameMoney(ours.fee, theirs.fee)) found.push('fee');
  return found.map((kind) => findingOf(ours, kind, theirSide(theirs)));
}

/** The record is unknown on the other side. */
export function missingThere(ours: OurSide): Finding {
  return findingOf(ours, 'missing_there', undefined);
}

/** The other side holds an object of which there is no record. */
export function missingHere(subject: 'payout' | 'payment', account: string, theirs: Payment | Payout): Finding {
  return {
    id: findingId(account, subject, 'missing_here', theirs.providerId),
    account,
    kind: 'missing_here',
    subject,
    source: 'provider',
    reference: theirs.reference,
    providerId: theirs.providerId,
    theirs: theirSide(theirs),
    ...ADVICE.missing_here,
  };
}

/** The other side holds a second object for a record. */
export function duplicateOf(ours: OurSide, theirs: Payment | Payout): Finding {
  return {
    ...findingOf(ours, 'duplicate', theirSide(theirs)),
    id: findingId(ours.account, ours.subject, 'duplicate', theirs.providerId),
    providerId: theirs.providerId,
  };
}

/** Names a disagreement. */
export function findingId(account: string, subject: FindingSubject, kind: FindingKind, name: string): string {
  return JSON.stringify([account, subject, kind, name]);
}

/** A disagreement about a record, with what is known of both sides. */
export function findingOf(
  ours: OurSide,
  kind: FindingKind,
  theirs: FindingSide | undefined,
  source: Finding['source'] = 'provider',
): Finding {
  const { account, fee, providerId, recordId, reference, status, subject, transactionId } = ours;
  return {
    id: findingId(account, subject, kind, source === 'provider' ? `${recordId}:${reference}` : `${source}:${recordId}`),
    account,
    kind,
    subject,
    source,
    recordId,
    reference,
    providerId,
    ours: { status, amount: ours.amounts[0], fee, id: recordId, transactionId, at: ours.openSince },
    theirs,
    ...ADVICE[kind],
    ...(kind === 'status' ? statusAdvice(ours, theirs?.status) : {}),
  };
}

function statusAdvice({ fate }: OurSide, theirs: string | undefined): Partial<Finding> {
  if (theirs === 'unrecognised') {
    return { cause: 'the provider uses a word that nobody has mapped', nextStep: 'ask the provider what it means' };
  }
  if (fate !== 'open') return {};
  return { cause: 'a webhook was lost, and no check has found it since', nextStep: 'check the record now' };
}

function theirSide({ amount, createdAt, fee, providerId, status, transactionId }: Payment | Payout): FindingSide {
  return { status, amount, fee, id: providerId, transactionId, at: createdAt };
}

/** A failure that the provider does not call final can still be sent. */
function unpaid({ final }: Payment | Payout): 'failed' | 'pending' {
  return final ? 'failed' : 'pending';
}

function fateOf(status: string): Fate {
  switch (status) {
    case 'confirmed':
    case 'succeeded':
      return 'paid';
    case 'failed':
    case 'cancelled':
    case 'expired':
      return 'unpaid';
    case 'reversed':
      return 'returned';
    case 'unrecognised':
      return 'unrecognised';
    default:
      return 'open';
  }
}

function isSameAmount(ours: OurSide, theirs: Payment | Payout): boolean {
  if (!ours.amounts.some((amount) => sameMoney(amount, theirs.amount))) return false;
  if (!('receivedAmount' in theirs) || theirs.receivedAmount === undefined || ours.fate !== 'paid') return true;
  return ours.receivedAmount === undefined || sameMoney(ours.receivedAmount, theirs.receivedAmount);
}

/** Whether two amounts are worth the same; an absent one is worth nothing that can be compared. */
export function sameMoney(one: Money | undefined, other: Money): boolean {
  return (
    one !== undefined &&
    one.currency.toUpperCase() === other.currency.toUpperCase() &&
    compareDecimals(one.amount, other.amount) === 0
  );
}
