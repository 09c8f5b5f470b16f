import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { aRequest, MINUTE_MS, openLedger, SECOND_MS } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import type { Claimed, DurableStore } from '../durable/durable-store.js';
import type { Notice } from '../durable/notice.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { Worker } from './worker.js';

const LEASE_MS = MINUTE_MS;

/** A worker whose only work is notices, and a store that it looks for them in. */
function open({ concurrency, pollMs }: { readonly concurrency?: number; readonly pollMs?: number } = {}) {
  const clock = createFakeClock();
  const store = new InMemoryStore({ clock });
  const logger = createRecordingLogger();
  const done: string[] = [];
  const idle: { step(): Promise<void>; readonly batch: number; readonly leaseMs: number } = {
    step: () => Promise.resolve(),
    batch: 1,
    leaseMs: LEASE_MS,
  };
  async function finish({ fence, row }: Claimed<Notice>): Promise<void> {
    done.push(row.id);
    await store.commit([{ change: 'notice_update', notice: { ...row, state: 'done', dueAt: undefined }, fence }]);
  }
  let step = finish;
  const open = {
    clock,
    store,
    logger,
    done,
    finish,
    steps: (next: typeof finish): void => {
      step = next;
    },
    boot: (over: DurableStore = store): Worker =>
      new Worker({
        store: over,
        clock,
        logger,
        concurrency,
        pollMs,
        shifts: {
          inbox: idle,
          payouts: idle,
          payments: idle,
          notices: { step: (claimed) => step(claimed), batch: 100, leaseMs: LEASE_MS },
        },
      }),
    async notify(id: string, inMs = 0): Promise<void> {
      const record = await openLedger(openTill()).payouts.createPayout(aRequest({ needsApproval: true }));
      const dueAt = new Date(clock.now().getTime() + inMs);
      const notice: Notice = {
        id,
        subject: 'payout',
        subjectId: record.id,
        from: undefined,
        to: record.state,
        record,
        at: clock.now(),
        state: 'waiting',
        attempts: 0,
        dueAt,
      };
      await store.commit([{ change: 'notice_insert', notice }]);
    },
  };
  return open;
}

/** Lets everything happen that needs no time. */
async function settle(clock: { advance(ms: number): Promise<void> }): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await clock.advance(0);
}

describe('a worker that was started', () => {
  test('is woken by a change, without waiting for its next look', async () => {
    const { boot, clock, done, notify } = open();
    const worker = boot();
    worker.start();
    await clock.whenSleeping();
    await notify('n1');
    await settle(clock);

    expect(done).toEqual(['n1']);
    await worker.stop();
  });

  test('is awake when something comes due, and not before', async () => {
    const { boot, clock, done, notify } = open();
    const worker = boot();
    worker.start();
    await notify('n1', 2 * SECOND_MS);
    await settle(clock);
    await clock.advance(2 * SECOND_MS - 1);
    expect(done).toEqual([]);
    await clock.advance(1);
    await settle(clock);

    expect(done).toEqual(['n1']);
    await worker.stop();
  });

  test('looks again after a while where nobody tells it of changes', async () => {
    const { boot, clock, done, notify, store } = open({ pollMs: 5 * SECOND_MS });
    const deaf = new Proxy(store, {
      get: (target, name) => {
        const value: unknown = name === 'changed' ? undefined : Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const worker = boot(deaf);
    worker.start();
    await clock.whenSleeping();
    await notify('n1');
    await clock.advance(5 * SECOND_MS - 1);
    expect(done).toEqual([]);
    await clock.advance(1);
    await settle(clock);

    expect(done).toEqual(['n1']);
    await worker.stop();
  });

  test('hears of a change that comes between its look and its wait', async () => {
    const { boot, clock, done, notify, store } = open();
    const dueInMs = store.dueInMs.bind(store);
    let looks = 0;
    store.dueInMs = async (kind) => {
      const due = await dueInMs(kind);
      looks += 1;
      // The second look of all four kinds tells how long to wait: by then the answer is old.
      if (looks === 8) await notify('n1');
      return due;
    };
    const worker = boot();
    worker.start();
    await settle(clock);

    expect(done).toEqual(['n1']);
    await worker.stop();
  });

  test('does not run hot when the store cannot say what changes', async () => {
    const { boot, clock, store } = open({ pollMs: 5 * SECOND_MS });
    let asked = 0;
    store.changed = () => {
      asked += 1;
      return Promise.reject(new Error('the connection is gone'));
    };
    const dueInMs = store.dueInMs.bind(store);
    let looks = 0;
    store.dueInMs = (kind) => {
      looks += 1;
      return dueInMs(kind);
    };
    const worker = boot();
    worker.start();
    await clock.advance(MINUTE_MS);

    expect(asked).toBeLessThanOrEqual(13);
    expect(looks).toBeLessThan(400);
    await worker.stop();
  });

  test('goes on after the store has failed', async () => {
    const { boot, clock, done, logger, notify, store } = open({ pollMs: 5 * SECOND_MS });
    const claim = store.claim.bind(store);
    store.claim = () => Promise.reject(new Error('gone'));
    const worker = boot();
    await notify('n1');
    worker.start();
    await settle(clock);
    expect(logger.records).toContainEqual(expect.objectContaining({ event: 'worker.failed' }));
    store.claim = claim;
    await clock.advance(5 * SECOND_MS);
    await settle(clock);

    expect(done).toEqual(['n1']);
    await worker.stop();
  });

  test('stops once what it has begun is done, and takes on nothing new', async () => {
    const { boot, clock, done, finish, notify, steps } = open({ concurrency: 1 });
    const gate = shutGate();
    steps(async (claimed) => {
      await gate.opened;
      await finish(claimed);
    });
    await notify('n1');
    await notify('n2');
    const worker = boot();
    worker.start();
    worker.start();
    await settle(clock);
    let isStopped = false;
    const stopped = worker.stop().then(() => {
      isStopped = true;
    });
    await settle(clock);
    expect(isStopped).toBe(false);
    gate.open();
    await stopped;

    expect(done).toEqual(['n1']);
    expect(clock.pending).toBe(0);
  });

  test('can be started again', async () => {
    const { boot, clock, done, notify } = open();
    const worker = boot();
    worker.start();
    await worker.stop();
    await worker.stop();
    worker.start();
    await clock.whenSleeping();
    await notify('n1');
    await settle(clock);

    expect(done).toEqual(['n1']);
    await worker.stop();
  });
});

describe('a row', () => {
  test('whose step throws is taken up again after its lease', async () => {
    const { boot, clock, done, finish, logger, notify, steps } = open();
    let failures = 2;
    steps((claimed) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new RangeError('no')) : finish(claimed);
    });
    await notify('n1');
    const worker = boot();
    worker.start();
    await settle(clock);
    await clock.advance(2 * LEASE_MS - 1);
    expect(done).toEqual([]);
    await clock.advance(1);
    await settle(clock);

    expect(done).toEqual(['n1']);
    expect(logger.records.filter(({ event }) => event === 'worker.step_failed')).toHaveLength(2);
    await worker.stop();
  });

  test('is worked on by one of several workers', async () => {
    const { boot, done, notify } = open();
    for (let number = 0; number < 40; number += 1) await notify(`n${String(number)}`);
    const steps = await Promise.all([boot().drain(), boot().drain(), boot().drain()]);

    expect(new Set(done).size).toBe(40);
    expect(done).toHaveLength(40);
    expect(steps.reduce((sum, count) => sum + count, 0)).toBe(40);
  });

  test('is not claimed before it can be begun', async () => {
    const { boot, finish, notify, steps } = open({ concurrency: 4 });
    let [most, running] = [0, 0];
    steps(async (claimed) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      await finish(claimed);
      running -= 1;
    });
    for (let number = 0; number < 20; number += 1) await notify(`n${String(number)}`);

    expect(await boot().drain()).toBe(20);
    expect(most).toBe(4);
  });

  test('that a dead worker had begun is taken over by another', async () => {
    const { boot, clock, done, finish, notify, steps } = open();
    await notify('n1');
    steps(() => new Promise(() => undefined));
    void boot().drain();
    await settle(clock);
    steps(finish);
    const other = boot();
    expect(await other.drain()).toBe(0);
    await clock.advance(LEASE_MS);

    expect(await other.drain()).toBe(1);
    expect(done).toEqual(['n1']);
  });
});
