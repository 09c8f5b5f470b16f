import type { KeptRoute } from '../routing/route.js';
import { newAttempt } from './new-attempt.js';
import type { PayoutDraft, TransferBounds } from './payout-draft.js';
import { dailyTotals, type PayoutRules } from './payout-limits.js';
import { release } from './settle-send.js';

/**
 * Takes a payout to another account: its money is free again at the one, a new attempt begins at the other, and its money
 * is on hold there. The reference on the wire stays, as the other account has never seen it.
 *
 * @param move - `bounds`: of the hold at the other account.
 */
export function failOver(
  draft: PayoutDraft,
  move: {
    readonly to: string;
    readonly reason: string;
    readonly bounds: TransferBounds;
    readonly rules: PayoutRules;
  },
): void {
  const { bounds, reason, rules, to } = move;
  const { record } = draft;
  const { account: from, route, terms, wireReference } = record;
  if (route === undefined) return;
  release(draft);
  const here = dailyTotals(rules, record);
  const there = dailyTotals(rules, { ...record, account: to });
  const { amount } = terms.amount;
  // What counts at both, such as the limit of the wallet, has counted already.
  const isIn = (totals: typeof here, name: string): boolean => totals.some(({ total }) => total === name);
  for (const { total } of here) if (!isIn(there, total)) draft.total(total, `-${amount}`);
  for (const { atMost, total } of there) if (!isIn(here, total)) draft.total(total, amount, atMost);
  const { leaving: _left, ...kept } = withoutFallback(route, to);
  draft
    .set({ ...newAttempt(record, { account: to, wireReference }), route: kept, dueAt: draft.at })
    .log('failed_over', 'ready', { from, to, rule: route.rule, reason })
    .transfer('hold', terms.amount, bounds);
}

/** A route on which an account is not tried any more. */
export function withoutFallback(route: KeptRoute, account: string): KeptRoute {
  return { ...route, fallback: route.fallback.filter((other) => other !== account) };
}
