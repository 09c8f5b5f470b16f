import { type ErrorOutcome, PaymentsError, type Payout } from '@paymux/core';
import { backOffMs, retryAfterMsOf, withoutSend } from '../durable/sending.js';
import { leavingFor } from '../routing/failover.js';
import type { Leaving } from '../routing/route.js';
import { observePayout } from './observe-payout.js';
import type { PayoutDraft } from './payout-draft.js';
import type { PayoutPolicy } from './payout-policy.js';

/** What one sending came to: the provider's answer, or an error. */
export type SendResult = { readonly payout: Payout } | { readonly error: unknown };

/**
 * Takes in what one sending of the present attempt came to. Taking it in twice changes nothing.
 *
 * A refusal ends the attempt only if no other sending of it is open: a refused repeat says nothing about the request
 * before it, which may still be on its way.
 *
 * Where it is sure that nothing had an effect, and its route allows it, it is to leave its account instead of failing.
 *
 * @param number - Which sending it was.
 * @param isDown - Whether the account is left alone for now.
 */
export function settleSend(
  draft: PayoutDraft,
  number: number,
  result: SendResult,
  policy: PayoutPolicy,
  isDown = false,
): void {
  const { record } = draft;
  if ('payout' in result) {
    observePayout(draft, result.payout, record.attempt, 'answered', policy);
    return;
  }
  const { error } = result;
  const isUnsettled = record.state === 'submitting' || record.state === 'unknown';
  if (isCode(error, 'reference_conflict')) {
    draft.set({ openSends: [], everUnknown: true }).review('mismatch', 'answered', { error }).set({ dueAt: undefined });
    return;
  }
  const outcome = outcomeOf(error);
  if (outcome === 'unknown') {
    if (record.openSends.includes(number)) draft.set({ everUnknown: true });
    if (record.state !== 'submitting') return;
    draft.log('no_answer', 'unknown', { error }).set({ dueAt: after(draft, lookUpIn(draft, error, policy)) });
    return;
  }
  if (!record.openSends.includes(number)) return;
  draft.set({ openSends: withoutSend(record, number).openSends });
  if (!isUnsettled) return;
  if (draft.record.openSends.length > 0) {
    draft.log(outcome, 'unknown', { error }).set({ dueAt: after(draft, lookUpIn(draft, error, policy)) });
    return;
  }
  const age = draft.at.getTime() - (record.firstSentAt ?? draft.at).getTime();
  const isOver = outcome === 'rejected' || isPermanent(error) || age >= policy.giveUpMs;
  const leaving = leavingFor(draft.record, { error, outcome, isOver, isDown });
  if (leaving !== undefined) {
    leave(draft.log(outcome, 'ready', { error }), leaving);
    return;
  }
  if (isOver) {
    fail(draft, outcome, reasonOf(error), error);
    return;
  }
  const waitMs = Math.max(backOffMs(record.sends, policy.retryMs, policy.checkEveryMs), retryAfterMsOf(error));
  draft.log(outcome, 'ready', { error }).set({ dueAt: after(draft, waitMs) });
}

/** Plans that the attempt goes on at the next account, at once. Its money stays on hold here until it does. */
export function leave(draft: PayoutDraft, leaving: Leaving): void {
  const { route } = draft.record;
  if (route === undefined) return;
  draft.set({ route: { ...route, leaving }, failureReason: leaving.reason, dueAt: draft.at });
}

/** Ends an attempt of which nothing reached the provider: the money is available again. */
export function fail(draft: PayoutDraft, type: string, reason: string, error?: unknown): void {
  draft.log(type, 'failed', error === undefined ? { reason } : { reason, error });
  draft.set({ failureReason: reason, dueAt: undefined });
  release(draft);
}

/** Gives the money on hold back. */
export function release(draft: PayoutDraft): void {
  const { hold, terms } = draft.record;
  if (hold === 'held') draft.transfer('void', terms.amount).set({ hold: 'voided' });
}

function lookUpIn({ record }: PayoutDraft, error: unknown, { checkEveryMs, firstLookUpMs }: PayoutPolicy): number {
  return Math.max(backOffMs(record.sends - 1, firstLookUpMs, checkEveryMs), retryAfterMsOf(error));
}

function after(draft: PayoutDraft, ms: number): Date {
  return new Date(draft.at.getTime() + ms);
}

/** What an error says about the request. What is not one of ours says nothing. */
function outcomeOf(error: unknown): ErrorOutcome {
  return PaymentsError.isInstance(error) ? error.outcome : 'unknown';
}

/** Whether the same request can never be sent. */
function isPermanent(error: unknown): boolean {
  return ['invalid_request', 'misconfigured', 'unsupported_operation'].some((code) => isCode(error, code));
}

function isCode(error: unknown, code: string): boolean {
  return PaymentsError.isInstance(error) && error.code === code;
}

function reasonOf(error: unknown): string {
  return PaymentsError.isInstance(error) ? `${error.code}: ${error.message}` : 'an error without a name';
}
