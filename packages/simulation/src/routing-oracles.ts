import { compareDecimals } from '@paymux/core';
import { Ledger, type PayoutEvent, type PayoutRecord } from '@paymux/orchestration';
import type { Violation } from './oracles.js';
import { LISTED } from './routing-regimes.js';
import type { Outcome } from './world.js';

const ENDS: ReadonlySet<string> = new Set(['confirmed', 'failed', 'cancelled', 'reversed', 'needs_review']);

/** The verdict on one routed run, with what is counted for the report. */
export interface RoutedVerdict {
  readonly violations: readonly Violation[];
  readonly failovers: number;
  readonly reviews: number;
}

type Blame = (rule: string, detail: string) => void;

/** Judges a routed run by what the providers really did. */
export async function judgeRouted(outcome: Outcome): Promise<RoutedVerdict> {
  const { accepted, models, scenario, store, surprises } = outcome;
  const violations: Violation[] = surprises.map((detail) => ({ rule: 'no surprise', detail }));
  const blame: Blame = (rule, detail) => {
    violations.push({ rule, detail });
  };
  const { records } = await store.listPayouts({ limit: 1000 });
  for (const [reference, id] of accepted) {
    const found = records.filter((record) => record.reference === reference);
    if (found.length !== 1 || found[0]?.id !== id) blame('a reference is one payout', reference);
  }
  for (let number = 1; number <= scenario.payouts; number += 1) {
    const reference = `payout-${String(number)}`;
    const moved = [...models.values()].flatMap(({ payouts }) =>
      payouts.filter((known) => known.reference === reference),
    );
    if (moved.length > 1) blame('money moves once', `${reference} moved ${String(moved.length)} times`);
  }
  let failovers = 0;
  for (const record of records) {
    const events = await store.payoutEvents(record.id);
    failovers += judgeMoves(record, events, outcome, blame);
    judgeEnd(record, outcome, blame);
    await judgeHolds(record, outcome, blame);
  }
  const clock = { now: () => new Date(0), sleep: () => Promise.resolve() };
  for (const { finding, subject } of (await new Ledger({ store, clock }).verify()).findings) {
    blame('the books agree', `${subject}: ${finding}`);
  }
  for (const kind of ['payouts', 'inbox', 'notices'] as const) {
    if ((await store.dueInMs(kind)) === 0) blame('nothing is left undone', kind);
  }
  return { violations, failovers, reviews: records.filter(({ state }) => state === 'needs_review').length };
}

/** Every change of account is explained, and was allowed by what really happened at the account that was left. */
function judgeMoves(record: PayoutRecord, events: readonly PayoutEvent[], { models }: Outcome, blame: Blame): number {
  const { reference } = record;
  const created = events.find(({ type }) => type === 'created')?.detail as {
    readonly route?: { readonly account: string; readonly rule: string; readonly because: string };
  };
  if (created.route === undefined || created.route.because === '') blame('a choice is explained', reference);
  let account = created.route?.account;
  const moves = events.filter(({ type }) => type === 'failed_over');
  for (const { detail } of moves) {
    const { from, reason, rule, to } = detail as Readonly<Record<'from' | 'reason' | 'rule' | 'to', string>>;
    if (from !== account || to === from || rule !== created.route?.rule || reason === '') {
      blame('a change of account is explained', `${reference}: ${from} to ${to}`);
    }
    account = to;
    const left = models.get(from);
    if ((left?.untold.get(reference) ?? 0) > 0) blame('no failover after unknown', `${reference} left ${from}`);
    const code = left?.refusals.get(reference)?.at(-1);
    if (code !== undefined && code !== LISTED) blame('no failover after another refusal', `${reference} left ${from}`);
  }
  if (account !== record.account || record.attempt !== moves.length + 1) {
    blame('a change of account is explained', `${reference} is at ${record.account}`);
  }
  return moves.length;
}

function judgeEnd({ account, reference, reviewReason, state }: PayoutRecord, { models }: Outcome, blame: Blame): void {
  const model = models.get(account);
  const truth = model?.payouts.find((payout) => payout.reference === reference);
  if (!ENDS.has(state)) blame('everything comes to an end', `${reference} is ${state}, there ${String(truth?.status)}`);
  if (state !== 'needs_review') {
    if (truth === undefined && state !== 'failed') blame('nothing is made up', `${reference} is ${state}`);
    if (truth !== undefined && truth.status !== state) blame('states agree', `${reference}: ${state}, ${truth.status}`);
    return;
  }
  if (reviewReason === 'contradiction') blame('nothing contradicts itself', reference);
  const { deduplication, findsByReference } = model?.behaviour ?? {};
  if (truth?.isOver === true && (findsByReference === true || deduplication === 'replay')) {
    blame('what the provider knows as final is final here', `${reference} ${truth.status}`);
  }
}

/** A payout is on hold at its account, and at no other. */
async function judgeHolds(record: PayoutRecord, { models, store }: Outcome, blame: Blame): Promise<void> {
  const transfers = await store.transfers({ payoutId: record.id });
  const { amount } = record.terms.amount;
  for (const account of models.keys()) {
    const own = transfers.filter((transfer) => transfer.account === account);
    const held = own.filter(({ to }) => to === 'held').length - own.filter(({ from }) => from === 'held').length;
    const wanted = record.account === account && record.hold === 'held' ? 1 : 0;
    if (held !== wanted) blame('money is on hold where the payout is', `${record.reference} at ${account}`);
    const isOther = own.some(
      ({ amount: moved, kind }) => kind !== 'fee' && compareDecimals(moved.amount, amount) !== 0,
    );
    if (isOther) blame('entries are the amount', `${record.reference} at ${account}`);
  }
}
