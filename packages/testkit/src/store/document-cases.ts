import { describe, expect, test } from 'vitest';
import { after, sampleDocument, START } from './sample-records.js';
import { COMMITTED, commit, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

const LEASE_MS = 60_000;

/** What is kept of which the store knows little. */
export function describeDocuments(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  describe('a document', () => {
    test('is found as it was written, by its kind and id', async () => {
      const { store } = await openStore();
      const schedule = sampleDocument('d1', {
        body: { every: 'month', from: START, amount: '1.50', names: ['a', 'ü'] },
      });
      const alert = sampleDocument('d1', { kind: 'alert', body: null });
      await commit(
        store,
        { change: 'document_insert', document: schedule },
        { change: 'document_insert', document: alert },
      );

      expect(await store.document('schedule', 'd1')).toEqual(schedule);
      expect(await store.document('alert', 'd1')).toEqual(alert);
      expect(await store.document('schedule', 'd2')).toBeUndefined();
    });

    test('cannot be written down twice', async () => {
      const { store } = await openStore();
      const document = sampleDocument('d1');
      await commit(store, { change: 'document_insert', document });

      expect(
        await store.commit([
          { change: 'document_insert', document: sampleDocument('d2') },
          { change: 'document_insert', document: { ...document, body: 'other' } },
        ]),
      ).toEqual({ committed: false, conflict: 'taken', at: 1 });
      expect(await store.document('schedule', 'd2')).toBeUndefined();
    });

    test('changes from the revision that was looked at alone', async () => {
      const { store } = await openStore();
      const document = sampleDocument('d1');
      await commit(store, { change: 'document_insert', document });
      const next = { ...document, revision: 2, state: 'paused', body: { n: 2 } };

      expect(await store.commit([{ change: 'document_update', document: { ...next, revision: 3 } }])).toMatchObject({
        conflict: 'stale',
      });
      await commit(store, { change: 'document_update', document: next });
      expect(await store.document('schedule', 'd1')).toEqual(next);
      expect(await store.commit([{ change: 'document_update', document: next }])).toMatchObject({ conflict: 'stale' });
    });

    test('that is due is leased to one, whose fence its change has to show', async () => {
      const { store, clock } = await openStore();
      const document = sampleDocument('d1', { dueAt: after(1000) });
      await commit(store, { change: 'document_insert', document });
      expect(await store.dueInMs('documents')).toBe(1000);
      expect(await store.claim('documents', { limit: 5, leaseMs: LEASE_MS })).toEqual([]);
      clock.set(after(1000));

      const claimed = await store.claim('documents', { limit: 5, leaseMs: LEASE_MS });

      expect(claimed).toEqual([{ row: document, fence: 1 }]);
      expect(await store.claim('documents', { limit: 5, leaseMs: LEASE_MS })).toEqual([]);
      const next = { ...document, revision: 2, dueAt: undefined };
      expect(await store.commit([{ change: 'document_update', document: next, fence: 2 }])).toMatchObject({
        conflict: 'stale',
      });
      expect(await store.commit([{ change: 'document_update', document: next, fence: 1 }])).toEqual(COMMITTED);
      expect(await store.dueInMs('documents')).toBeUndefined();
    });

    test('is listed with its kind, group and state, newest first, in pages', async () => {
      const { store } = await openStore();
      const rows = ['a', 'b', 'c', 'd'].map((id, index) =>
        sampleDocument(id, {
          kind: 'row',
          group: index < 3 ? 'import-1' : 'import-2',
          at: after(index),
          state: 'sent',
        }),
      );
      await commit(store, ...rows.map((document) => ({ change: 'document_insert', document }) as const), {
        change: 'document_insert',
        document: sampleDocument('e', { kind: 'row', at: after(9), state: 'refused' }),
      });
      const ids = async (query: Omit<Parameters<typeof store.listDocuments>[0], 'kind'>) =>
        (await store.listDocuments({ kind: 'row', ...query })).records.map(({ id }) => id);

      expect(await ids({})).toEqual(['e', 'd', 'c', 'b', 'a']);
      expect(await ids({ group: 'import-1' })).toEqual(['c', 'b', 'a']);
      expect(await ids({ states: ['refused'] })).toEqual(['e']);
      expect(await ids({ states: [] })).toEqual([]);
      const first = await store.listDocuments({ kind: 'row', group: 'import-1', limit: 2 });
      expect(first.records.map(({ id }) => id)).toEqual(['c', 'b']);
      expect(await ids({ group: 'import-1', limit: 2, after: first.next })).toEqual(['a']);
      expect((await store.listDocuments({ kind: 'nothing' })).records).toEqual([]);
    });
  });
}
