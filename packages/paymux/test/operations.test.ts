import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, createFakeProvider, createSeededRandom, type FakeClock } from '@paymux/core/testing';
import type { AlertMessage, AlertRule, Change, DurableStore, PayoutRecord } from '@paymux/orchestration';
import { openStore } from '@paymux/store';
import type { Payout, PaymentProvider } from '@paymux/core';
import { afterEach, describe, expect, test } from 'vitest';
import { type DurablePaymux, openPaymux } from '../src/index.js';

const NOW = '2026-03-10T12:00:00.000Z';
const HOUR_MS = 3_600_000;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function embedded(clock: FakeClock): Promise<DurableStore> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-operations-'));
  const store = await openStore({ folder, clock });
  closing.push(
    () => rm(folder, { recursive: true, force: true }),
    () => store.close(),
  );
  return store;
}

interface World {
  readonly paymux: DurablePaymux;
  readonly clock: FakeClock;
  readonly messages: readonly AlertMessage[];
  work(): Promise<void>;
}

async function open(
  provider: PaymentProvider,
  clock: FakeClock,
  alertRules: readonly AlertRule[] = [],
): Promise<World> {
  const messages: AlertMessage[] = [];
  const team = {
    id: 'team',
    send: (message: AlertMessage) => {
      messages.push(message);
      return Promise.resolve();
    },
  };
  const paymux = await openPaymux(
    { accounts: [{ id: 'main', provider }], worker: false, alertRules },
    { store: await embedded(clock), clock, random: createSeededRandom(1), alertChannels: [team] },
  );
  closing.push(() => paymux.close());
  const work = async (): Promise<void> => {
    await paymux.worker.drain();
    await paymux.alerts.settled();
  };
  return { paymux, clock, messages, work };
}

function payoutOf(reference: string, amount = '10.00') {
  return {
    reference,
    creator: 'payroll',
    client: 'maria',
    amount: { amount, currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TQrY8bkfA9Sc2Ybm7R5sT6J1PDhTzmYVKJ' },
    feeFrom: 'balance',
  } as const;
}

test('a payout whose webhook was lost is settled by a reconciliation, is no finding, and is counted as confirmed', async () => {
  const clock = createFakeClock(NOW);
  const fake = createFakeProvider({}, { clock });
  const { paymux } = await open(fake, clock);
  const payout = await paymux.payouts.createPayout(payoutOf('salary-1'));
  await fake.control.completePayout('salary-1');
  await clock.advance(HOUR_MS);

  const run = await paymux.reconciliation.reconcile({ account: 'main' });

  expect(run.summary).toMatchObject({ finalized: 1, alerts: 0, findings: {} });
  expect(await paymux.payouts.findPayout({ id: payout.id })).toMatchObject({ state: 'confirmed' });
  const report = await paymux.figures.payouts({ from: new Date(NOW), before: clock.now() });
  expect(report.total).toMatchObject({
    count: 1,
    volume: [{ amount: '10', currency: 'USDT' }],
    confirmationRate: 1,
  });
  expect(report.timeToConfirm).toMatchObject({ count: 1, medianMs: HOUR_MS });
});

test('a payout that waits for its time is not sent early because the provider knows its reference', async () => {
  const clock = createFakeClock(NOW);
  const fake = createFakeProvider({}, { clock });
  const { paymux } = await open(fake, clock);
  const sendAt = new Date('2026-12-24T08:00:00Z');
  const payout = await paymux.payouts.createPayout({ ...payoutOf('bonus-1'), sendAt });
  const { reference, ...terms } = payoutOf('bonus-1');
  await fake.payouts.createPayout({ reference, amount: terms.amount, network: 'tron', destination: terms.destination });
  await fake.control.completePayout('bonus-1');
  await clock.advance(HOUR_MS);

  const run = await paymux.reconciliation.reconcile({ account: 'main' });

  expect(run.summary.findings).toEqual({ status: 1 });
  expect(await paymux.payouts.findPayout({ id: payout.id })).toMatchObject({ state: 'scheduled', sends: 0 });
});

test('what a scheduled reconciliation finds is told once, and named by its reference', async () => {
  const clock = createFakeClock(NOW);
  const fake = createFakeProvider({}, { clock });
  const { messages, paymux, work } = await open(fake, clock, [{ id: 'rec', type: 'findings' }]);
  await paymux.reconciliation.schedule({ account: 'main', everyMs: HOUR_MS });
  await fake.payouts.createPayout({
    reference: 'foreign-1',
    amount: { amount: '5', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TQrY8bkfA9Sc2Ybm7R5sT6J1PDhTzmYVKJ' },
  });

  for (let hour = 0; hour < 4; hour += 1) {
    await clock.advance(HOUR_MS);
    await work();
  }

  expect(messages).toHaveLength(1);
  expect(messages[0]?.subject).toContain('main/foreign-1');
  expect((await paymux.reconciliation.list({ account: 'main' })).records.length).toBeGreaterThan(2);
});

test('a rule that cannot be meant opens nothing, and names every problem', async () => {
  const clock = createFakeClock(NOW);
  const fake = createFakeProvider({}, { clock });
  const rules: readonly AlertRule[] = [{ id: '', type: 'needs_review', account: 'other' }];

  await expect(open(fake, clock, rules)).rejects.toMatchObject({
    problems: [{ path: 'rules.0.id' }, { path: 'rules.0.account' }],
  });
});

describe('on the embedded store', () => {
  test('each of many planted faults is found as what it is, also by a run that goes on in another process', {
    timeout: 120_000,
  }, async () => {
    const clock = createFakeClock(NOW);
    const shelf = new Map<string, Payout>();
    const { paymux } = await open(shelfProvider(shelf), clock);
    const planted: string[] = [];
    const changes: Change[] = [];
    const faults = ['missing_here', 'missing_there', 'amount', 'fee', 'status', 'duplicate', 'late'] as const;
    for (let index = 0; index < 10_000; index += 1) {
      const id = String(index).padStart(5, '0');
      const fault = index % 33 === 7 ? faults[planted.length % faults.length] : undefined;
      const isLate = fault === 'late' ? ({ state: 'broadcast', status: 'broadcast', hold: 'held' } as const) : {};
      const record = {
        ...recordOf(id, new Date(new Date(NOW).getTime() - 9 * 24 * HOUR_MS + index * 60_000)),
        ...isLate,
      };
      const theirs = objectOf(record);
      if (fault !== undefined) planted.push(`${fault} ${fault === 'missing_here' ? `p-${id}` : id}`);
      if (fault !== 'missing_here') changes.push({ change: 'payout_insert', payout: record });
      if (fault === 'duplicate') shelf.set(`p-${id}-2`, { ...theirs, providerId: `p-${id}-2` });
      if (fault === 'missing_there') continue;
      shelf.set(theirs.providerId, {
        ...theirs,
        ...(fault === 'amount' ? { amount: { amount: '10.000000000000000001', currency: 'USDT' } } : {}),
        ...(fault === 'fee' ? { fee: { amount: '0.51', currency: 'USDT' } } : {}),
        ...(fault === 'status' ? { status: 'failed' as const } : {}),
        ...(fault === 'late' ? { status: 'broadcast' as const, final: false } : {}),
      });
    }
    for (let start = 0; start < changes.length; start += 500) {
      expect(await paymux.store.commit(changes.slice(start, start + 500))).toEqual({ committed: true });
    }
    const { id } = await paymux.reconciliation.start({ account: 'main', since: new Date('2026-03-01T00:00:00Z') });
    // A worker does one part; the rest is done by a call, which finds the run there is.
    for (let part = 0; part < 3; part += 1) {
      for (const claimed of await paymux.store.claim('documents', { limit: 1, leaseMs: HOUR_MS })) {
        await paymux.reconciliation.steps[claimed.row.kind]?.(claimed);
      }
    }

    const run = await paymux.reconciliation.reconcile({ account: 'main' });

    expect(run).toMatchObject({ id, state: 'done', summary: { alerts: planted.length, errors: 0 } });
    const { records } = await paymux.reconciliation.findings({ account: 'main', limit: 1000 });
    expect(records.map(({ kind, providerId, recordId }) => `${kind} ${recordId ?? providerId ?? ''}`).sort()).toEqual(
      [...planted].sort(),
    );
    const report = await paymux.figures.payouts({ from: new Date('2026-03-01'), before: new Date(NOW), per: 'month' });
    expect(report.total.count).toBe(changes.length);
  });
});

function recordOf(id: string, requestedAt: Date): PayoutRecord {
  return {
    id,
    account: 'main',
    reference: `ref-${id}`,
    fingerprint: id,
    state: 'confirmed',
    status: 'confirmed',
    revision: 1,
    origin: 'manual',
    creator: 'anna',
    terms: {
      amount: { amount: '10.00', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: `T${id}` },
    },
    attempt: 1,
    wireReference: `ref-${id}`,
    sends: 1,
    openSends: [],
    firstSentAt: requestedAt,
    absences: 0,
    hold: 'none',
    providerId: `p-${id}`,
    providerStatus: 'paid',
    fee: { amount: '0.5', currency: 'USDT' },
    checks: 0,
    failedChecks: 0,
    requestedAt,
    updatedAt: requestedAt,
    history: { length: 0, digest: '' },
  };
}

function objectOf({ fee, providerId = '', requestedAt, terms, wireReference }: PayoutRecord): Payout {
  return {
    provider: 'shelf',
    providerId,
    reference: wireReference,
    status: 'confirmed',
    final: true,
    providerStatus: 'paid',
    amount: terms.amount,
    fee,
    createdAt: requestedAt,
    updatedAt: requestedAt,
  };
}

/** A provider that holds what is on the shelf, in pages of 100. */
function shelfProvider(shelf: ReadonlyMap<string, Payout>): PaymentProvider {
  return {
    id: 'shelf',
    specificationVersion: 1,
    capabilities: {
      operations: { createPayout: { lookup: 'reference', deduplicatesForMs: 0 } },
      partialRefunds: false,
      payoutMemo: false,
    },
    payouts: {
      createPayout: () => Promise.reject(new TypeError('Nothing is opened here.')),
      findPayout: ({ providerId, reference }) =>
        Promise.resolve(
          providerId === undefined
            ? [...shelf.values()].find((each) => each.reference === reference)
            : shelf.get(providerId),
        ),
      listPayouts: ({ createdFrom = new Date(0), createdTo = new Date(8e15) } = {}) => ({
        page: (cursor = '0') => {
          const within = [...shelf.values()].filter(
            ({ createdAt = new Date(0) }) => createdAt >= createdFrom && createdAt <= createdTo,
          );
          const next = Number(cursor) + 100;
          const nextCursor = next < within.length ? String(next) : undefined;
          return Promise.resolve({ items: within.slice(Number(cursor), next), nextCursor });
        },
        [Symbol.asyncIterator]: () => {
          throw new TypeError('It is read page by page.');
        },
      }),
    },
    close: () => Promise.resolve(),
  };
}
