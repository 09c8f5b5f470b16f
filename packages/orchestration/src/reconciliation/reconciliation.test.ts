import { ProviderRegistry, ProviderUnreachableError, silentLogger } from '@paymux/core';
import { createFakeClock, createSeededRandom } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import {
  paymentRecord,
  payoutRecord,
  providerPayment,
  providerPayout,
  shelfProvider,
  type ShelfProvider,
} from '../../test/ledger-world.js';
import type { Change } from '../durable/durable-store.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { documentShift } from '../worker/document-shift.js';
import { Worker } from '../worker/worker.js';
import { RECONCILIATION_POLICY, Reconciliation, type ReconciliationDependencies } from './reconciliation.js';

const NOW = '2026-03-08T12:00:00.000Z';
const DAY_MS = 86_400_000;

function world(changes: Partial<ReconciliationDependencies> = {}, shelf: ShelfProvider = shelfProvider()) {
  const clock = createFakeClock(NOW);
  const store = new InMemoryStore({ clock });
  const providers = new ProviderRegistry([{ id: 'main', provider: shelf.provider }]);
  const common = { store, providers, clock, random: createSeededRandom(1), logger: silentLogger };
  const reconciliation = new Reconciliation({ ...common, policy: RECONCILIATION_POLICY, ...changes });
  return { clock, store, shelf, reconciliation, common };
}

async function kinds(reconciliation: Reconciliation): Promise<readonly string[]> {
  const { records } = await reconciliation.findings({ account: 'main', limit: 1000 });
  return records.map(({ kind, providerId, recordId }) => `${kind} ${recordId ?? providerId ?? ''}`).sort();
}

test('records that agree with the provider make no finding', async () => {
  const { reconciliation, shelf, store } = world();
  const payout = payoutRecord('one');
  const payment = paymentRecord('two');
  await store.commit([
    { change: 'payout_insert', payout },
    { change: 'payment_insert', payment },
  ]);
  shelf.payouts.set('p-one', providerPayout(payout));
  shelf.payments.set('p-two', providerPayment(payment));

  const run = await reconciliation.reconcile({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });

  expect(run).toMatchObject({ state: 'done', summary: { checked: 2, alerts: 0, errors: 0, findings: {} } });
  expect(shelf.calls.lookUps).toBe(0);
});

describe('each kind of disagreement is found as what it is', () => {
  test.for<[string, Parameters<typeof providerPayout>[1], Parameters<typeof payoutRecord>[1]]>([
    ['amount', { amount: { amount: '10.01', currency: 'USDT' } }, {}],
    ['amount', { amount: { amount: '10.00', currency: 'USDC' } }, {}],
    ['fee', { fee: { amount: '1.5', currency: 'USDT' } }, { fee: { amount: '1', currency: 'USDT' } }],
    ['fee', { fee: { amount: '1.5', currency: 'USDT' } }, {}],
    ['status', { status: 'failed', providerStatus: 'fail' }, {}],
    ['status', {}, { state: 'failed', status: 'failed', hold: 'voided' }],
    ['status', {}, { state: 'pending', status: 'pending', hold: 'held' }],
    ['late', { status: 'pending', final: false }, { state: 'pending', status: 'pending', hold: 'held' }],
  ])('%s', async ([kind, theirs, ours]) => {
    const { reconciliation, shelf, store } = world();
    const payout = payoutRecord('one', ours);
    await store.commit([{ change: 'payout_insert', payout }]);
    shelf.payouts.set('p-one', providerPayout(payout, theirs));

    await reconciliation.reconcile({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });

    const { records } = await reconciliation.findings({ account: 'main' });
    expect(records).toMatchObject([{ kind, recordId: 'one', reference: 'ref-one', providerId: 'p-one' }]);
    expect(records[0]?.cause).not.toBe('');
    expect(records[0]?.nextStep).not.toBe('');
  });

  test('missing here, missing there, duplicate', async () => {
    const { reconciliation, shelf, store } = world();
    const [gone, twice] = [payoutRecord('gone'), payoutRecord('twice')];
    await store.commit([gone, twice].map((payout) => ({ change: 'payout_insert', payout }) as const));
    shelf.payouts.set('p-twice', providerPayout(twice));
    shelf.payouts.set('p-twice-2', providerPayout(twice, { providerId: 'p-twice-2' }));
    shelf.payouts.set('p-foreign', providerPayout(twice, { providerId: 'p-foreign', reference: 'theirs' }));

    await reconciliation.reconcile({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });

    const { records } = await reconciliation.findings({ account: 'main' });
    expect(records.map(({ kind, providerId }) => [kind, providerId]).sort()).toEqual([
      ['duplicate', 'p-twice-2'],
      ['missing_here', 'p-foreign'],
      ['missing_there', 'p-gone'],
    ]);
  });
});

test('a second object that moved no money is no duplicate', async () => {
  const { reconciliation, shelf, store } = world();
  const payout = payoutRecord('one');
  await store.commit([{ change: 'payout_insert', payout }]);
  shelf.payouts.set('p-one', providerPayout(payout));
  shelf.payouts.set('p-two', providerPayout(payout, { providerId: 'p-two', status: 'failed' }));

  await reconciliation.reconcile({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });

  expect(await kinds(reconciliation)).toEqual([]);
});

test('a finding that is settled later is closed by the next run, and one that goes on is not repeated', async () => {
  const { clock, reconciliation, shelf, store } = world();
  const [first, second] = [payoutRecord('first'), payoutRecord('second')];
  await store.commit([first, second].map((payout) => ({ change: 'payout_insert', payout }) as const));
  shelf.payouts.set('p-first', providerPayout(first, { amount: { amount: '9', currency: 'USDT' } }));

  const before = await reconciliation.reconcile({ account: 'main' });
  expect(before.summary).toMatchObject({ alerts: 2, closed: 0, findings: { amount: 1, missing_there: 1 } });
  shelf.payouts.set('p-second', providerPayout(second));
  await clock.advance(DAY_MS);
  const after = await reconciliation.reconcile({ account: 'main' });

  expect(after.since).toEqual(before.until);
  expect(after.summary).toMatchObject({ alerts: 0, closed: 1, findings: { amount: 1 } });
  expect(await kinds(reconciliation)).toEqual(['amount first']);
  const closed = await reconciliation.findings({ account: 'main', states: ['closed'] });
  expect(closed.records).toMatchObject([{ kind: 'missing_there', recordId: 'second', closedAt: clock.now() }]);
});

test('a finding that a person accepts is not found again', async () => {
  const { reconciliation, shelf, store } = world();
  const payout = payoutRecord('one');
  await store.commit([{ change: 'payout_insert', payout }]);
  shelf.payouts.set('p-one', providerPayout(payout, { amount: { amount: '9', currency: 'USDT' } }));
  const since = new Date('2026-02-28T00:00:00Z');
  await reconciliation.reconcile({ account: 'main', since });
  const [finding] = (await reconciliation.findings({ account: 'main' })).records;

  await reconciliation.accept({ id: finding?.id ?? '', actor: 'bruno', note: 'agreed by mail' });
  await reconciliation.reconcile({ account: 'main', since });

  expect(await kinds(reconciliation)).toEqual([]);
  await expect(reconciliation.accept({ id: finding?.id ?? '', actor: 'bruno' })).rejects.toThrow('open finding');
  expect(await reconciliation.finding(finding?.id ?? '')).toMatchObject({ state: 'accepted', acceptedBy: 'bruno' });
});

test('an open record that the provider has settled is settled here, and is no finding', async () => {
  const { shelf, store, common } = world();
  const payout = payoutRecord('one', { state: 'pending', status: 'pending', hold: 'held' });
  await store.commit([{ change: 'payout_insert', payout }]);
  shelf.payouts.set('p-one', providerPayout(payout));
  const settle = async (subject: string, id: string): Promise<void> => {
    expect([subject, id]).toEqual(['payout', 'one']);
    const settled = { ...payout, state: 'confirmed', status: 'confirmed', revision: 2 } as const;
    await store.commit([{ change: 'payout_update', payout: settled }]);
  };
  const reconciliation = new Reconciliation({ ...common, policy: RECONCILIATION_POLICY, settle });

  const run = await reconciliation.reconcile({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });

  expect(run.summary).toMatchObject({ checked: 1, finalized: 1, findings: {} });
});

test('what is open from before the period is looked at in every run', async () => {
  const { clock, reconciliation, shelf, store } = world();
  const payout = payoutRecord('old', { state: 'pending', status: 'pending', requestedAt: new Date('2026-01-01') });
  await store.commit([{ change: 'payout_insert', payout }]);
  shelf.payouts.set('p-old', providerPayout(payout, { status: 'pending', final: false }));
  await clock.advance(1);

  await reconciliation.reconcile({ account: 'main' });

  expect(await kinds(reconciliation)).toEqual(['late old']);
});

test('an account without a history is compared record by record', async () => {
  const { reconciliation, shelf, store } = world({}, shelfProvider({ history: true }));
  const [here, gone] = [payoutRecord('here'), payoutRecord('gone')];
  await store.commit([here, gone].map((payout) => ({ change: 'payout_insert', payout }) as const));
  shelf.payouts.set('p-here', providerPayout(here));

  const run = await reconciliation.reconcile({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });

  expect(run.summary).toMatchObject({ checked: 2, findings: { missing_there: 1 } });
});

test('an earlier attempt that was paid after all is found under its own reference', async () => {
  const { reconciliation, shelf, store } = world();
  const failed = payoutRecord('one', { state: 'failed', status: 'failed', hold: 'voided' });
  const retried = payoutRecord('one', { revision: 2, attempt: 2, wireReference: 'ref-one_2', providerId: 'p-one-2' });
  await store.commit([{ change: 'payout_insert', payout: failed }]);
  await store.commit([{ change: 'payout_update', payout: retried }]);
  shelf.payouts.set('p-one', providerPayout(failed));
  shelf.payouts.set('p-one-2', providerPayout(retried));
  const since = new Date('2026-02-28T00:00:00Z');

  await reconciliation.reconcile({ account: 'main', since });

  const { records } = await reconciliation.findings({ account: 'main' });
  expect(records).toMatchObject([{ kind: 'status', reference: 'ref-one', providerId: 'p-one' }]);
});

test('money that is in neither the books nor the entries is a finding, and closed once it is booked', async () => {
  let told = [{ amount: '95', currency: 'USDT' }];
  const { reconciliation, store, clock } = world({ balanceOf: () => Promise.resolve(told) });
  const transfer = { kind: 'fund', account: 'main', from: 'external', to: 'available', at: clock.now() } as const;
  await store.commit([
    { change: 'transfer', transfer: { ...transfer, id: 'a', amount: { amount: '100', currency: 'USDT' } } },
  ]);

  const run = await reconciliation.reconcile({ account: 'main' });
  expect(run.summary.findings).toEqual({ balance: 1 });
  const [finding] = (await reconciliation.findings({ account: 'main' })).records;
  expect(finding).toMatchObject({ ours: { amount: { amount: '100' } }, theirs: { amount: { amount: '95' } } });
  expect(finding?.cause).toContain('-5 USDT');
  told = [{ amount: '100.00', currency: 'usdt' }];
  await clock.advance(DAY_MS);

  expect((await reconciliation.reconcile({ account: 'main' })).summary).toMatchObject({ closed: 1, findings: {} });
});

test('every problem of a request is named at once', async () => {
  const { reconciliation } = world();
  await expect(reconciliation.reconcile({ account: 'other', since: new Date('2027-01-01') })).rejects.toMatchObject({
    problems: [{ path: 'account' }, { path: 'since' }],
  });
});

test('a schedule has the worker reconcile again and again, from where the last run ended', async () => {
  const { clock, common, reconciliation, store } = world();
  const step = documentShift(reconciliation.steps);
  const worker = new Worker({ ...common, shifts: { documents: { step, batch: 10, leaseMs: 60_000 } } });
  await reconciliation.schedule({ account: 'main', everyMs: 3_600_000 });

  await worker.drain();
  await clock.advance(3_600_000);
  await worker.drain();

  const runs = (await reconciliation.list({ account: 'main' })).records;
  expect(runs.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(runs[0]?.since).toEqual(runs[1]?.until);
  await reconciliation.unschedule('main');
  expect(await store.dueInMs('documents')).toBeUndefined();
});

test('a provider that cannot be asked is asked again later and later, and the run goes on where it stopped', async () => {
  const { clock, common, reconciliation, shelf, store } = world();
  const payout = payoutRecord('one');
  await store.commit([{ change: 'payout_insert', payout }]);
  const worker = new Worker({
    ...common,
    shifts: { documents: { step: documentShift(reconciliation.steps), batch: 10, leaseMs: 60_000 } },
  });
  shelf.before = () => {
    throw new ProviderUnreachableError('connection_refused', { provider: 'world' });
  };
  const { id } = await reconciliation.start({ account: 'main', since: new Date('2026-02-28T00:00:00Z') });
  await worker.drain();
  expect(await store.dueInMs('documents')).toBe(60_000);
  expect(await reconciliation.find(id)).toMatchObject({ state: 'running', problem: 'provider_unreachable' });
  await clock.advance(60_000);
  await worker.drain();
  expect(await store.dueInMs('documents')).toBe(120_000);

  shelf.before = () => undefined;
  await clock.advance(120_000);
  await worker.drain();

  expect(await reconciliation.find(id)).toMatchObject({ state: 'done', summary: { findings: { missing_there: 1 } } });
});

/** A store that can be made to break after so many commits. */
class BreakingStore extends InMemoryStore {
  left = Number.POSITIVE_INFINITY;

  override async commit(changes: readonly Change[]) {
    this.left -= 1;
    if (this.left < 0) throw new StoreUnavailableError('The machine stopped.');
    return super.commit(changes);
  }
}

const FAULTS = ['missing_here', 'missing_there', 'amount', 'fee', 'status', 'duplicate', 'late'] as const;

/** 10,000 payouts and payments within a week, 300 of which disagree in one way each. */
async function plantedWorld() {
  const shelf = shelfProvider();
  const clock = createFakeClock(NOW);
  const store = new BreakingStore({ clock });
  const random = createSeededRandom(7);
  const planted = new Map<string, string>();
  const start = new Date('2026-03-01T13:00:00Z').getTime();
  const faulty = new Set<number>();
  while (faulty.size < 300) faulty.add(random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) % 10_000);
  const changes: Change[] = [];
  for (let index = 0; index < 10_000; index += 1) {
    const requestedAt = new Date(start + index * 60_000);
    const id = String(index).padStart(5, '0');
    const fault = faulty.has(index) ? FAULTS[planted.size % FAULTS.length] : undefined;
    const fee = { amount: '0.5', currency: 'USDT' };
    if (fault !== undefined) planted.set(`${fault} ${fault === 'missing_here' ? `p-${id}` : id}`, fault);
    // Payments and payouts in turn; a fee is told of payouts alone.
    if (index % 2 === 0 && fault !== 'fee') {
      const payment = paymentRecord(id, { requestedAt });
      const theirs = providerPayment(payment);
      if (fault !== 'missing_here') {
        const isLate = fault === 'late' ? ({ state: 'processing', final: false } as const) : {};
        changes.push({ change: 'payment_insert', payment: { ...payment, ...isLate } });
      }
      if (fault === 'duplicate') shelf.payments.set(`${id}-2`, { ...theirs, providerId: `${id}-2` });
      if (fault === 'missing_there') continue;
      shelf.payments.set(theirs.providerId, {
        ...theirs,
        ...(fault === 'missing_here' ? { reference: undefined } : {}),
        ...(fault === 'amount' ? { amount: { amount: '15.01', currency: 'USD' } } : {}),
        ...(fault === 'status' ? ({ status: 'expired' } as const) : {}),
        ...(fault === 'late' ? ({ status: 'processing', final: false } as const) : {}),
      });
    } else {
      const payout = payoutRecord(id, { requestedAt, fee });
      const theirs = providerPayout(payout);
      if (fault !== 'missing_here') {
        const isLate = fault === 'late' ? ({ state: 'broadcast', status: 'broadcast', hold: 'held' } as const) : {};
        changes.push({ change: 'payout_insert', payout: { ...payout, ...isLate } });
      }
      if (fault === 'duplicate') shelf.payouts.set(`${id}-2`, { ...theirs, providerId: `${id}-2` });
      if (fault === 'missing_there') continue;
      shelf.payouts.set(theirs.providerId, {
        ...theirs,
        ...(fault === 'amount' ? { amount: { amount: '10.0000001', currency: 'USDT' } } : {}),
        ...(fault === 'fee' ? { fee: { amount: '0.51', currency: 'USDT' } } : {}),
        ...(fault === 'status' ? ({ status: 'failed' } as const) : {}),
        ...(fault === 'late' ? ({ status: 'broadcast', final: false } as const) : {}),
      });
    }
  }
  await store.commit(changes);
  // A day later everything is older than what may still be on its way, and than what is late.
  clock.set('2026-03-10T12:00:00Z');
  const providers = new ProviderRegistry([{ id: 'main', provider: shelf.provider }]);
  const common = { store, providers, clock, random: createSeededRandom(1), logger: silentLogger };
  const reconciliation = new Reconciliation({ ...common, policy: RECONCILIATION_POLICY });
  return { store, shelf, reconciliation, planted: [...planted.keys()].sort() };
}

const SINCE = new Date('2026-03-01T00:00:00Z');

test('of 300 faults of seven kinds in 10,000 records each is found as what it is, and nothing else', {
  timeout: 60_000,
}, async () => {
  const { planted, reconciliation } = await plantedWorld();

  const run = await reconciliation.reconcile({ account: 'main', since: SINCE });

  expect(await kinds(reconciliation)).toEqual(planted);
  expect(Object.values(run.summary.findings).reduce((sum, count) => sum + count, 0)).toBe(300);
  expect(run.summary).toMatchObject({ alerts: 300, closed: 0, errors: 0, unverifiable: 0 });
});

test('a run that is broken off and goes on ends with the same report', { timeout: 60_000 }, async () => {
  const whole = await plantedWorld();
  const broken = await plantedWorld();
  const expected = await whole.reconciliation.reconcile({ account: 'main', since: SINCE });

  for (const commits of [1, 2, 4, 5, 3]) {
    broken.store.left = commits;
    const since = commits === 1 ? { since: SINCE } : {};
    await expect(broken.reconciliation.reconcile({ account: 'main', ...since })).rejects.toThrow('stopped');
  }
  broken.store.left = Number.POSITIVE_INFINITY;
  const run = await broken.reconciliation.reconcile({ account: 'main' });

  expect(run).toEqual(expected);
  expect(await kinds(broken.reconciliation)).toEqual(broken.planted);
});
