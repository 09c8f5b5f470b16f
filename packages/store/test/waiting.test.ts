import { createFakeClock } from '@paymux/core/testing';
import { sampleNotice } from '@paymux/testkit/store';
import { expect, test } from 'vitest';
import { openStore } from '../src/index.js';
import { emptyPlace, postgresUrl } from './engines.js';

test('who waits on a folder learns what another process has committed, at the next look around', async () => {
  const place = await emptyPlace('sqlite');
  const clock = createFakeClock();
  const [waiter, worker] = await Promise.all([
    openStore({ ...place.options, clock }),
    openStore({ ...place.options, clock }),
  ]);

  const changed = waiter.changed?.(new AbortController().signal);
  await clock.whenSleeping();
  await worker.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }]);
  await clock.advance(1000);
  await changed;

  expect(clock.pending).toBe(0);
  await Promise.all([waiter.close(), worker.close()]);
});

test.runIf(postgresUrl !== undefined)(
  'who waits on PostgreSQL is told what another process has committed',
  async () => {
    const place = await emptyPlace('postgresql');
    const [waiter, worker] = await Promise.all([openStore(place.options), openStore(place.options)]);
    const { signal } = new AbortController();

    // The first wait ends when somebody listens.
    await waiter.changed?.(signal);
    const changed = waiter.changed?.(signal);
    await worker.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }]);
    await changed;

    expect(await waiter.notice('n1')).toBeDefined();
    await Promise.all([waiter.close(), worker.close()]);
  },
);
