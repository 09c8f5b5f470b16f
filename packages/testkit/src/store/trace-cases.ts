import { expect, test } from 'vitest';
import { sampleDocument, sampleMessage, sampleNotice, samplePayment, samplePayout, START } from './sample-records.js';
import { commit, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Later work joins the trace that is kept with its row. */
export function describeTraces(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  test('a trace is kept with its row, handed out with the lease, and survives a change', async () => {
    const { store } = await openStore();
    const fields = { trace: TRACE, dueAt: START };
    const payout = samplePayout('p1', fields);
    await commit(
      store,
      { change: 'payout_insert', payout },
      { change: 'payment_insert', payment: samplePayment('y1', fields) },
      { change: 'inbox_insert', message: sampleMessage('k1', fields) },
      { change: 'notice_insert', notice: sampleNotice('n1', fields) },
      { change: 'document_insert', document: sampleDocument('d1', fields) },
    );
    await commit(store, { change: 'payout_update', payout: { ...payout, revision: 2 } });

    for (const kind of ['payouts', 'payments', 'inbox', 'notices', 'documents'] as const) {
      const claimed = await store.claim(kind, { limit: 10, leaseMs: 1000 });
      expect(claimed.map(({ row }) => row.trace)).toEqual([TRACE]);
    }
    expect(await store.payout('p1')).toMatchObject({ revision: 2, trace: TRACE });
    expect(await store.payment('y1')).toMatchObject({ trace: TRACE });
    expect(await store.inboxMessage('main', 'k1')).toMatchObject({ trace: TRACE });
    expect(await store.document('schedule', 'd1')).toMatchObject({ trace: TRACE });
  });
}
