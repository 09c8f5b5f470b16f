import type { Change, DurableStore, RecordChanges } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { nextPayout, sampleDocument, sampleMessage, samplePayment, samplePayout } from './sample-records.js';
import { commit, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

const DOCUMENTS = ['schedule'];

/** What is told of changes. */
export function describeChanges(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  async function now(store: DurableStore): Promise<string> {
    return (await store.changesSince(undefined, { documents: DOCUMENTS })).cursor;
  }

  function since(store: DurableStore, cursor: string, limit?: number): Promise<RecordChanges> {
    return store.changesSince(cursor, { documents: DOCUMENTS, limit });
  }

  describe('what was changed', () => {
    test('is told once, in order, from the cursor on, as it is now', async () => {
      const { store } = await openStore();
      const before = samplePayout('before');
      await commit(store, { change: 'payout_insert', payout: before });
      const begin = await now(store);
      expect(await since(store, begin)).toMatchObject({ changes: [], isMore: false, isKnown: true });

      const first = samplePayout('p1');
      const document = sampleDocument('d1');
      await commit(store, { change: 'payout_insert', payout: first });
      await commit(store, { change: 'payment_insert', payment: samplePayment('m1') });
      await commit(store, { change: 'inbox_insert', message: sampleMessage('i1') });
      await commit(store, { change: 'document_insert', document });
      await commit(store, { change: 'document_insert', document: sampleDocument('d2', { kind: 'session' }) });
      await commit(store, { change: 'payout_update', payout: nextPayout(first) });

      const told = await since(store, begin);
      expect(told.changes).toEqual([
        { table: 'payments', record: samplePayment('m1') },
        { table: 'inbox', record: sampleMessage('i1') },
        { table: 'documents', record: document },
        { table: 'payouts', record: nextPayout(first) },
      ]);
      expect((await since(store, told.cursor)).changes).toEqual([]);

      await commit(store, { change: 'payout_update', payout: nextPayout(before) });
      expect((await since(store, told.cursor)).changes).toEqual([{ table: 'payouts', record: nextPayout(before) }]);
    });

    test('comes in pages that leave nothing out, also where one commit is longer than a page', async () => {
      const { store } = await openStore();
      const begin = await now(store);
      const insert = (id: string): Change => ({ change: 'payout_insert', payout: samplePayout(id) });
      await commit(store, insert('a'));
      await commit(store, ...['b', 'c', 'd', 'e', 'f'].map(insert));
      await commit(store, insert('g'));

      const told: string[] = [];
      let cursor = begin;
      let isMore = true;
      while (isMore) {
        const page = await since(store, cursor, 2);
        expect(page.changes.length).toBeGreaterThan(0);
        told.push(...page.changes.map(({ record }) => ('id' in record ? record.id : '')));
        ({ cursor, isMore } = page);
      }
      expect(told.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
      expect([told[0], told.at(-1)]).toEqual(['a', 'g']);
      expect((await since(store, cursor)).changes).toEqual([]);
    });

    test('is neither a claim nor a commit that was not made', async () => {
      const { store } = await openStore();
      await commit(store, { change: 'payout_insert', payout: samplePayout('p1') });
      const begin = await now(store);
      await store.claim('payouts', { limit: 1, leaseMs: 1000 });
      await store.commit([
        { change: 'payout_insert', payout: samplePayout('p2') },
        { change: 'payout_insert', payout: samplePayout('p1') },
      ]);
      const failing = [{ change: 'payout_insert', payout: samplePayout('p3') }] as const;
      await store.commit(failing, () => Promise.reject(new Error('no'))).catch(() => undefined);

      expect((await since(store, begin)).changes).toEqual([]);
    });

    test('while many commits are made at once is told without a gap', async () => {
      const { store } = await openStore();
      let cursor = await now(store);
      const told: string[] = [];
      const read = async (): Promise<void> => {
        let isMore = true;
        while (isMore) {
          const page = await since(store, cursor);
          told.push(...page.changes.map(({ record }) => ('id' in record ? record.id : '')));
          ({ cursor, isMore } = page);
        }
      };
      const commits = Array.from({ length: 60 }, async (_, index) => {
        const payout = samplePayout(`p${String(index)}`);
        const slow = index % 10 === 0 ? async (): Promise<void> => Promise.resolve() : undefined;
        await store.commit([{ change: 'payout_insert', payout }], slow);
      });
      const reads = Array.from({ length: 20 }, (_, index) => Promise.all(commits.slice(0, index * 3)).then(read));
      for (const each of reads) await each;
      await Promise.all(commits);
      await read();

      expect(new Set(told).size).toBe(60);
    });

    test('after a cursor that this store cannot have told has to be looked at anew', async () => {
      const { store } = await openStore();
      await commit(store, { change: 'payout_insert', payout: samplePayout('p1') });

      const told = await since(store, '9007199254740991');
      expect(told).toMatchObject({ changes: [], isKnown: false });
      expect(await since(store, told.cursor)).toMatchObject({ changes: [], isKnown: true });
      await expect(since(store, 'x')).rejects.toThrow(/since/);
      await expect(since(store, '-1')).rejects.toThrow(/since/);
    });
  });
}
