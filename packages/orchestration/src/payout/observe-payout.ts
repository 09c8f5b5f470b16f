import { compareDecimals, type Money, type Payout, type PayoutDestination } from '@paymux/core';
import type { PayoutDraft } from './payout-draft.js';
import type { PayoutPolicy } from './payout-policy.js';
import type { PayoutRecord, PayoutState } from './payout-record.js';

/** How a payout's state at the provider came to be known: the answer to its request, a look-up, or a webhook. */
export type Observation = 'answered' | 'looked_up' | 'told';

/**
 * How far each state is. A provider's word moves a payout forward, never back, so that any order of the same words ends
 * the same. What was never heard of at the provider is at 0.
 */
const PROGRESS: Readonly<Partial<Record<PayoutState | 'unrecognised', number>>> = {
  pending: 1,
  broadcast: 2,
  unrecognised: 3,
  failed: 4,
  cancelled: 5,
  confirmed: 6,
  reversed: 7,
};

/**
 * Takes in what the provider says about an attempt of a payout.
 *
 * Only what agrees with what was asked for is acted on. A payout that is paid and failed at once, or comes to life again
 * after it was finished, goes to a person and stays there.
 *
 * @param attempt - The number of the attempt that is spoken of.
 */
export function observePayout(
  draft: PayoutDraft,
  seen: Payout,
  attempt: number,
  how: Observation,
  policy: PayoutPolicy,
): void {
  const { record } = draft;
  if (isSettledByPeopleOnly(record)) {
    note(draft, seen, how);
    return;
  }
  if (attempt !== record.attempt) {
    // That attempt ended for good, or there would be no later one.
    if (isNews(seen)) draft.review('contradiction', how, { about: 'an earlier attempt', attempt, ...told(seen) });
    else note(draft, seen, how);
    return;
  }
  const differs = differences(record, seen, how);
  if (differs.length > 0) {
    draft.review('mismatch', how, { differs, ...told(seen) }).set({ dueAt: undefined });
    return;
  }
  if (wasNeverSent(record)) {
    draft.review('contradiction', how, { about: 'never sent from here', ...told(seen) }).set({ dueAt: undefined });
    return;
  }
  apply(draft, seen, how, policy);
}

function apply(draft: PayoutDraft, seen: Payout, how: Observation, policy: PayoutPolicy): void {
  const before = draft.record;
  const to = target(seen);
  const current = before.reviewReason === 'unrecognised' ? 'unrecognised' : before.state;
  const [was, is] = [PROGRESS[current] ?? 0, PROGRESS[to] ?? 0];
  // A failure that was concluded here, and not told by the provider, is contradicted by any sign of life.
  const isRevived = isUnpaid(current) && (to === 'confirmed' || (before.providerStatus === undefined && isNews(seen)));
  if (isRevived || (current === 'confirmed' && isUnpaid(to))) {
    draft.review('contradiction', how, told(seen)).set({ dueAt: undefined });
    return;
  }
  if (is < was) {
    learn(draft, seen);
    postFee(draft, before.state);
    note(draft, seen, how);
    return;
  }

  const isSame = is === was && before.providerStatus === seen.providerStatus && before.providerId !== undefined;
  draft.set({
    providerId: seen.providerId,
    providerStatus: seen.providerStatus,
    ...(seen.transactionId === undefined ? {} : { transactionId: seen.transactionId }),
    ...(seen.sentAmount === undefined ? {} : { sentAmount: seen.sentAmount }),
    ...(seen.fee === undefined ? {} : { fee: seen.fee }),
    openSends: [],
    absences: 0,
    firstAbsentAt: undefined,
    ...(how === 'answered' ? { toldAmount: seen.amount } : {}),
  });
  if (to === 'unrecognised') {
    if (isSame) note(draft, seen, how);
    else draft.review('unrecognised', how, told(seen));
  } else if (isSame && before.state === to) note(draft, seen, how);
  else draft.log(how, to, told(seen));
  if (to === 'confirmed' && before.confirmedAt === undefined) draft.set({ confirmedAt: draft.at });
  if (to === 'failed' || to === 'cancelled') {
    draft.set({ failureReason: `the provider says ${seen.providerStatus}` });
  }
  settle(draft, to);
  postFee(draft, to);
  draft.set({ dueAt: isOver(to, seen) ? undefined : followUpAt(draft, policy) });
}

/** Takes from an earlier word what nobody has told by now: words come in any order. */
function learn(draft: PayoutDraft, seen: Payout): void {
  const { fee = seen.fee, sentAmount = seen.sentAmount, transactionId = seen.transactionId } = draft.record;
  draft.set({ fee, sentAmount, transactionId });
}

/** Moves the money the way the state says. */
function settle(draft: PayoutDraft, to: PayoutState | 'unrecognised'): void {
  const { hold, terms } = draft.record;
  if (hold === 'held' && (to === 'confirmed' || to === 'reversed')) {
    draft.transfer('post', terms.amount).set({ hold: 'posted' });
  }
  if (draft.record.hold === 'posted' && to === 'reversed')
    draft.transfer('return', terms.amount).set({ hold: 'returned' });
  if (hold === 'held' && (to === 'failed' || to === 'cancelled')) {
    draft.transfer('void', terms.amount).set({ hold: 'voided' });
  }
}

/** The fee is booked once, as soon as it is known of money that went out. */
function postFee(draft: PayoutDraft, to: PayoutState | 'unrecognised'): void {
  const { fee, postedFee, terms } = draft.record;
  if ((to !== 'confirmed' && to !== 'reversed') || fee === undefined || postedFee !== undefined) return;
  // A fee that the receiver bears is part of the amount, which is booked already.
  if (terms.feeFrom !== 'amount') draft.transfer('fee', fee);
  draft.set({ postedFee: fee });
}

function followUpAt(draft: PayoutDraft, policy: PayoutPolicy): Date {
  const { checks } = draft.record;
  return new Date(draft.at.getTime() + (checks === 0 ? policy.firstCheckMs : policy.checkEveryMs));
}

/** What the provider's word means here. A failure that it does not call final can still be sent, and keeps its hold. */
function target(seen: Payout): PayoutState | 'unrecognised' {
  if ((seen.status === 'failed' || seen.status === 'cancelled') && !seen.final) return 'pending';
  return seen.status;
}

/** Whether no more is to be heard. Money that is out can come back until the provider calls it final. */
function isOver(to: PayoutState | 'unrecognised', seen: Payout): boolean {
  return to === 'failed' || to === 'cancelled' || to === 'reversed' || (to === 'confirmed' && seen.final);
}

function isUnpaid(state: PayoutState | 'unrecognised'): boolean {
  return state === 'failed' || state === 'cancelled';
}

function isSettledByPeopleOnly({ reviewReason, state }: PayoutRecord): boolean {
  return state === 'needs_review' && (reviewReason === 'mismatch' || reviewReason === 'contradiction');
}

function wasNeverSent({ sends, state }: PayoutRecord): boolean {
  return sends === 0 && state !== 'ready' && state !== 'needs_review';
}

function isNews(seen: Payout): boolean {
  return !(seen.final && (seen.status === 'failed' || seen.status === 'cancelled' || seen.status === 'reversed'));
}

/** Writes down what was heard without acting on it: every webhook, and every new word of a look-up. */
function note(draft: PayoutDraft, seen: Payout, how: Observation): void {
  if (draft.source !== 'webhook' && draft.record.providerStatus === seen.providerStatus) return;
  draft.log(`${how}_without_effect`, undefined, told(seen));
}

function told(seen: Payout): Readonly<Record<string, unknown>> {
  const { amount, fee, final, network, providerId, providerStatus, sentAmount, status, transactionId } = seen;
  return { providerId, status, providerStatus, final, amount, sentAmount, fee, network, transactionId };
}

/** Which of the terms the provider tells otherwise than they were asked for. What it does not tell does not differ. */
function differences(record: PayoutRecord, seen: Payout, how: Observation): readonly string[] {
  const { terms } = record;
  const differs: string[] = amountDifferences(record, seen, how);
  if (seen.reference !== undefined && seen.reference !== record.wireReference) differs.push('reference');
  if (record.providerId !== undefined && record.providerId !== seen.providerId) differs.push('providerId');
  if (terms.network !== undefined && seen.network !== undefined && !sameCode(terms.network, seen.network)) {
    differs.push('network');
  }
  if (seen.destination !== undefined && !sameDestination(terms.destination, seen.destination)) {
    differs.push('destination');
  }
  if (seen.memo !== undefined && seen.memo !== '' && seen.memo !== terms.memo) differs.push('memo');
  return differs;
}

/**
 * A payout that the provider converts may be told in the asset that is sent. Its adapter compared that with the request
 * when it was answered; from then on the provider is held to what it told.
 */
function amountDifferences({ terms, toldAmount }: PayoutRecord, seen: Payout, how: Observation): string[] {
  if (sameMoney(terms.amount, seen.amount) || (toldAmount !== undefined && sameMoney(toldAmount, seen.amount)))
    return [];
  if (!sameCode(terms.amount.currency, seen.amount.currency)) {
    return how === 'answered' && terms.providerOptions !== undefined ? [] : ['currency'];
  }
  return ['amount'];
}

function sameMoney(one: Money, other: Money): boolean {
  return sameCode(one.currency, other.currency) && compareDecimals(one.amount, other.amount) === 0;
}

function sameDestination(asked: PayoutDestination, seen: PayoutDestination): boolean {
  if (asked.type === 'crypto_address' && seen.type === 'crypto_address') {
    // The letters of a hexadecimal address are written large or small as a checksum alone.
    const isHexadecimal = asked.address.startsWith('0x');
    return isHexadecimal ? sameCode(asked.address, seen.address) : asked.address === seen.address;
  }
  if (asked.type === 'bank_account' && seen.type === 'bank_account') {
    return asked.bankCode === seen.bankCode && sameAccountNumber(asked.accountNumber, seen.accountNumber);
  }
  return false;
}

/** Providers show account numbers masked. What they show of one has to agree. */
function sameAccountNumber(asked: string, seen: string): boolean {
  const number = asked.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  const parts = seen
    .replace(/[^0-9A-Za-z*•…]/g, '')
    .toUpperCase()
    .split(/[*•…]+/);
  const [head = '', tail] = [parts[0], parts.at(-1)];
  if (parts.length === 1 || tail === undefined) return number === head;
  return number.length >= head.length + tail.length && number.startsWith(head) && number.endsWith(tail);
}

function sameCode(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
