import { compareDecimals, type Money } from '@paymux/core';
import type { PayoutDraft, TransferBounds } from './payout-draft.js';
import type { PayoutRecord } from './payout-record.js';

/**
 * What an account's payouts are covered by.
 *
 * - `unchecked`: the provider refuses what its balance does not cover;
 * - `ledger`: what was funded here, by transfers of the kind `fund`;
 * - a function: what the provider says is there. Everything on hold here must fit into it, also payouts that the
 *   provider has deducted already but not finished, so that it errs on the safe side.
 */
export type PayoutCover = 'unchecked' | 'ledger' | ((currency: string) => Promise<Money | undefined>);

/** What payouts of one account, or of one client, may come to. Amounts are in major units, by currency. */
export interface PayoutLimits {
  /** The most for one payout. A currency that is not named is not limited. */
  readonly perPayout?: Readonly<Record<string, string>> | undefined;
  /** The least for one payout. */
  readonly atLeast?: Readonly<Record<string, string>> | undefined;
  /** The most for all payouts together within one day (UTC). */
  readonly perDay?: Readonly<Record<string, string>> | undefined;
  /** The most for one client within one day (UTC). */
  readonly perClientAndDay?: Readonly<Record<string, string>> | undefined;
}

/** How the payouts of one account are bounded. */
export interface AccountPayoutRules {
  /** @defaultValue `unchecked` */
  readonly cover?: PayoutCover | undefined;
  readonly limits?: PayoutLimits | undefined;
}

/** The rules of every account, by its id. An account that is not named is not bounded. */
export type PayoutRules = Readonly<Record<string, AccountPayoutRules>>;

/** What the hold for a payout must not break. Asks the provider where the account says so. */
export async function holdBounds(rules: PayoutRules, { account, terms }: PayoutRecord): Promise<TransferBounds> {
  const cover = rules[account]?.cover ?? 'unchecked';
  if (cover === 'unchecked') return undefined;
  if (cover === 'ledger') return { availableAtLeast: '0' };
  const balance = await cover(terms.amount.currency);
  // What is not told covers nothing.
  return { heldAtMost: balance?.currency === terms.amount.currency ? balance.amount : '0' };
}

/** What of an amount breaks the limits for one payout. */
export function limitProblem(rules: PayoutRules, account: string, amount: Money): string | undefined {
  const { atLeast, perPayout } = rules[account]?.limits ?? {};
  const [most, least] = [perPayout?.[amount.currency], atLeast?.[amount.currency]];
  if (most !== undefined && compareDecimals(amount.amount, most) > 0)
    return `must not be more than ${most} ${amount.currency}`;
  if (least !== undefined && compareDecimals(amount.amount, least) < 0)
    return `must not be less than ${least} ${amount.currency}`;
  return undefined;
}

/** A running total that payouts of one day count towards, and its limit. */
export interface DailyTotal {
  readonly total: string;
  readonly atMost: string;
}

/** The running totals that a payout counts towards on its day: its account's, its client's and its wallet's. */
export function dailyTotals(rules: PayoutRules, record: PayoutRecord): readonly DailyTotal[] {
  const { account, client, terms, walletDailyLimit, walletProfileId } = record;
  const { currency } = terms.amount;
  const { perClientAndDay, perDay } = rules[account]?.limits ?? {};
  const day = dayOf(countedAt(record));
  const forClient = client === undefined ? undefined : perClientAndDay?.[currency];
  return [
    [['day', account, currency, day], perDay?.[currency]] as const,
    [['client-day', account, client, currency, day], forClient] as const,
    [['profile-day', walletProfileId, currency, day], walletDailyLimit] as const,
  ].flatMap(([name, atMost]) => (atMost === undefined ? [] : [{ total: JSON.stringify(name), atMost }]));
}

/** Counts a payout towards the limits of a day, which must not be broken by it. */
export function count(draft: PayoutDraft, rules: PayoutRules): void {
  const { record } = draft;
  const { amount } = record.terms.amount;
  for (const { atMost, total } of dailyTotals(rules, record)) draft.total(total, amount, atMost);
}

/** Takes a payout of which nothing was sent off the totals again. */
export function uncount(draft: PayoutDraft, rules: PayoutRules): void {
  const { record } = draft;
  const { amount } = record.terms.amount;
  for (const { total } of dailyTotals(rules, record)) draft.total(total, `-${amount}`);
}

/** Counts a payout towards this day instead of the one that it was counted towards. */
export function countToday(draft: PayoutDraft, rules: PayoutRules): void {
  if (dayOf(countedAt(draft.record)) === dayOf(draft.at)) return;
  uncount(draft, rules);
  draft.set({ countedAt: draft.at });
  count(draft, rules);
}

function countedAt({ countedAt: at, requestedAt }: PayoutRecord): Date {
  return at ?? requestedAt;
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
