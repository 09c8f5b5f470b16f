import { silentLogger } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import type { DurableStore } from '../durable/durable-store.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { Worker } from './worker.js';

const SHIFT = { step: () => Promise.resolve(), batch: 1, leaseMs: 1000 };
const TURNS = 50;

test('a worker whom the store cannot tell of changes looks for work at its own pace', async () => {
  const clock = createFakeClock();
  const store: DurableStore = new InMemoryStore({ clock });
  let looks = 0;
  store.changed = () => Promise.reject(new StoreUnavailableError('The store cannot be reached.'));
  const dueInMs = store.dueInMs.bind(store);
  store.dueInMs = (kind) => {
    looks += 1;
    return dueInMs(kind);
  };
  const shifts = { payouts: SHIFT, payments: SHIFT, inbox: SHIFT, notices: SHIFT };
  const worker = new Worker({ store, clock, logger: silentLogger, shifts });

  worker.start();
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  // Each kind twice: whether there is work, and when there will be some.
  expect(looks).toBe(8);

  await clock.advance(5000);
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(looks).toBeGreaterThan(8);
  expect(looks).toBeLessThanOrEqual(32);
  await worker.stop();
});
