import {
  type MetricLabels,
  type MetricName,
  MetricsRegistry,
  silentTelemetry,
  type Telemetry,
  type WorkStart,
} from '@paymux/core';
import { createFakeClock, createSeededRandom } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { aRequest, HOUR_MS, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import { Idempotency } from '../idempotency/idempotency.js';
import { PAYOUT_POLICY } from '../payout/payout-policy.js';
import { PayoutService } from '../payout/payout-service.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { Worker } from '../worker/worker.js';
import { Observation } from './observation.js';
import { WORK } from './work.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Telemetry that keeps what it is told, within one trace. */
function keeping() {
  const works: (WorkStart & { end?: unknown })[] = [];
  const figures: (readonly [MetricName, number, MetricLabels])[] = [];
  const telemetry: Telemetry = {
    ...silentTelemetry,
    activeTrace: () => TRACE,
    measure: (name, value, labels) => figures.push([name, value, labels]),
    startWork: (work) => {
      const kept: WorkStart & { end?: unknown } = { ...work };
      works.push(kept);
      return {
        within: (task) => {
          task();
        },
        end: ({ durationMs: _, ...end }) => {
          kept.end = end;
        },
      };
    },
  };
  return { works, figures, telemetry };
}

describe('an observed store', () => {
  test('keeps the trace with every new row, and leaves it there through every change', async () => {
    const { telemetry } = keeping();
    const clock = createFakeClock();
    const inner = new InMemoryStore({ clock });
    const store = new Observation({ clock, telemetry }).store(inner);
    const at = clock.now();
    const document = { kind: 'schedule', id: 's', revision: 1, state: 'active', at, body: { every: 'day' } };
    await store.commit([{ change: 'document_insert', document }]);
    const kept = await inner.document('schedule', 's');
    expect(kept).toEqual({ ...document, trace: TRACE });
    await store.commit([
      { change: 'document_update', document: { ...document, ...kept, revision: 2, state: 'ended' } },
    ]);
    expect(await inner.document('schedule', 's')).toMatchObject({ revision: 2, trace: TRACE, body: { every: 'day' } });
  });

  test('tells what was committed, and nothing of what was not', async () => {
    const { figures, telemetry } = keeping();
    const clock = createFakeClock();
    const store = new Observation({ clock, telemetry }).store(new InMemoryStore({ clock }));
    const at = clock.now();
    const document = { kind: 'schedule', id: 's', revision: 1, state: 'active', at, body: {} };
    const insert = [{ change: 'document_insert', document }] as const;
    expect(await store.commit(insert)).toEqual({ committed: true });
    expect(await store.commit(insert)).toMatchObject({ committed: false });
    expect(figures).toEqual([['paymux.documents', 1, { kind: 'schedule', state: 'active' }]]);
  });

  test('is the store itself where nobody wants to know', () => {
    const clock = createFakeClock();
    const store = new InMemoryStore({ clock });
    expect(new Observation({ clock, telemetry: silentTelemetry }).store(store)).toBe(store);
    const seen = new Observation({ clock, telemetry: keeping().telemetry }).store(store);
    expect(seen).toBeInstanceOf(InMemoryStore);
    expect('changed' in seen).toBe('changed' in store);
  });
});

describe('observed payouts', () => {
  test('are told by what is done with them, by account, attempt and state', async () => {
    const { telemetry, works } = keeping();
    const ledger = openLedger(openTill());
    const observation = new Observation({ clock: ledger.clock, telemetry });
    const payouts = observation.payouts(ledger.payouts);
    const { id, revision } = await payouts.createPayout(aRequest({ needsApproval: true }));
    await payouts.approvePayout({ id, revision, actor: 'boss' });
    await expect(payouts.cancelPayout({ id, revision, actor: 'boss' })).rejects.toThrow();
    expect(works.map(({ end, name }) => [name, end])).toMatchObject([
      [
        'payout.create',
        { outcome: 'ok', attributes: { payout: id, account: 'main', attempt: 1, state: 'awaiting_approval' } },
      ],
      ['payout.approve', { outcome: 'ok', attributes: { payout: id, state: 'pending' } }],
      ['payout.cancel', { outcome: 'not_sent' }],
    ]);
    expect(payouts).toBeInstanceOf(PayoutService);
    expect(payouts.findPayout).toBe(payouts.findPayout);
    expect(await payouts.findPayout({ id })).toMatchObject({ state: 'pending' });
  });

  test('tell no account that a request made up', async () => {
    const { telemetry, works } = keeping();
    const ledger = openLedger(openTill());
    const payouts = new Observation({ clock: ledger.clock, telemetry }).payouts(ledger.payouts);
    await expect(payouts.createPayout(aRequest({ account: 'made-up' }))).rejects.toThrow('account');
    expect(JSON.stringify(works)).not.toContain('made-up');
  });

  test('are handed back as they are where nobody observes work', () => {
    const ledger = openLedger(openTill());
    const observation = new Observation({ clock: ledger.clock, telemetry: silentTelemetry });
    expect(observation.payouts(ledger.payouts)).toBe(ledger.payouts);
    expect(observation.payments(ledger.payments)).toBe(ledger.payments);
    expect(observation.followUp(ledger.followUp)).toBe(ledger.followUp);
  });
});

describe('a step of a worker', () => {
  test('is told with the trace of its row, how long it had waited, and a name of the table', async () => {
    const { telemetry, works } = keeping();
    const till = openTill();
    const ledger = openLedger(till);
    const { clock, logger } = ledger;
    const observation = new Observation({ clock, telemetry });
    const store = observation.store(ledger.store);
    const boot = ledger.boot();
    const payouts = new PayoutService({
      store,
      clock,
      logger,
      providers: boot.providers,
      followUp: boot.followUp,
      random: createSeededRandom(9),
      policy: PAYOUT_POLICY,
      rules: {},
      defaultAccount: 'main',
      telemetry,
    });
    const { id } = await payouts.createPayout(aRequest({ sendAt: new Date(clock.now().getTime() + HOUR_MS) }));
    await clock.advance(HOUR_MS + 2 * MINUTE_MS);
    const worker = new Worker({
      store,
      clock,
      logger,
      telemetry,
      shifts: observation.shifts({
        payouts: { step: (claimed) => boot.followUp.step(claimed), batch: 1, leaseMs: 1000 },
        notices: { step: (claimed) => boot.notices.step(claimed), batch: 1, leaseMs: 1000 },
      }),
    });
    await worker.drain();
    const waitedMs = 2 * MINUTE_MS;
    expect(works.find(({ name }) => name === 'payout.start')).toMatchObject({
      kind: 'consumer',
      account: 'main',
      trace: TRACE,
      waitedMs,
      attributes: { payout: id, attempt: 1 },
      end: { outcome: 'ok', attributes: { state: 'pending' } },
    });
    expect(works.find(({ name }) => name === 'notice.tell')).toMatchObject({
      trace: TRACE,
      attributes: { subject: 'payout', payout: id, attempt: 1 },
    });
    for (const { name } of works) expect(WORK).toHaveProperty([name]);
  });
});

describe('a worker', () => {
  test('tells its rounds, how late the row is that was due longest, and what was broken off', async () => {
    const clock = createFakeClock();
    const store = new InMemoryStore({ clock });
    const at = clock.now();
    const telemetry = new MetricsRegistry();
    const document = { kind: 'schedule', id: 's', revision: 1, state: 'active', at, dueAt: at, body: {} };
    await store.commit([{ change: 'document_insert', document }]);
    await clock.advance(90_000);
    const { logger } = openLedger(openTill());
    const step = (): Promise<never> => Promise.reject(new StoreUnavailableError('gone'));
    const worker = new Worker({
      store,
      clock,
      logger,
      telemetry,
      shifts: { documents: { step, batch: 1, leaseMs: 60_000 } },
    });
    expect(await worker.drain()).toBe(1);
    const text = telemetry.text();
    expect(text).toContain('paymux_worker_failures_total{paymux_kind="documents"} 1\n');
    expect(text).toContain('paymux_worker_rounds_total 2\n');
    expect(text).toContain('paymux_due_lag_seconds{paymux_kind="documents"} 0\n');
  });

  test('tells the lag when it takes a row up', async () => {
    const clock = createFakeClock();
    const store = new InMemoryStore({ clock });
    const at = clock.now();
    const { figures, telemetry } = keeping();
    const document = { kind: 'schedule', id: 's', revision: 1, state: 'active', at, dueAt: at, body: {} };
    await store.commit([{ change: 'document_insert', document }]);
    await clock.advance(90_000);
    const { logger } = openLedger(openTill());
    const shifts = { documents: { step: () => Promise.resolve(), batch: 1, leaseMs: 60_000 } };
    await new Worker({ store, clock, logger, telemetry, shifts }).drain();
    expect(figures.filter(([name]) => name === 'paymux.due.lag')).toEqual([
      ['paymux.due.lag', 90, { kind: 'documents' }],
      ['paymux.due.lag', 0, { kind: 'documents' }],
    ]);
  });
});

test('a repeat under a key is counted, and the first request is not', async () => {
  const clock = createFakeClock();
  const telemetry = new MetricsRegistry();
  const store = new InMemoryStore({ clock });
  const idempotency = new Idempotency({ store, clock, random: createSeededRandom(1), telemetry });
  const keyed = { scope: 's', key: 'k', request: {}, deduplicatesForMs: 0 };
  await idempotency.run(keyed, () => Promise.resolve(1));
  expect(telemetry.text()).toBe('');
  await idempotency.run(keyed, () => Promise.resolve(2));
  expect(telemetry.text()).toContain('paymux_idempotency_replays_total{paymux_operation="keyed_request"} 1\n');
});
