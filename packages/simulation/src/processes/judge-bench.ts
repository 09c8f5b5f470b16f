import { compareDecimals, systemClock } from '@paymux/core';
import { Ledger, type PayoutRecord } from '@paymux/orchestration';
import type { Delivery } from '@paymux/simulators';
import { createPaymux } from 'paymux';
import type { Violation } from '../oracles.js';
import { listEffects, NO_RECORD } from './application.js';
import type { AccountName, ArrivedRequest, Bench } from './bench.js';
import { waitUntil } from './wait-until.js';

const ACCOUNTS: readonly AccountName[] = ['main', 'once'];
const OPEN = ['ready', 'submitting', 'unknown', 'pending', 'broadcast'] as const;

/** What a bench is found guilty of, and how much there was to judge. */
export interface BenchVerdict {
  readonly violations: readonly Violation[];
  readonly payouts: number;
  readonly reviews: number;
  readonly webhooks: number;
}

/** Waits until nothing is under way any more, here and at the providers. */
export async function untilSettled(bench: Bench): Promise<void> {
  const { store } = bench;
  await waitUntil('everything is settled', async () => {
    const { records } = await store.listPayouts({ states: OPEN, limit: 1 });
    const waiting = await store.listInbox({ states: ['waiting'], limit: 1 });
    if (records.length + waiting.length > 0 || (await store.dueInMs('notices')) !== undefined) return false;
    const sent = await Promise.all(ACCOUNTS.map((account) => bench.deliveries(account)));
    return sent.flat().every(({ state }) => state !== 'pending');
  });
}

/** Judges what is stored by the books of the providers, and by what callers and providers were told. */
export async function judgeBench(bench: Bench): Promise<BenchVerdict> {
  const { accepted, store } = bench;
  const violations: Violation[] = [];
  const blame = (rule: string, detail: string): void => {
    violations.push({ rule, detail });
  };
  const records = await allPayouts(bench);
  const byReference = new Map(records.map((record) => [record.reference, record]));
  for (const [reference, id] of accepted) {
    const record = byReference.get(reference);
    if (record === undefined) blame('what was accepted is there', reference);
    else if (record.id !== id) blame('a reference is one payout', reference);
  }

  for (const account of ACCOUNTS) {
    const moved = new Map<string, string[]>();
    for (const { amount, kind, orderId } of await bench.transfers(account)) {
      if (kind !== 'payout' || orderId === null) continue;
      moved.set(orderId, [...(moved.get(orderId) ?? []), amount]);
    }
    for (const [reference, amounts] of moved) {
      if (amounts.length > 1) blame('money moves once', `${reference} moved ${String(amounts.length)} times`);
      if (!byReference.has(reference)) blame('nothing is sent that is not written down', reference);
    }
    for (const record of records) {
      if (record.account === account) judgePayout(record, moved.get(record.reference) ?? [], blame);
    }
  }
  for (const [key, times] of countBy((await bench.requests('once')).filter(isCreation), keyOf)) {
    if (times > 1) blame('asked once where nothing deduplicates', `${key} asked ${String(times)} times`);
  }

  const { findings } = await new Ledger({ store, clock: systemClock }).verify();
  for (const { finding, subject } of findings) blame('the books agree', `${subject}: ${finding}`);

  const effects = countBy(await listEffects(store), (what) => what);
  for (const [what, times] of effects) {
    if (what.startsWith(NO_RECORD)) blame('every webhook belongs to a record', what);
    if (times > 1) blame('an effect happens once', `${what} happened ${String(times)} times`);
  }
  for (const { reference, state } of records) {
    const isTold = [...effects.keys()].some((what) => what.startsWith(`${reference}:`) && what.endsWith(`:${state}`));
    if (!isTold) blame('changes are told', `${reference} ${state}`);
  }
  const webhooks = await judgeWebhooks(bench, blame);
  const reviews = records.filter(({ state }) => state === 'needs_review').length;
  return { violations, payouts: records.length, reviews, webhooks };
}

function judgePayout(
  { account, reference, reviewReason, state, terms }: PayoutRecord,
  moved: readonly string[],
  blame: (rule: string, detail: string) => void,
): void {
  if (state === 'needs_review') {
    // Only a provider that neither deduplicates nor finds payouts by reference leaves a question open.
    if (account === 'main' || reviewReason !== 'cannot_be_looked_up')
      blame('review is the last resort', `${reference} ${String(reviewReason)}`);
    return;
  }
  const [amount] = moved;
  if (state !== 'confirmed') blame('everything comes to an end', `${reference} is ${state}`);
  else if (amount === undefined) blame('nothing is made up', reference);
  else if (compareDecimals(amount, terms.amount.amount) !== 0) blame('amounts agree', `${reference} ${amount}`);
}

/** Every webhook that was answered with 2xx is in the inbox, and was applied. */
async function judgeWebhooks(bench: Bench, blame: (rule: string, detail: string) => void): Promise<number> {
  const paymux = await createPaymux({
    accounts: [
      { id: 'main', provider: 'cryptomus', options: bench.accounts.main },
      { id: 'once', provider: 'heleket', options: bench.accounts.once },
    ],
  });
  let webhooks = 0;
  for (const account of ACCOUNTS) {
    const validator = paymux.provider(account).webhooks;
    const acknowledged = (await bench.deliveries(account)).filter(isAcknowledged);
    webhooks += acknowledged.length;
    for (const { body, headers, orderId, status } of acknowledged) {
      const events = await validator.validate({ headers: new Headers(headers), body: Buffer.from(body) });
      for (const { deduplicationKey } of events) {
        const message = await bench.store.inboxMessage(account, deduplicationKey);
        const what = `${String(orderId)} ${status}`;
        if (message === undefined) blame('what was acknowledged is stored', what);
        else if (message.state !== 'done')
          blame('what was stored is applied', `${what}: ${message.state} ${String(message.problem)}`);
      }
    }
  }
  await paymux.close();
  return webhooks;
}

/** Every payout that is stored. */
async function allPayouts({ store }: Bench): Promise<readonly PayoutRecord[]> {
  const all: PayoutRecord[] = [];
  let after: string | undefined;
  do {
    const page = await store.listPayouts({ limit: 1000, after });
    all.push(...page.records);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** Whether a request asks for a payout. */
export function isCreation({ method, path }: ArrivedRequest): boolean {
  return method === 'POST' && /\/payouts?$/.test(path);
}

function keyOf({ headers }: ArrivedRequest): string {
  return headers['x-idempotency-key'] ?? '';
}

function isAcknowledged({ attempts, nature }: Delivery): boolean {
  return nature === 'real' && attempts.some(({ status }) => status === 200);
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
