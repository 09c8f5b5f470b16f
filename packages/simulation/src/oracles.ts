import { addMoney, compareDecimals, type Money } from '@paymux/core';
import { entryDigest, type PayoutRecord } from '@paymux/orchestration';
import type { ProviderPayout } from './provider-model.js';
import type { Outcome } from './world.js';

const ENDS: ReadonlySet<string> = new Set(['confirmed', 'failed', 'cancelled', 'reversed']);

/** What a run is found guilty of. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}

/** The verdict on one run, with what is counted for the report. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly reviews: number;
}

/** Judges a run by what the provider really did. */
export async function judge(outcome: Outcome): Promise<Verdict> {
  const { accepted, acknowledged, model, scenario, store, surprises, told } = outcome;
  const violations: Violation[] = surprises.map((detail) => ({ rule: 'no surprise', detail }));
  const blame = (rule: string, detail: string): void => {
    violations.push({ rule, detail });
  };
  const { records } = await store.listPayouts({ limit: 1000 });
  const byReference = new Map(records.map((record) => [record.reference, record]));

  for (const [reference, id] of accepted) {
    const record = byReference.get(reference);
    if (record === undefined) blame('what was accepted is there', reference);
    else if (record.id !== id) blame('a reference is one payout', reference);
  }

  const references = new Set([...model.arrivals.keys(), ...model.payouts.map(({ reference }) => reference)]);
  for (const reference of references) {
    const moved = model.payouts.filter((payout) => payout.reference === reference).length;
    if (moved > 1) blame('money moves once', `${reference} moved ${String(moved)} times`);
    if (!byReference.has(reference)) blame('nothing is sent that is not written down', reference);
    const mayArriveTwice = model.behaviour.deduplication !== 'none' || scenario.faults.requestTwice > 0;
    if (!mayArriveTwice && (model.arrivals.get(reference) ?? 0) > 1)
      blame('sent once where nothing deduplicates', reference);
  }

  let reviews = 0;
  for (const record of records) {
    const truth = model.payouts.find(({ reference }) => reference === record.reference);
    if (record.state === 'needs_review') reviews += 1;
    judgeState(record, truth, outcome, blame);
    await judgeHistory(record, outcome, blame);
  }
  await judgeBooks(records, outcome, blame);

  for (const event of acknowledged) {
    const message = await store.inboxMessage('main', event);
    if (message === undefined) blame('what was acknowledged is stored', event);
    else if (message.state === 'waiting') blame('what was stored is applied', event);
  }
  await judgeWebhooks(records, outcome, blame);
  for (const record of records) {
    const keys = [...told.keys()].filter((key) => key.startsWith(`${record.id}:`));
    if (!keys.some((key) => key.endsWith(`:${record.state}`)))
      blame('changes are told', `${record.reference} ${record.state}`);
  }
  for (const kind of ['payouts', 'inbox', 'notices'] as const) {
    if ((await store.dueInMs(kind)) === 0) blame('nothing is left undone', kind);
  }
  return { violations, reviews };
}

function judgeState(
  record: PayoutRecord,
  truth: ProviderPayout | undefined,
  { model, scenario }: Outcome,
  blame: (rule: string, detail: string) => void,
): void {
  const { reference, reviewReason, state } = record;
  const isOther = scenario.faults.otherTerms > 0;
  if (state === 'needs_review') {
    const isKnowable = model.behaviour.findsByReference || model.behaviour.deduplication === 'replay';
    if (reviewReason === 'mismatch' && isOther) return;
    if (truth?.isOver === true && isKnowable) {
      blame('what the provider knows as final is final here', `${reference} ${truth.status}, ${String(reviewReason)}`);
    }
    return;
  }
  if (!ENDS.has(state)) {
    blame('everything comes to an end', `${reference} is ${state}, there ${String(truth?.status)}`);
    return;
  }
  if (truth === undefined && state !== 'failed') blame('nothing is made up', `${reference} is ${state}`);
  if (truth !== undefined && truth.status !== state) {
    blame('states agree', `${reference}: here ${state}, there ${truth.status}`);
  }
}

async function judgeHistory(
  record: PayoutRecord,
  { store }: Outcome,
  blame: (rule: string, detail: string) => void,
): Promise<void> {
  let digest = '';
  let number = 0;
  for (const event of await store.payoutEvents(record.id)) {
    number += 1;
    if (event.number !== number || entryDigest(digest, event) !== event.digest) {
      blame('histories are whole', `${record.reference}, entry ${String(number)}`);
      return;
    }
    digest = event.digest;
  }
  if (number !== record.history.length || digest !== record.history.digest)
    blame('histories are whole', record.reference);
}

/** Every webhook that was applied left one entry in the history of its payout. */
async function judgeWebhooks(
  records: readonly PayoutRecord[],
  { model, store }: Outcome,
  blame: (rule: string, detail: string) => void,
): Promise<void> {
  const messages = await store.listInbox({ states: ['done'], limit: 1000 });
  for (const record of records) {
    const ids = model.payouts.filter(({ reference }) => reference === record.wireReference).map(({ id }) => `${id}:`);
    const applied = messages.filter(({ key }) => ids.some((id) => key.startsWith(id))).length;
    const written = (await store.payoutEvents(record.id)).filter(({ source }) => source === 'webhook').length;
    if (applied !== written)
      blame('a webhook is applied once', `${record.reference}: ${String(applied)} done, ${String(written)} written`);
  }
}

async function judgeBooks(
  records: readonly PayoutRecord[],
  { scenario, store }: Outcome,
  blame: (rule: string, detail: string) => void,
): Promise<void> {
  const transfers = await store.transfers({ account: 'main' });
  const fold = new Map<string, Money>();
  const move = (book: string, amount: Money): void => {
    const key = `${book}:${amount.currency}`;
    fold.set(key, addMoney(fold.get(key) ?? { amount: '0', currency: amount.currency }, amount));
  };
  for (const { amount, from, to } of transfers) {
    move(to, amount);
    move(from, { ...amount, amount: `-${amount.amount}` });
  }
  for (const { amount, book } of await store.balances('main')) {
    const folded = fold.get(`${book}:${amount.currency}`)?.amount ?? '0';
    if (compareDecimals(folded, amount.amount) !== 0) blame('balances are the fold of entries', book);
    if (scenario.funds !== undefined && book === 'available' && amount.amount.startsWith('-')) {
      // Fees are told by the provider after the fact, and are not on hold.
      const fees = fold.get(`fees:${amount.currency}`)?.amount ?? '0';
      if (compareDecimals(addMoney(amount, { ...amount, amount: fees }).amount, '0') < 0)
        blame('nothing is overdrawn', amount.amount);
    }
  }
  for (const record of records) {
    const net = new Map<string, Money>();
    for (const { amount, from, kind, payoutId, to } of transfers) {
      if (payoutId !== record.id || kind === 'fee') continue;
      for (const [book, sign] of [
        [to, ''],
        [from, '-'],
      ] as const) {
        net.set(
          book,
          addMoney(net.get(book) ?? { amount: '0', currency: amount.currency }, {
            ...amount,
            amount: `${sign}${amount.amount}`,
          }),
        );
      }
    }
    const expected: Readonly<Record<string, string>> = {
      held: isOpen(record) ? record.terms.amount.amount : '0',
      paid: record.state === 'confirmed' ? record.terms.amount.amount : '0',
    };
    for (const [book, amount] of Object.entries(expected)) {
      const booked = net.get(book)?.amount ?? '0';
      if (record.state === 'needs_review' && record.reviewReason === 'contradiction') continue;
      if (compareDecimals(booked, amount) !== 0)
        blame('entries agree with the state', `${record.reference} ${record.state} ${book} ${booked}`);
    }
  }
}

function isOpen({ hold }: PayoutRecord): boolean {
  return hold === 'held';
}
