import { addMoney, compareDecimals } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { samplePayout, sampleTransfer } from './sample-records.js';
import { books, commit, COMMITTED, inBook, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

/** 30 digits before the point and 18 behind it. */
const HUGE = '123456789012345678901234567890.123456789012345678';
const TINY = '0.000000000000000001';

/** What is in the books, and what keeps it within bounds. */
export function describeAmounts(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  describe('amounts', () => {
    test('leave one book and arrive in the other', async () => {
      const { store } = await openStore();

      await commit(
        store,
        { change: 'transfer', transfer: sampleTransfer('t1', '100.50') },
        {
          change: 'transfer',
          transfer: sampleTransfer('t2', '15.25', { kind: 'hold', from: 'available', to: 'held', payoutId: 'p1' }),
        },
        {
          change: 'transfer',
          transfer: sampleTransfer('t3', '15.25', { kind: 'post', from: 'held', to: 'paid', payoutId: 'p1' }),
        },
        { change: 'transfer', transfer: sampleTransfer('t4', '0.25', { kind: 'fee', from: 'available', to: 'fees' }) },
      );

      expect(await books(store)).toEqual([
        'main available 85 USDT',
        'main external -100.5 USDT',
        'main fees 0.25 USDT',
        'main paid 15.25 USDT',
      ]);
      expect((await store.transfers({ account: 'main' })).map(({ id }) => id)).toEqual(['t1', 't2', 't3', 't4']);
      expect((await store.transfers({ payoutId: 'p1' })).map(({ id }) => id)).toEqual(['t2', 't3']);
    });

    test('are exact, however long', async () => {
      const { store } = await openStore();

      await commit(
        store,
        { change: 'transfer', transfer: sampleTransfer('t1', HUGE) },
        { change: 'transfer', transfer: sampleTransfer('t2', TINY) },
        { change: 'transfer', transfer: sampleTransfer('t3', TINY) },
      );

      expect(await inBook(store, 'main', 'available')).toBe('123456789012345678901234567890.12345678901234568');
    });

    test('of one asset are one sum, whatever the case of its code', async () => {
      const { store } = await openStore();

      await commit(
        store,
        { change: 'transfer', transfer: sampleTransfer('t1', '1', { amount: { amount: '1', currency: 'usdt' } }) },
        { change: 'transfer', transfer: sampleTransfer('t2', '2') },
        { change: 'transfer', transfer: sampleTransfer('t3', '4', { amount: { amount: '4', currency: 'BTC' } }) },
      );

      expect(await inBook(store, 'main', 'available')).toBe('3');
      expect(await inBook(store, 'main', 'available', 'BTC')).toBe('4');
    });

    test('that are no decimal text, not above zero, or within one book, are refused before anything is stored', async () => {
      const { store } = await openStore();
      const transfers = [
        sampleTransfer('t1', '0'),
        sampleTransfer('t1', '-1'),
        sampleTransfer('t1', '1e3'),
        sampleTransfer('t1', '1', { from: 'held', to: 'held' }),
      ];

      for (const transfer of transfers) {
        await expect(store.commit([{ change: 'transfer', transfer }])).rejects.toMatchObject({
          code: 'invalid_request',
        });
      }
      expect(await store.transfers({ account: 'main' })).toEqual([]);
    });

    test('stay at or above the least that has to be available', async () => {
      const { store } = await openStore();
      const hold = sampleTransfer('t2', '60', { kind: 'hold', from: 'available', to: 'held' });
      await commit(store, { change: 'transfer', transfer: sampleTransfer('t1', '100') });
      await commit(store, { change: 'transfer', transfer: hold, bounds: { availableAtLeast: '40' } });

      expect(
        await store.commit([
          { change: 'transfer', transfer: sampleTransfer('fund', '10') },
          { change: 'transfer', transfer: { ...hold, id: 't3' }, bounds: { availableAtLeast: '0' } },
        ]),
      ).toEqual({ committed: false, conflict: 'out_of_bounds', at: 1 });
      expect(await books(store)).toEqual(['main available 40 USDT', 'main external -100 USDT', 'main held 60 USDT']);
    });

    test('count what the same commit has booked before', async () => {
      const { store } = await openStore();

      await commit(
        store,
        { change: 'transfer', transfer: sampleTransfer('t1', '10') },
        {
          change: 'transfer',
          transfer: sampleTransfer('t2', '10', { kind: 'hold', from: 'available', to: 'held' }),
          bounds: { availableAtLeast: '0', heldAtMost: '10' },
        },
      );

      expect(await inBook(store, 'main', 'held')).toBe('10');
    });

    test('stay at or below the most that may be held', async () => {
      const { store } = await openStore();
      const hold = (id: string, amount: string) =>
        store.commit([
          {
            change: 'transfer',
            transfer: sampleTransfer(id, amount, { kind: 'hold', from: 'available', to: 'held' }),
            bounds: { heldAtMost: '9.5' },
          },
        ]);

      expect(await hold('t1', '9')).toEqual(COMMITTED);
      expect(await hold('t2', '0.51')).toEqual({ committed: false, conflict: 'out_of_bounds', at: 0 });
      expect(await hold('t3', '0.50')).toEqual(COMMITTED);
      expect(await inBook(store, 'main', 'available')).toBe('-9.5');
    });

    test('are bounded by the number and not by its text', async () => {
      const { store } = await openStore();
      await commit(store, { change: 'transfer', transfer: sampleTransfer('t1', '100') });

      await commit(store, {
        change: 'transfer',
        transfer: sampleTransfer('t2', '1', { kind: 'hold', from: 'available', to: 'held' }),
        bounds: { availableAtLeast: '9', heldAtMost: '10' },
      });
    });

    test('bound a book that the transfer does not touch', async () => {
      const { store } = await openStore();

      expect(
        await store.commit([
          {
            change: 'transfer',
            transfer: sampleTransfer('t1', '1', { kind: 'post', from: 'held', to: 'paid' }),
            bounds: { availableAtLeast: '1' },
          },
        ]),
      ).toEqual({ committed: false, conflict: 'out_of_bounds', at: 0 });
    });

    test('are never overdrawn by 64 holds at once, and exactly those that can be afforded are made', async () => {
      const { store } = await openStore();
      await commit(store, { change: 'transfer', transfer: sampleTransfer('fund', '100.00') });

      const results = await Promise.all(
        Array.from({ length: 64 }, (_, racer) =>
          store.commit([
            { change: 'payout_insert', payout: samplePayout(`p${racer}`) },
            {
              change: 'transfer',
              transfer: sampleTransfer(`hold-${racer}`, '3.30', { kind: 'hold', from: 'available', to: 'held' }),
              bounds: { availableAtLeast: '0' },
            },
          ]),
        ),
      );

      expect(results.filter(({ committed }) => committed)).toHaveLength(30);
      expect(results.filter((result) => !result.committed && result.conflict === 'out_of_bounds')).toHaveLength(34);
      expect(await books(store)).toEqual(['main available 1 USDT', 'main external -100 USDT', 'main held 99 USDT']);
      expect((await store.listPayouts({ limit: 100 })).records).toHaveLength(30);
    });

    test('do not stop commits that book them in opposite directions', async () => {
      const { store } = await openStore();
      await commit(store, { change: 'transfer', transfer: sampleTransfer('fund', '100') });

      const results = await Promise.all(
        Array.from({ length: 40 }, (_, racer) => {
          const there = sampleTransfer(`there-${racer}`, '1', { kind: 'hold', from: 'available', to: 'held' });
          const back = sampleTransfer(`back-${racer}`, '1', { kind: 'void', from: 'held', to: 'available' });
          const fee = sampleTransfer(`fee-${racer}`, '0.1', { kind: 'fee', from: 'available', to: 'fees' });
          const both = racer % 2 === 0 ? [there, fee, back] : [back, there, fee];
          return store.commit([
            ...both.map((transfer) => ({ change: 'transfer', transfer }) as const),
            { change: 'total_add', total: racer % 2 === 0 ? 'even' : 'odd', by: '1' },
            { change: 'total_add', total: racer % 2 === 0 ? 'odd' : 'even', by: '1' },
          ]);
        }),
      );

      expect(results).toEqual(results.map(() => COMMITTED));
      expect(await books(store)).toEqual(['main available 96 USDT', 'main external -100 USDT', 'main fees 4 USDT']);
    });
  });

  describe('a running total', () => {
    test('grows up to its bound, and shrinks', async () => {
      const { store } = await openStore();
      const add = (by: string, atMost?: string) => store.commit([{ change: 'total_add', total: 'day', by, atMost }]);

      expect(await add('60.5', '100')).toEqual(COMMITTED);
      expect(await add('39.51', '100')).toEqual({ committed: false, conflict: 'out_of_bounds', at: 0 });
      expect(await add('39.50', '100.00')).toEqual(COMMITTED);
      expect(await add('-9', '1000')).toEqual(COMMITTED);
      expect(await add('9', '100')).toEqual(COMMITTED);
      expect(await add(TINY, '100')).toEqual({ committed: false, conflict: 'out_of_bounds', at: 0 });
    });

    test('is counted on its own', async () => {
      const { store } = await openStore();

      await commit(store, { change: 'total_add', total: 'one', by: '5', atMost: '5' });
      await commit(store, { change: 'total_add', total: 'two', by: '5', atMost: '5' });
    });

    test('lets exactly as many of 64 racers through as fit', async () => {
      const { store } = await openStore();

      const results = await Promise.all(
        Array.from({ length: 64 }, () => store.commit([{ change: 'total_add', total: 'day', by: '0.1', atMost: '2' }])),
      );

      expect(results.filter(({ committed }) => committed)).toHaveLength(20);
    });
  });

  describe('figures of payouts', () => {
    test('count and add up by account, status and asset, exactly', async () => {
      const { store } = await openStore();
      const payouts = [
        ...[HUGE, TINY, TINY, '0.10', '0.20'].map((amount) => ({ amount, status: 'pending' as const })),
        { amount: '7', status: 'confirmed' as const },
      ].map(({ amount, status }, index) =>
        samplePayout(`p${index}`, {
          status,
          terms: {
            amount: { amount, currency: 'USDT' },
            destination: { type: 'crypto_address', address: 'T' },
          },
        }),
      );
      await commit(store, ...payouts.map((payout) => ({ change: 'payout_insert', payout }) as const));
      await commit(store, {
        change: 'payout_insert',
        payout: samplePayout('elsewhere', { account: 'second', client: 'client-2' }),
      });

      const figures = await store.payoutFigures({ account: 'main' });
      const pending = figures.find(({ status }) => status === 'pending');
      expect(figures).toHaveLength(2);
      expect(pending?.count).toBe(5);
      const exact = [HUGE, TINY, TINY, '0.10', '0.20']
        .map((amount) => ({ amount, currency: 'USDT' }))
        .reduce((sum, amount) => addMoney(sum, amount));
      expect(compareDecimals(pending?.total.amount ?? '0', exact.amount)).toBe(0);
      expect(await store.payoutFigures({ client: 'client-2' })).toMatchObject([
        { account: 'second', status: 'pending', count: 1 },
      ]);
      expect(await store.payoutFigures({})).toHaveLength(3);
    });

    test('cover a period, from its first instant to before its last', async () => {
      const { store } = await openStore();
      const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
      await commit(
        store,
        ...[1, 2, 3].map(
          (second) =>
            ({ change: 'payout_insert', payout: samplePayout(`p${second}`, { requestedAt: at(second) }) }) as const,
        ),
      );

      expect(await store.payoutFigures({ requestedFrom: at(1), requestedBefore: at(3) })).toMatchObject([{ count: 2 }]);
      expect(await store.payoutFigures({ requestedFrom: at(4) })).toEqual([]);
    });
  });
}
