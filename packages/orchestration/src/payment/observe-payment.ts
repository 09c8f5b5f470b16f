import { compareDecimals, type Payment } from '@paymux/core';
import type { Observation } from '../payout/observe-payout.js';
import type { PaymentDraft } from './payment-draft.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { PaymentRecord, PaymentState } from './payment-record.js';

/**
 * How far each state is. Money that arrived is never taken back by a word: a payment that expired may still be paid late,
 * and one that is paid stays paid.
 */
const PROGRESS: Readonly<Record<PaymentState | 'unrecognised', number>> = {
  opening: 0,
  unknown: 0,
  needs_review: 0,
  pending: 1,
  requires_action: 2,
  processing: 3,
  authorized: 4,
  unrecognised: 5,
  failed: 6,
  cancelled: 7,
  expired: 8,
  succeeded: 9,
};

/** Takes in what the provider says about a payment. See `observePayout`. */
export function observePayment(draft: PaymentDraft, seen: Payment, how: Observation, policy: PaymentPolicy): void {
  const before = draft.record;
  const isForPeople = before.reviewReason === 'mismatch' || before.reviewReason === 'contradiction';
  if (before.state === 'needs_review' && isForPeople) {
    note(draft, seen, how);
    return;
  }
  const differs = differences(before, seen);
  if (differs.length > 0) {
    draft.review('mismatch', how, { differs, ...told(seen) }).set({ dueAt: undefined });
    return;
  }
  const to = target(seen);
  const current = before.reviewReason === 'unrecognised' ? 'unrecognised' : before.state;
  const progress = PROGRESS[to] - PROGRESS[current];
  const isMore = arrived(seen) > 0 && compareArrived(before, seen) < 0;
  const isSettling = seen.final && !before.final;
  // What a look-up tells is how it stands now; what a webhook tells may be older than what is known.
  const isNow = how === 'looked_up' && seen.exception !== before.exception && compareArrived(before, seen) <= 0;
  if (progress < 0 || (progress === 0 && !isMore && !isSettling && !isNow && before.providerId !== undefined)) {
    note(draft, seen, how);
    return;
  }
  draft.set({
    providerId: seen.providerId,
    providerStatus: seen.providerStatus,
    exception: seen.exception,
    final: seen.final,
    ...(seen.receivedAmount === undefined ? {} : { receivedAmount: seen.receivedAmount }),
    payment: seen,
    openSends: [],
    absences: 0,
    firstAbsentAt: undefined,
  });
  if (to === 'unrecognised') draft.review('unrecognised', how, told(seen));
  else draft.log(how, to, told(seen));
  if (to === 'succeeded' && before.succeededAt === undefined) draft.set({ succeededAt: draft.at });
  const isOver = seen.final || to === 'succeeded' || to === 'cancelled' || to === 'failed';
  draft.set({ dueAt: isOver ? undefined : new Date(draft.at.getTime() + policy.checkEveryMs) });
}

/** Takes in what is said of a payment at an account that it has left, because nothing had reached it there. */
export function observeEarlierPayment(draft: PaymentDraft, seen: Payment, account: string, how: Observation): void {
  const isOver = seen.final && (seen.status === 'failed' || seen.status === 'cancelled' || seen.status === 'expired');
  const isNothing = isOver && arrived(seen) === 0;
  const detail = { about: 'an earlier account', account, ...told(seen) };
  if (isNothing || draft.record.reviewReason === 'contradiction') draft.log(`${how}_without_effect`, undefined, detail);
  else draft.review('contradiction', how, detail);
}

/** A failure that the provider does not call final can still turn into a payment. */
function target(seen: Payment): Exclude<PaymentState, 'opening' | 'unknown' | 'needs_review'> | 'unrecognised' {
  return (seen.status === 'failed' || seen.status === 'cancelled') && !seen.final ? 'pending' : seen.status;
}

function arrived({ receivedAmount }: Pick<Payment, 'receivedAmount'>): number {
  return receivedAmount === undefined ? 0 : compareDecimals(receivedAmount.amount, '0');
}

/** Below 0 where more has arrived by now. Amounts in different assets do not compare, and count as more. */
function compareArrived(before: PaymentRecord, seen: Payment): number {
  const [one, other] = [before.receivedAmount, seen.receivedAmount];
  if (other === undefined) return 0;
  if (one?.currency !== other.currency) return -1;
  return compareDecimals(one.amount, other.amount);
}

/** Writes down what was heard without acting on it, once for each word. */
function note(draft: PaymentDraft, seen: Payment, how: Observation): void {
  if (how === 'looked_up' || draft.record.providerStatus === seen.providerStatus) return;
  draft.log(`${how}_without_effect`, undefined, told(seen));
}

function told(seen: Payment): Readonly<Record<string, unknown>> {
  const { amount, exception, final, providerId, providerStatus, receivedAmount, status } = seen;
  return { providerId, status, providerStatus, exception, final, amount, receivedAmount };
}

/** Which of the terms the provider tells otherwise than they were asked for. What it does not tell does not differ. */
function differences({ providerId, reference, terms }: PaymentRecord, seen: Payment): readonly string[] {
  const differs: string[] = [];
  if (terms.amount.currency.toLowerCase() !== seen.amount.currency.toLowerCase()) differs.push('currency');
  else if (compareDecimals(terms.amount.amount, seen.amount.amount) !== 0) differs.push('amount');
  if (seen.reference !== undefined && seen.reference !== reference) differs.push('reference');
  if (providerId !== undefined && providerId !== seen.providerId) differs.push('providerId');
  return differs;
}
