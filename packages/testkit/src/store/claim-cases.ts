import { type DueRows, type DurableStore, FIRST_FENCE } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { after, nextPayout, sampleMessage, sampleNotice, samplePayment, samplePayout } from './sample-records.js';
import { commit, COMMITTED, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

const LEASE_MS = 30_000;

/** Who gets which due row. */
export function describeClaims(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  describe('a claim', () => {
    test('leases what is due and not leased, the longest due first, up to its limit', async () => {
      const { store, clock } = await openStore();
      clock.set(after(10));
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('later', { dueAt: after(3) }) },
        { change: 'payout_insert', payout: samplePayout('first', { dueAt: after(1) }) },
        { change: 'payout_insert', payout: samplePayout('second', { dueAt: after(2) }) },
        { change: 'payout_insert', payout: samplePayout('not-due', { dueAt: after(11) }) },
        { change: 'payout_insert', payout: samplePayout('never', { dueAt: undefined }) },
      );

      expect(await claimed(store, 'payouts', 2)).toEqual(['first', 'second']);
      expect(await claimed(store, 'payouts', 2)).toEqual(['later']);
      expect(await claimed(store, 'payouts', 2)).toEqual([]);
    });

    test('finds a row at the very instant at which it is due', async () => {
      const { store, clock } = await openStore();
      await commit(store, { change: 'payout_insert', payout: samplePayout('p1', { dueAt: after(5) }) });

      clock.set(after(4));
      expect(await claimed(store, 'payouts')).toEqual([]);
      clock.set(after(5));
      expect(await claimed(store, 'payouts')).toEqual(['p1']);
    });

    test('leases rows of each kind', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payment_insert', payment: samplePayment('m1') },
        { change: 'inbox_insert', message: sampleMessage('k1') },
        { change: 'notice_insert', notice: sampleNotice('n1') },
      );

      expect(await store.claim('payments', { limit: 5, leaseMs: LEASE_MS })).toEqual([
        { row: samplePayment('m1'), fence: 1 },
      ]);
      expect(await store.claim('inbox', { limit: 5, leaseMs: LEASE_MS })).toEqual([
        { row: sampleMessage('k1'), fence: 1 },
      ]);
      expect(await store.claim('notices', { limit: 5, leaseMs: LEASE_MS })).toEqual([
        { row: sampleNotice('n1'), fence: 1 },
      ]);
      expect(await claimed(store, 'payouts')).toEqual([]);
    });

    test('takes over when a lease has ended by the clock of the store, with another fence', async () => {
      const { store, clock } = await openStore();
      await commit(store, { change: 'payout_insert', payout: samplePayout('p1') });
      await store.claim('payouts', { limit: 1, leaseMs: LEASE_MS });

      clock.set(after(LEASE_MS - 1));
      expect(await claimed(store, 'payouts')).toEqual([]);
      clock.set(after(LEASE_MS));
      expect(await store.claim('payouts', { limit: 1, leaseMs: LEASE_MS })).toMatchObject([{ fence: 2 }]);
    });

    test('gives a fence with which the row is updated, and given back', async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1');
      await commit(store, { change: 'payout_insert', payout });
      const [claim] = await store.claim('payouts', { limit: 1, leaseMs: LEASE_MS });
      const fence = claim?.fence;

      const second = nextPayout(payout, { state: 'submitting' });
      await commit(store, { change: 'payout_update', payout: second, fence });

      expect(await store.commit([{ change: 'payout_update', payout: nextPayout(second), fence }])).toEqual({
        committed: false,
        conflict: 'stale',
        at: 0,
      });
      expect(await claimed(store, 'payouts')).toEqual(['p1']);
    });

    test('leaves a worker that outlived its lease unable to write, once another has the row', async () => {
      const { store, clock } = await openStore();
      await commit(
        store,
        { change: 'payment_insert', payment: samplePayment('m1') },
        { change: 'inbox_insert', message: sampleMessage('k1') },
        { change: 'notice_insert', notice: sampleNotice('n1') },
      );
      for (const kind of ['payments', 'inbox', 'notices'] as const) {
        await store.claim(kind, { limit: 1, leaseMs: LEASE_MS });
      }
      clock.set(after(LEASE_MS));
      for (const kind of ['payments', 'inbox', 'notices'] as const) {
        expect(await store.claim(kind, { limit: 1, leaseMs: LEASE_MS })).toMatchObject([{ fence: 2 }]);
      }

      const stale = { committed: false, conflict: 'stale', at: 0 };
      const payment = samplePayment('m1', { revision: 2 });
      const message = sampleMessage('k1', { state: 'done' });
      const notice = sampleNotice('n1', { state: 'done' });
      expect(await store.commit([{ change: 'payment_update', payment, fence: 1 }])).toEqual(stale);
      expect(await store.commit([{ change: 'inbox_update', message, fence: 1 }])).toEqual(stale);
      expect(await store.commit([{ change: 'notice_update', notice, fence: 1 }])).toEqual(stale);
      expect(await store.commit([{ change: 'payment_update', payment, fence: 2 }])).toEqual(COMMITTED);
      expect(await store.commit([{ change: 'inbox_update', message, fence: 2 }])).toEqual(COMMITTED);
      expect(await store.commit([{ change: 'notice_update', notice, fence: 2 }])).toEqual(COMMITTED);
    });

    test('stays with its worker when somebody else updates the row without a fence', async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1');
      await commit(store, { change: 'payout_insert', payout });
      await store.claim('payouts', { limit: 1, leaseMs: LEASE_MS });

      await commit(store, { change: 'payout_update', payout: nextPayout(payout, { dueAt: after(-5) }) });

      expect(await claimed(store, 'payouts')).toEqual([]);
    });

    test('is not needed for what was leased when it was inserted, until that lease has ended by the clock of the store', async () => {
      const { store, clock } = await openStore();
      const [payout, payment] = [samplePayout('p1'), samplePayment('m1')];
      await commit(
        store,
        { change: 'payout_insert', payout, leaseMs: LEASE_MS },
        { change: 'payment_insert', payment, leaseMs: LEASE_MS },
      );
      expect(await store.claim('payouts', { limit: 5, leaseMs: LEASE_MS, id: 'p1' })).toEqual([]);
      expect(await store.dueInMs('payouts')).toBe(LEASE_MS);
      clock.set(after(LEASE_MS - 1));
      expect([await claimed(store, 'payouts'), await claimed(store, 'payments')]).toEqual([[], []]);

      await commit(store, { change: 'payout_update', payout: nextPayout(payout), fence: FIRST_FENCE });
      expect(await claimed(store, 'payouts')).toEqual(['p1']);
      clock.set(after(LEASE_MS));
      expect(await store.claim('payments', { limit: 1, leaseMs: LEASE_MS })).toEqual([{ row: payment, fence: 2 }]);
      const late = { ...payment, revision: 2 };
      expect(await store.commit([{ change: 'payment_update', payment: late, fence: FIRST_FENCE }])).toMatchObject({
        conflict: 'stale',
      });
    });

    test('refuses an insert whose lease is no whole number of milliseconds above zero', async () => {
      const { store } = await openStore();
      for (const leaseMs of [0, -1, 1.5, Number.NaN]) {
        await expect(
          store.commit([{ change: 'payout_insert', payout: samplePayout('p1'), leaseMs }]),
        ).rejects.toMatchObject({ problems: [{ path: 'leaseMs' }] });
      }
      expect(await store.payout('p1')).toBeUndefined();
    });

    test('of one id gets that row, due or not, unless somebody else holds it', async () => {
      const { store, clock } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('p1', { dueAt: undefined }) },
        { change: 'payout_insert', payout: samplePayout('p2') },
        { change: 'payment_insert', payment: samplePayment('m1', { dueAt: after(1000) }) },
      );
      const claim = (kind: 'payouts' | 'payments', id: string) =>
        store.claim(kind, { limit: 1, leaseMs: LEASE_MS, id }).then((rows) => rows.map(({ row }) => row.id));

      expect(await claim('payouts', 'p1')).toEqual(['p1']);
      expect(await claim('payments', 'm1')).toEqual(['m1']);
      expect(await claim('payouts', 'p1')).toEqual([]);
      expect(await claim('payouts', 'nobody')).toEqual([]);
      clock.set(after(LEASE_MS));
      expect(await claim('payouts', 'p1')).toEqual(['p1']);
    });

    test('refuses a limit or a lease that is no whole number above zero', async () => {
      const { store } = await openStore();

      for (const options of [
        { limit: 0, leaseMs: 1 },
        { limit: 1.5, leaseMs: 1 },
        { limit: 1, leaseMs: 0 },
        { limit: 1, leaseMs: Number.NaN },
      ]) {
        await expect(store.claim('payouts', options)).rejects.toMatchObject({ code: 'invalid_request' });
      }
    });

    test('never gets a row that another has, with four claiming 500 rows at once', async () => {
      const { store } = await openStore();
      await commit(
        store,
        ...Array.from(
          { length: 500 },
          (_, index) => ({ change: 'notice_insert', notice: sampleNotice(`n${index}`) }) as const,
        ),
      );

      const seen: string[] = [];
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (;;) {
            const rows = await store.claim('notices', { limit: 7, leaseMs: LEASE_MS });
            if (rows.length === 0) return;
            seen.push(...rows.map(({ row }) => row.id));
          }
        }),
      );

      // One that finds rows locked goes away empty while another is about to lease them.
      for (;;) {
        const rows = await store.claim('notices', { limit: 100, leaseMs: LEASE_MS });
        if (rows.length === 0) break;
        seen.push(...rows.map(({ row }) => row.id));
      }
      expect(seen).toHaveLength(500);
      expect(new Set(seen).size).toBe(500);
    });
  });

  describe('the next due row', () => {
    test('is the earliest that is free, or whose lease ends first', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('p1') },
        { change: 'payout_insert', payout: samplePayout('p2', { dueAt: after(50_000) }) },
        { change: 'payout_insert', payout: samplePayout('p3', { dueAt: undefined }) },
      );
      expect(await store.dueInMs('payouts')).toBe(0);

      await store.claim('payouts', { limit: 1, leaseMs: LEASE_MS });
      expect(await store.dueInMs('payouts')).toBe(LEASE_MS);

      await commit(store, {
        change: 'payout_update',
        payout: nextPayout(samplePayout('p1'), { dueAt: undefined }),
        fence: 1,
      });
      expect(await store.dueInMs('payouts')).toBe(50_000);
      expect(await store.dueInMs('payments')).toBeUndefined();
    });
  });

  describe('waiting for work', () => {
    test('ends when a commit makes some', async () => {
      const { store } = await openStore();
      if (store.changed === undefined) return;

      const changed = store.changed(new AbortController().signal);
      await commit(store, { change: 'notice_insert', notice: sampleNotice('n1') });

      await changed;
    });

    test('ends when it is aborted, without an error', async () => {
      const { store } = await openStore();
      if (store.changed === undefined) return;
      const stop = new AbortController();

      const changed = store.changed(stop.signal);
      stop.abort();

      await changed;
      await store.changed(AbortSignal.abort());
    });
  });
}

async function claimed(store: DurableStore, kind: keyof DueRows, limit = 10): Promise<readonly string[]> {
  const rows = await store.claim(kind, { limit, leaseMs: LEASE_MS });
  return rows.map(({ row }) => ('id' in row ? row.id : row.key));
}
