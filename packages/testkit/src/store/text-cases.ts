import { describe, expect, test } from 'vitest';
import {
  sampleAnswer,
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

const HOSTILE: Readonly<Record<string, string>> = {
  'quotes and comments': `'"\`;--/*x*/ \\' \\" $1 ?1 :a @b {"a":1}`,
  'a statement in disguise': `x'); drop table paymux_payouts; --`,
  'a union in disguise': `' union select record from paymux_payouts --`,
  NUL: 'before\0after',
  emoji: '😀👩‍👩‍👧 𝒳',
  'right to left': 'שלום عليكم\u202e',
  'a lone surrogate': 'x\ud800y\udc00',
  'control characters': '\u0001\u0007\n\r\t\u007f\u2028',
  patterns: '%_*[a-z]\\%',
  'an escape that is none': '\\u0000 \\0 \\\\ \\#',
  'text of great length': `${'long '.repeat(2000)}end`,
  nothing: '',
  'what looks like an instant': '{"$at":"2026-01-01T00:00:00.000Z"}',
  'names of prototypes': '__proto__',
};

/** Whatever the text, it is data. */
export function describeTexts(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  describe('text', () => {
    test.each(Object.entries(HOSTILE))('%s goes through every field and comes back', async (_name, text) => {
      const { store } = await openStore();
      const payout = samplePayout(text, {
        reference: text,
        wireReference: text,
        client: text,
        creator: text,
        transactionId: text,
        providerId: text,
        trigger: { [`k${text}`]: text },
      });
      const payment = samplePayment(text, { reference: text, client: text, providerId: text });
      const event = samplePayoutEvent(text, 1, { actor: text, type: text, detail: { text } });
      const transfer = sampleTransfer(text, '1', { payoutId: text });
      const message = sampleMessage(text, { event: text, problem: text });
      const notice = sampleNotice(text, { record: samplePayout('p1', { creator: text }) });
      const answer = sampleAnswer(text, { scope: text, run: text, answer: text });
      const profile = sampleProfile(text, { client: text, displayName: text });

      await commit(
        store,
        { change: 'payout_insert', payout },
        { change: 'payout_event', event },
        { change: 'transfer', transfer },
        { change: 'total_add', total: text, by: '1' },
        { change: 'payment_insert', payment },
        { change: 'inbox_insert', message },
        { change: 'notice_insert', notice },
        { change: 'answer_insert', answer },
        { change: 'profile_insert', profile },
      );

      expect(await store.payout(text)).toEqual(payout);
      expect(await store.payoutByReference('main', text)).toEqual(payout);
      expect(await store.attemptByWireReference('main', text)).toMatchObject({ payoutId: text });
      expect(await store.attemptByProviderId('main', text)).toMatchObject({ payoutId: text });
      expect(await store.attempts(text)).toHaveLength(1);
      expect((await store.listPayouts({ client: text, transactionId: text })).records).toEqual([payout]);
      expect(await store.payoutEvents(text)).toEqual([event]);
      expect(await store.transfers({ payoutId: text })).toEqual([transfer]);
      expect(await store.payment(text)).toEqual(payment);
      expect(await store.paymentByProviderId('main', text)).toEqual(payment);
      expect(await store.inboxMessage('main', text)).toEqual(message);
      expect(await store.notice(text)).toEqual(notice);
      expect(await store.answer(text, text)).toEqual(answer);
      expect(await store.profiles(text)).toEqual([profile]);
      expect(await store.claim('payouts', { limit: 1, leaseMs: 1, id: text })).toMatchObject([{ row: { id: text } }]);
      expect(await store.commit([{ change: 'inbox_insert', message }])).toMatchObject({ conflict: 'taken' });
    });

    test.each(Object.entries(HOSTILE).filter(([name]) => name !== 'text of great length'))(
      '%s names an account and a reason',
      async (_name, text) => {
        const { store } = await openStore();

        await commit(
          store,
          { change: 'transfer', transfer: sampleTransfer('t1', '1', { account: text }) },
          { change: 'payout_insert', payout: samplePayout('p1', { account: text }) },
          { change: 'inbox_insert', message: sampleMessage('k1', { account: text }) },
          { change: 'refusal_insert', refusal: { account: text, reason: text, at: START, count: 1 } },
        );

        expect((await store.balances(text)).map(({ account }) => account)).toEqual([text, text]);
        expect(await store.payoutFigures({ account: text })).toMatchObject([{ account: text, count: 1 }]);
        expect(await store.listInbox({ account: text })).toHaveLength(1);
        expect(await store.refusals({ account: text })).toMatchObject([{ account: text, reason: text, count: 1 }]);
      },
    );

    test('that differs in its case, its normal form or a hidden character names something else', async () => {
      const { store } = await openStore();
      const names = ['key', 'Key', 'KEY', 'key ', 'key\0', 'é', 'e\u0301', '\ud800', '\ufffd', '\\u0000', '\0'];

      await commit(
        store,
        ...names.map((name) => ({ change: 'answer_insert', answer: sampleAnswer(name, { answer: name }) }) as const),
      );

      for (const name of names) expect(await store.answer('tenant/payouts', name)).toMatchObject({ answer: name });
    });

    test('that is put together the same way from other parts names something else', async () => {
      const { store } = await openStore();

      await commit(
        store,
        { change: 'inbox_insert', message: sampleMessage('b","c', { account: 'a' }) },
        { change: 'inbox_insert', message: sampleMessage('c', { account: 'a","b' }) },
        { change: 'inbox_insert', message: sampleMessage('c', { account: 'a\nb' }) },
        { change: 'inbox_insert', message: sampleMessage('b\nc', { account: 'a' }) },
      );

      expect(await store.listInbox({})).toHaveLength(4);
    });
  });
}
