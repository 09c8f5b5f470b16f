import type { PayoutRecord, PayoutRecordQuery, RecordPage } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import {
  after,
  sampleAnswer,
  sampleDocument,
  sampleMessage,
  sampleNotice,
  samplePayment,
  samplePayout,
  samplePayoutEvent,
  sampleProfile,
  sampleTransfer,
  START,
} from './sample-records.js';
import { commit, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

/** What is found again, and what is forgotten. */
export function describeQueries(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  describe('a list of payouts', () => {
    test('comes in pages, newest first, the larger id first within an instant', async () => {
      const { store } = await openStore();
      await commit(
        store,
        ...['a', 'b', 'c', 'd', 'e'].map(
          (id, index) =>
            ({
              change: 'payout_insert',
              payout: samplePayout(id, { requestedAt: after(index < 3 ? 0 : index) }),
            }) as const,
        ),
      );

      const first = await store.listPayouts({ limit: 2 });
      const second = await store.listPayouts({ limit: 2, after: first.next });
      const third = await store.listPayouts({ limit: 2, after: second.next });

      expect([ids(first), ids(second), ids(third)]).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
      expect(third.next).toBeUndefined();
    });

    test('is searched by id, transaction, destination, and how references begin', async () => {
      const { store } = await openStore();
      const bank = { type: 'bank_account', bankCode: 'BAI', accountNumber: '4711', holder: 'Maria' } as const;
      const { terms } = samplePayout('x');
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('a', { reference: 'salary-1', requestedAt: after(1) }) },
        { change: 'payout_insert', payout: samplePayout('b', { reference: 'salary-2', transactionId: 'TX' }) },
        {
          change: 'payout_insert',
          payout: samplePayout('c', { reference: 'b', terms: { ...terms, destination: bank } }),
        },
        { change: 'payout_insert', payout: samplePayout('d', { account: 'other', reference: 'SALARY-1' }) },
      );
      const found = async (search: string, query: PayoutRecordQuery = {}): Promise<readonly string[]> =>
        ids(await store.listPayouts({ search, ...query }));

      expect(await found('salary-')).toEqual(['a', 'b']);
      expect(await found('salary-', { account: 'other' })).toEqual([]);
      expect(await found('salary-', { limit: 1 })).toEqual(['a']);
      expect(await found('b')).toEqual(['c', 'b']);
      expect(await found('TX')).toEqual(['b']);
      expect(await found('4711')).toEqual(['c']);
      expect(await found('TXYZ')).toEqual(['a', 'd', 'b']);
      expect(await found('txyz')).toEqual([]);
      expect(await found('salary_1')).toEqual([]);
      expect(await found('%')).toEqual([]);
    });

    test('is narrowed by what started them', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('a') },
        { change: 'payout_insert', payout: samplePayout('b', { origin: 'bonus' }) },
        { change: 'payout_insert', payout: samplePayout('c', { origin: 'scheduled' }) },
      );

      expect(ids(await store.listPayouts({ origins: ['bonus', 'manual'] }))).toEqual(['b', 'a']);
      expect(ids(await store.listPayouts({ origins: [] }))).toEqual([]);
    });

    test('has no further page where the last one is full', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('a') },
        { change: 'payout_insert', payout: samplePayout('b') },
      );

      expect((await store.listPayouts({ limit: 2 })).next).toBeUndefined();
    });

    test('neither repeats nor skips what was there, while others come in', async () => {
      const { store } = await openStore();
      await commit(
        store,
        ...Array.from(
          { length: 30 },
          (_, index) =>
            ({
              change: 'payout_insert',
              payout: samplePayout(`old-${index}`, { requestedAt: after(index % 7) }),
            }) as const,
        ),
      );

      const seen: string[] = [];
      let next: string | undefined;
      let round = 0;
      do {
        const page: RecordPage<PayoutRecord> = await store.listPayouts({ limit: 4, after: next });
        seen.push(...ids(page));
        next = page.next;
        round += 1;
        await commit(store, {
          change: 'payout_insert',
          payout: samplePayout(`new-${round}`, { requestedAt: after(100 + round) }),
        });
      } while (next !== undefined);

      expect(seen.filter((id) => id.startsWith('old-')).sort()).toEqual(
        Array.from({ length: 30 }, (_, index) => `old-${index}`).sort(),
      );
      expect(new Set(seen).size).toBe(seen.length);
    });

    test('can be narrowed down by everything that a payout is known by', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('a') },
        { change: 'payout_insert', payout: samplePayout('b', { account: 'second', requestedAt: after(1) }) },
        { change: 'payout_insert', payout: samplePayout('c', { client: 'client-2', state: 'unknown' }) },
        { change: 'payout_insert', payout: samplePayout('d', { client: undefined, status: 'confirmed' }) },
        {
          change: 'payout_insert',
          payout: samplePayout('e', {
            transactionId: 'tx-1',
            terms: {
              amount: { amount: '1', currency: 'BTC' },
              destination: { type: 'crypto_address', address: 'bc1' },
            },
          }),
        },
      );

      const list = async (query: Parameters<typeof store.listPayouts>[0]) => ids(await store.listPayouts(query)).sort();
      expect(await list({ account: 'second' })).toEqual(['b']);
      expect(await list({ client: 'client-2' })).toEqual(['c']);
      expect(await list({ states: ['unknown', 'submitting'] })).toEqual(['c']);
      expect(await list({ states: [] })).toEqual([]);
      expect(await list({ statuses: ['confirmed'] })).toEqual(['d']);
      expect(await list({ currency: 'btc' })).toEqual(['e']);
      expect(await list({ transactionId: 'tx-1' })).toEqual(['e']);
      expect(await list({ requestedFrom: after(1) })).toEqual(['b']);
      expect(await list({ requestedBefore: after(1) })).toEqual(['a', 'c', 'd', 'e']);
      expect(await list({ account: 'main', client: 'client-1', statuses: ['pending'], currency: 'USDT' })).toEqual([
        'a',
      ]);
    });

    test.each([
      ['a cursor that nobody answered', { after: 'x' }],
      ['a cursor of another shape', { after: Buffer.from('[1]').toString('base64url') }],
      ['an empty cursor', { after: '' }],
      ['a limit of zero', { limit: 0 }],
      ['a limit above 1,000', { limit: 1001 }],
      ['half a limit', { limit: 0.5 }],
    ])('refuses %s', async (_name, query) => {
      const { store } = await openStore();

      await expect(store.listPayouts(query)).rejects.toMatchObject({ code: 'invalid_request' });
      await expect(store.listPayments(query)).rejects.toMatchObject({ code: 'invalid_request' });
    });
  });

  test('payments are listed like payouts', async () => {
    const { store } = await openStore();
    await commit(
      store,
      { change: 'payment_insert', payment: samplePayment('a') },
      { change: 'payment_insert', payment: samplePayment('b', { requestedAt: after(1), state: 'pending' }) },
      { change: 'payment_insert', payment: samplePayment('c', { requestedAt: after(2), client: 'client-2' }) },
    );

    const first = await store.listPayments({ limit: 2 });
    expect(first.records.map(({ id }) => id)).toEqual(['c', 'b']);
    expect((await store.listPayments({ limit: 2, after: first.next })).records.map(({ id }) => id)).toEqual(['a']);
    expect((await store.listPayments({ states: ['pending'] })).records.map(({ id }) => id)).toEqual(['b']);
    expect((await store.listPayments({ client: 'client-2' })).records.map(({ id }) => id)).toEqual(['c']);
    expect((await store.listPayments({ account: 'second' })).records).toEqual([]);
  });

  test('the inbox is listed newest first, by account and state', async () => {
    const { store } = await openStore();
    await commit(
      store,
      { change: 'inbox_insert', message: sampleMessage('a') },
      { change: 'inbox_insert', message: sampleMessage('b', { receivedAt: after(2), state: 'dead' }) },
      { change: 'inbox_insert', message: sampleMessage('c', { receivedAt: after(1), account: 'second' }) },
    );

    const keys = async (query: Parameters<typeof store.listInbox>[0]) =>
      (await store.listInbox(query)).map(({ key }) => key);
    expect(await keys({})).toEqual(['b', 'c', 'a']);
    expect(await keys({ limit: 1 })).toEqual(['b']);
    expect(await keys({ states: ['dead', 'review'] })).toEqual(['b']);
    expect(await keys({ account: 'second' })).toEqual(['c']);
    expect(await keys({ after: sampleMessage('b', { receivedAt: after(2) }) })).toEqual(['c', 'a']);
    expect(await keys({ after: sampleMessage('c', { receivedAt: after(1), account: 'second' }), limit: 1 })).toEqual([
      'a',
    ]);
    expect(await keys({ after: sampleMessage('a') })).toEqual([]);
  });

  test('refused deliveries are counted by account and reason', async () => {
    const { store } = await openStore();
    const refusal = (account: string, reason: string, ms: number) =>
      ({ change: 'refusal_insert', refusal: { account, reason, at: after(ms), count: ms + 1 } }) as const;
    await commit(
      store,
      refusal('main', 'signature_mismatch', 0),
      refusal('main', 'signature_mismatch', 5),
      refusal('main', 'body_too_large', 5),
      refusal('second', 'signature_mismatch', 5),
    );

    expect(await store.refusals({ account: 'main' })).toEqual([
      { account: 'main', reason: 'body_too_large', count: 6, lastAt: after(5) },
      { account: 'main', reason: 'signature_mismatch', count: 7, lastAt: after(5) },
    ]);
    expect(await store.refusals({ from: after(5) })).toEqual([
      { account: 'main', reason: 'body_too_large', count: 6, lastAt: after(5) },
      { account: 'main', reason: 'signature_mismatch', count: 6, lastAt: after(5) },
      { account: 'second', reason: 'signature_mismatch', count: 6, lastAt: after(5) },
    ]);
  });

  test('profiles of a client come oldest first', async () => {
    const { store } = await openStore();
    await commit(
      store,
      { change: 'profile_insert', profile: sampleProfile('b', { createdAt: after(1) }) },
      { change: 'profile_insert', profile: sampleProfile('c') },
      { change: 'profile_insert', profile: sampleProfile('d', { client: 'client-2' }) },
    );

    expect((await store.profiles('client-1')).map(({ id }) => id)).toEqual(['c', 'b']);
  });

  test('pruning forgets expired answers and what was finished long ago, and nothing else', async () => {
    const { store, clock } = await openStore();
    clock.set(after(1000));
    const old = { receivedAt: START, dueAt: undefined };
    await commit(
      store,
      { change: 'answer_insert', answer: sampleAnswer('expired', { expiresAt: after(999) }) },
      { change: 'answer_insert', answer: sampleAnswer('kept', { expiresAt: after(1001) }) },
      { change: 'inbox_insert', message: sampleMessage('done', { ...old, state: 'done', doneAt: after(99) }) },
      { change: 'inbox_insert', message: sampleMessage('fresh', { ...old, state: 'done', doneAt: after(100) }) },
      { change: 'inbox_insert', message: sampleMessage('dead', { ...old, state: 'dead' }) },
      { change: 'inbox_insert', message: sampleMessage('waiting') },
      { change: 'refusal_insert', refusal: { account: 'main', at: after(99), reason: 'old', count: 1 } },
      { change: 'refusal_insert', refusal: { account: 'main', at: after(100), reason: 'new', count: 1 } },
      { change: 'notice_insert', notice: sampleNotice('done', { state: 'done', dueAt: undefined, at: after(99) }) },
      { change: 'notice_insert', notice: sampleNotice('dead', { state: 'dead', dueAt: undefined, at: after(99) }) },
      { change: 'payout_insert', payout: samplePayout('p1') },
      { change: 'payout_event', event: samplePayoutEvent('p1', 1, { at: START }) },
      { change: 'transfer', transfer: sampleTransfer('t1', '1') },
    );

    expect(await store.prune({ finishedBefore: after(100) })).toEqual({ removed: 4 });

    expect(await store.answer('tenant/payouts', 'expired')).toBeUndefined();
    expect(await store.answer('tenant/payouts', 'kept')).toBeDefined();
    expect((await store.listInbox({})).map(({ key }) => key).sort()).toEqual(['dead', 'fresh', 'waiting']);
    expect(await store.refusals({})).toMatchObject([{ account: 'main', reason: 'new', count: 1 }]);
    expect(await store.notice('done')).toBeUndefined();
    expect(await store.notice('dead')).toBeDefined();
    expect(await store.payoutEvents('p1')).toHaveLength(1);
    expect(await store.transfers({ account: 'main' })).toHaveLength(1);
    expect(await store.prune({ finishedBefore: after(100) })).toEqual({ removed: 0 });
  });

  test('pruning forgets old documents of the kinds that it is told, and of no other one', async () => {
    const { store, clock } = await openStore();
    clock.set(after(200));
    const document = (kind: string, id: string, seconds: number) =>
      ({
        change: 'document_insert',
        document: sampleDocument(id, { kind, at: after(seconds), dueAt: undefined }),
      }) as const;
    await commit(store, document('session', 'old', 99), document('session', 'new', 100), document('person', 'old', 1));

    expect(await store.prune({ finishedBefore: after(100) })).toEqual({ removed: 0 });
    expect(await store.prune({ finishedBefore: after(100), documents: ['session', 'link'] })).toEqual({ removed: 1 });
    expect(await store.document('session', 'old')).toBeUndefined();
    expect(await store.document('session', 'new')).toBeDefined();
    expect(await store.document('person', 'old')).toBeDefined();
  });

  test('pruning forgets more than fits into one go', async () => {
    const { store, clock } = await openStore();
    clock.set(after(1));
    await commit(
      store,
      ...Array.from(
        { length: 2100 },
        (_, index) => ({ change: 'answer_insert', answer: sampleAnswer(`a${index}`, { expiresAt: START }) }) as const,
      ),
    );

    expect(await store.prune({ finishedBefore: START })).toEqual({ removed: 2100 });
  });

  test('a closed store can be closed again, and answers no more', async () => {
    const { store } = await openStore();
    await store.close();
    await store.close();

    await expect(store.payout('p1')).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.commit([])).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.claim('payouts', { limit: 1, leaseMs: 1 })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });
}

function ids(page: RecordPage<PayoutRecord>): string[] {
  return page.records.map(({ id }) => id);
}
