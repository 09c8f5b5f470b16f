import type { Change } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import {
  after,
  nextPayout,
  sampleAnswer,
  sampleMessage,
  sampleNotice,
  samplePayment,
  samplePaymentEvent,
  samplePayout,
  samplePayoutEvent,
  sampleProfile,
  sampleTransfer,
  START,
} from './sample-records.js';
import { books, commit, COMMITTED, type OpenEmptyStore, storeForEachTest } from './store-subject.js';

/** Racing commits of the suite, as many as callers of a busy service. */
const RACERS = 64;

/** What a commit makes, and what keeps it from being made. */
export function describeCommits(open: OpenEmptyStore): void {
  const openStore = storeForEachTest(open);

  describe('a commit', () => {
    test('keeps every kind of record as it was given, instants included', async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1', { sendAt: after(1), sentAmount: { amount: '14.50', currency: 'USDT' } });
      const payment = samplePayment('m1', { providerId: 'prov-9', payment: undefined });
      const event = samplePayoutEvent('p1', 1);
      const transfer = sampleTransfer('t1', '10.50', { payoutId: 'p1' });
      const message = sampleMessage('k1');
      const notice = sampleNotice('n1');
      const answer = sampleAnswer('a1', { answer: '{"ok":true}' });
      const profile = sampleProfile('w1', { dailyLimit: '100', metadata: { note: 'x' } });

      await commit(
        store,
        { change: 'payout_insert', payout },
        { change: 'payout_event', event },
        { change: 'transfer', transfer },
        { change: 'payment_insert', payment },
        { change: 'payment_event', event: samplePaymentEvent('m1', 1) },
        { change: 'inbox_insert', message },
        { change: 'refusal_insert', refusal: { account: 'main', at: START, reason: 'signature_mismatch', count: 1 } },
        { change: 'notice_insert', notice },
        { change: 'answer_insert', answer },
        { change: 'profile_insert', profile },
      );

      expect(await store.payout('p1')).toEqual(payout);
      expect(await store.payoutByReference('main', 'ref-p1')).toEqual(payout);
      expect(await store.payoutEvents('p1')).toEqual([event]);
      expect(await store.transfers({ payoutId: 'p1' })).toEqual([transfer]);
      expect(await store.payment('m1')).toEqual(payment);
      expect(await store.paymentByReference('main', 'ref-m1')).toEqual(payment);
      expect(await store.paymentByProviderId('main', 'prov-9')).toEqual(payment);
      expect(await store.paymentEvents('m1')).toEqual([samplePaymentEvent('m1', 1)]);
      expect(await store.inboxMessage('main', 'k1')).toEqual(message);
      expect(await store.refusals({})).toMatchObject([{ account: 'main', reason: 'signature_mismatch', count: 1 }]);
      expect(await store.notice('n1')).toEqual(notice);
      expect(await store.answer('tenant/payouts', 'a1')).toEqual(answer);
      expect(await store.profile('w1')).toEqual(profile);
      expect(await store.profiles('client-1')).toEqual([profile]);
    });

    test('takes a payout and its reference to another account, where it begins another attempt', async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1');
      const moved = nextPayout(payout, { account: 'other', attempt: 2 });
      await commit(store, { change: 'payout_insert', payout });
      await commit(store, { change: 'payout_update', payout: moved });

      expect(await store.payoutByReference('main', payout.reference)).toBeUndefined();
      expect(await store.payoutByReference('other', payout.reference)).toEqual(moved);
      expect(await store.attempts('p1')).toMatchObject([
        { number: 1, account: 'main' },
        { number: 2, account: 'other' },
      ]);
      expect(await store.attemptByWireReference('main', payout.wireReference)).toMatchObject({ number: 1 });
      expect(await store.attemptByWireReference('other', payout.wireReference)).toMatchObject({ number: 2 });
      const late = samplePayout('p2', { reference: payout.reference, wireReference: payout.wireReference });
      expect(await store.commit([{ change: 'payout_insert', payout: late }])).toMatchObject({ conflict: 'taken' });
    });

    test('takes nothing to an account where its reference is in use', async () => {
      const { store } = await openStore();
      const [payout, payment] = [samplePayout('p1'), samplePayment('m1')];
      const there = samplePayout('p2', { account: 'other', reference: payout.reference, wireReference: 'another' });
      await commit(
        store,
        { change: 'payout_insert', payout },
        { change: 'payout_insert', payout: there },
        { change: 'payment_insert', payment },
        { change: 'payment_insert', payment: samplePayment('m2', { account: 'other', reference: payment.reference }) },
      );
      const movedPayout = nextPayout(payout, { account: 'other', attempt: 2 });
      const movedPayment = { ...payment, account: 'other', revision: payment.revision + 1 };

      for (const change of [
        { change: 'payout_update', payout: movedPayout },
        { change: 'payment_update', payment: movedPayment },
      ] as const) {
        expect(await store.commit([change])).toMatchObject({ committed: false, conflict: 'taken' });
      }
      expect(await store.payout('p1')).toEqual(payout);
      expect(await store.payment('m1')).toEqual(payment);
    });

    test('answers undefined, or nothing, for what it does not know', async () => {
      const { store } = await openStore();

      expect(await store.payout('p')).toBeUndefined();
      expect(await store.payoutByReference('main', 'r')).toBeUndefined();
      expect(await store.attemptByWireReference('main', 'r')).toBeUndefined();
      expect(await store.attemptByProviderId('main', 'r')).toBeUndefined();
      expect(await store.attempts('p')).toEqual([]);
      expect(await store.payoutEvents('p')).toEqual([]);
      expect(await store.transfers({ account: 'main' })).toEqual([]);
      expect(await store.balances()).toEqual([]);
      expect(await store.payment('p')).toBeUndefined();
      expect(await store.paymentEvents('p')).toEqual([]);
      expect(await store.inboxMessage('main', 'k')).toBeUndefined();
      expect(await store.listInbox({})).toEqual([]);
      expect(await store.refusals({})).toEqual([]);
      expect(await store.notice('n')).toBeUndefined();
      expect(await store.answer('s', 'k')).toBeUndefined();
      expect(await store.profile('w')).toBeUndefined();
      expect(await store.profiles('client')).toEqual([]);
      expect(await store.dueInMs('payouts')).toBeUndefined();
      expect(await store.listPayouts({})).toEqual({ records: [] });
    });

    test('of nothing is made', async () => {
      const { store } = await openStore();

      expect(await store.commit([])).toEqual(COMMITTED);
    });

    test.each<[string, Change, Change]>([
      [
        "a payout's reference",
        { change: 'payout_insert', payout: samplePayout('p1') },
        { change: 'payout_insert', payout: samplePayout('p2', { reference: 'ref-p1', wireReference: 'other' }) },
      ],
      [
        "a payout's id",
        { change: 'payout_insert', payout: samplePayout('p1') },
        { change: 'payout_insert', payout: samplePayout('p1', { reference: 'other' }) },
      ],
      [
        "an attempt's wire reference, which another payout has as its own",
        { change: 'payout_insert', payout: samplePayout('p1', { wireReference: 'ref-p1-2', attempt: 2 }) },
        { change: 'payout_insert', payout: samplePayout('p2', { reference: 'ref-p1-2' }) },
      ],
      [
        "a payment's reference",
        { change: 'payment_insert', payment: samplePayment('m1') },
        { change: 'payment_insert', payment: samplePayment('m2', { reference: 'ref-m1' }) },
      ],
      [
        "a message's key",
        { change: 'inbox_insert', message: sampleMessage('k1') },
        { change: 'inbox_insert', message: sampleMessage('k1', { type: 'another' }) },
      ],
      [
        "a notice's id",
        { change: 'notice_insert', notice: sampleNotice('n1') },
        { change: 'notice_insert', notice: sampleNotice('n1', { to: 'failed' }) },
      ],
      [
        "an answer's key",
        { change: 'answer_insert', answer: sampleAnswer('a1') },
        { change: 'answer_insert', answer: sampleAnswer('a1', { run: 'run-2' }) },
      ],
      [
        "a transfer's id",
        { change: 'transfer', transfer: sampleTransfer('t1', '1') },
        { change: 'transfer', transfer: sampleTransfer('t1', '2') },
      ],
      [
        "a profile's id",
        { change: 'profile_insert', profile: sampleProfile('w1') },
        { change: 'profile_insert', profile: sampleProfile('w1', { client: 'client-2' }) },
      ],
    ])('is not made where %s is taken, and nothing before it is kept', async (_name, first, second) => {
      const { store } = await openStore();
      await commit(store, first);

      const result = await store.commit([
        { change: 'transfer', transfer: sampleTransfer('before', '5') },
        { change: 'notice_insert', notice: sampleNotice('before') },
        second,
      ]);

      expect(result).toEqual({ committed: false, conflict: 'taken', at: 2 });
      expect(await store.notice('before')).toBeUndefined();
      expect((await store.transfers({ account: 'main' })).map(({ id }) => id)).not.toContain('before');
    });

    test('is not made where its own changes collide', async () => {
      const { store } = await openStore();

      const result = await store.commit([
        { change: 'payout_insert', payout: samplePayout('p1') },
        { change: 'payout_insert', payout: samplePayout('p2', { reference: 'ref-p1', wireReference: 'w' }) },
      ]);

      expect(result).toEqual({ committed: false, conflict: 'taken', at: 1 });
      expect(await store.payout('p1')).toBeUndefined();
    });

    test.each<[string, readonly Change[], Change]>([
      [
        'a payout at another revision',
        [{ change: 'payout_insert', payout: samplePayout('p1') }],
        { change: 'payout_update', payout: samplePayout('p1', { revision: 3 }) },
      ],
      ['a payout that is not there', [], { change: 'payout_update', payout: samplePayout('p1', { revision: 2 }) }],
      [
        'a payout that nobody leased',
        [{ change: 'payout_insert', payout: samplePayout('p1') }],
        { change: 'payout_update', payout: samplePayout('p1', { revision: 2 }), fence: 0 },
      ],
      [
        'a payment at another revision',
        [{ change: 'payment_insert', payment: samplePayment('m1') }],
        { change: 'payment_update', payment: samplePayment('m1', { revision: 1 }) },
      ],
      ['a message that is not there', [], { change: 'inbox_update', message: sampleMessage('k1') }],
      ['a notice that is not there', [], { change: 'notice_update', notice: sampleNotice('n1') }],
      [
        'an answer that another run holds',
        [{ change: 'answer_insert', answer: sampleAnswer('a1') }],
        { change: 'answer_update', answer: sampleAnswer('a1'), heldBy: 'run-2' },
      ],
      ['an answer that is not there', [], { change: 'answer_update', answer: sampleAnswer('a1'), heldBy: 'run-1' }],
      [
        'a profile at another revision',
        [{ change: 'profile_insert', profile: sampleProfile('w1') }],
        { change: 'profile_update', profile: sampleProfile('w1', { revision: 3 }) },
      ],
    ])('that updates %s is stale', async (_name, before, update) => {
      const { store } = await openStore();
      await commit(store, ...before);

      expect(await store.commit([{ change: 'notice_insert', notice: sampleNotice('before') }, update])).toEqual({
        committed: false,
        conflict: 'stale',
        at: 1,
      });
      expect(await store.notice('before')).toBeUndefined();
    });

    test('replaces the whole record', async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1', { failureReason: 'no_funds' });
      const { failureReason: _gone, ...rest } = nextPayout(payout, { status: 'broadcast', transactionId: 'tx-1' });
      await commit(
        store,
        { change: 'payout_insert', payout },
        { change: 'payment_insert', payment: samplePayment('m1') },
        { change: 'inbox_insert', message: sampleMessage('k1') },
        { change: 'notice_insert', notice: sampleNotice('n1') },
        { change: 'answer_insert', answer: sampleAnswer('a1') },
        { change: 'profile_insert', profile: sampleProfile('w1') },
      );

      await commit(
        store,
        { change: 'payout_update', payout: rest },
        { change: 'payment_update', payment: samplePayment('m1', { revision: 2, state: 'succeeded' }) },
        { change: 'inbox_update', message: sampleMessage('k1', { state: 'done', doneAt: START }) },
        { change: 'notice_update', notice: sampleNotice('n1', { state: 'dead', problem: 'x' }) },
        { change: 'answer_update', answer: sampleAnswer('a1', { state: 'done', answer: '1' }), heldBy: 'run-1' },
        { change: 'profile_update', profile: sampleProfile('w1', { revision: 2, status: 'blocked' }) },
      );

      expect(await store.payout('p1')).toStrictEqual(rest);
      expect(await store.payment('m1')).toMatchObject({ state: 'succeeded' });
      expect(await store.inboxMessage('main', 'k1')).toMatchObject({ state: 'done', doneAt: START });
      expect(await store.notice('n1')).toMatchObject({ state: 'dead', problem: 'x' });
      expect(await store.answer('tenant/payouts', 'a1')).toMatchObject({ state: 'done', answer: '1' });
      expect(await store.profile('w1')).toMatchObject({ status: 'blocked', revision: 2 });
    });

    test('may update the same record twice', async () => {
      const { store } = await openStore();
      const first = samplePayout('p1');
      const second = nextPayout(first, { state: 'submitting' });
      const third = nextPayout(second, { state: 'pending' });

      await commit(
        store,
        { change: 'payout_insert', payout: first },
        { change: 'payout_update', payout: second },
        { change: 'payout_update', payout: third },
      );

      expect(await store.payout('p1')).toEqual(third);
    });

    test('of several updates to one revision is made once', async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1');
      await commit(store, { change: 'payout_insert', payout });

      const results = await Promise.all(
        Array.from({ length: RACERS }, (_, racer) =>
          store.commit([{ change: 'payout_update', payout: nextPayout(payout, { creator: `racer-${racer}` }) }]),
        ),
      );

      expect(results.filter(({ committed }) => committed)).toHaveLength(1);
      expect(results.filter((result) => !result.committed && result.conflict === 'stale')).toHaveLength(RACERS - 1);
    });

    test('of several inserts under one name is made once', async () => {
      const { store } = await openStore();

      const results = await Promise.all(
        Array.from({ length: RACERS }, (_, racer) =>
          store.commit([
            { change: 'answer_insert', answer: sampleAnswer('a1', { run: `run-${racer}` }) },
            { change: 'payout_insert', payout: samplePayout(`p${racer}`, { reference: 'same' }) },
          ]),
        ),
      );

      const winner = results.findIndex(({ committed }) => committed);
      expect(results.filter(({ committed }) => committed)).toHaveLength(1);
      expect(await store.payoutByReference('main', 'same')).toMatchObject({ id: `p${winner}` });
      expect(await store.answer('tenant/payouts', 'a1')).toMatchObject({ run: `run-${winner}` });
    });

    test('that is refused leaves those that are made at the same time alone', async () => {
      const { store } = await openStore();
      await commit(store, { change: 'notice_insert', notice: sampleNotice('taken') });

      const results = await Promise.all(
        Array.from({ length: RACERS }, (_, racer) =>
          store.commit([
            { change: 'notice_insert', notice: sampleNotice(`n${racer}`) },
            ...(racer % 2 === 0 ? [] : [{ change: 'notice_insert', notice: sampleNotice('taken') } as const]),
          ]),
        ),
      );

      for (const [racer, result] of results.entries()) {
        expect(result.committed).toBe(racer % 2 === 0);
        expect((await store.notice(`n${racer}`)) !== undefined).toBe(racer % 2 === 0);
      }
    });

    test('cannot change a history that is written', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('p1') },
        { change: 'payout_event', event: samplePayoutEvent('p1', 1) },
        { change: 'payout_event', event: samplePayoutEvent('p1', 2) },
      );

      expect(
        await store.commit([{ change: 'payout_event', event: samplePayoutEvent('p1', 2, { actor: 'mallory' }) }]),
      ).toEqual({ committed: false, conflict: 'taken', at: 0 });
      expect((await store.payoutEvents('p1')).map(({ number, actor }) => `${number} ${actor}`)).toEqual([
        '1 alice',
        '2 alice',
      ]);
    });

    test('keeps every attempt of a payout as it ended, found by each of its names', async () => {
      const { store } = await openStore();
      const first = samplePayout('p1', { providerId: 'prov-1' });
      const failed = nextPayout(first, { state: 'failed', failureReason: 'no_funds' });
      const second = nextPayout(failed, {
        state: 'ready',
        attempt: 2,
        wireReference: 'ref-p1-2',
        providerId: 'prov-2',
      });

      await commit(store, { change: 'payout_insert', payout: first });
      await commit(store, { change: 'payout_update', payout: failed });
      await commit(store, { change: 'payout_update', payout: second });

      expect(await store.attempts('p1')).toMatchObject([
        { number: 1, wireReference: 'ref-p1', state: 'failed', failureReason: 'no_funds', providerId: 'prov-1' },
        { number: 2, wireReference: 'ref-p1-2', state: 'ready', providerId: 'prov-2' },
      ]);
      expect(await store.attemptByWireReference('main', 'ref-p1')).toMatchObject({ payoutId: 'p1', number: 1 });
      expect(await store.attemptByWireReference('main', 'ref-p1-2')).toMatchObject({ payoutId: 'p1', number: 2 });
      expect(await store.attemptByProviderId('main', 'prov-1')).toMatchObject({ payoutId: 'p1', number: 1 });
      expect(await store.attemptByProviderId('other', 'prov-1')).toBeUndefined();
    });

    test("is not made where a new attempt takes another payout's wire reference", async () => {
      const { store } = await openStore();
      const payout = samplePayout('p1');
      await commit(store, { change: 'payout_insert', payout });
      await commit(store, { change: 'payout_insert', payout: samplePayout('p2') });

      expect(
        await store.commit([
          { change: 'payout_update', payout: nextPayout(payout, { attempt: 2, wireReference: 'ref-p2' }) },
        ]),
      ).toEqual({ committed: false, conflict: 'taken', at: 0 });
      expect(await store.payout('p1')).toEqual(payout);
    });

    test('knows references, keys and books by account', async () => {
      const { store } = await openStore();
      await commit(
        store,
        { change: 'payout_insert', payout: samplePayout('p1', { reference: 'same' }) },
        { change: 'payout_insert', payout: samplePayout('p2', { reference: 'same', account: 'second' }) },
        { change: 'payment_insert', payment: samplePayment('m1', { reference: 'same' }) },
        { change: 'payment_insert', payment: samplePayment('m2', { reference: 'same', account: 'second' }) },
        { change: 'inbox_insert', message: sampleMessage('same') },
        { change: 'inbox_insert', message: sampleMessage('same', { account: 'second' }) },
        { change: 'transfer', transfer: sampleTransfer('t1', '1') },
        { change: 'transfer', transfer: sampleTransfer('t2', '2', { account: 'second' }) },
      );

      expect(await store.payoutByReference('second', 'same')).toMatchObject({ id: 'p2' });
      expect(await store.paymentByReference('main', 'same')).toMatchObject({ id: 'm1' });
      expect(await store.inboxMessage('second', 'same')).toMatchObject({ account: 'second' });
      expect(await books(store, 'second')).toEqual(['second available 2 USDT', 'second external -2 USDT']);
      expect((await store.transfers({ account: 'main' })).map(({ id }) => id)).toEqual(['t1']);
      expect((await store.listPayouts({ account: 'second' })).records).toMatchObject([{ id: 'p2' }]);
    });
  });

  describe('an effect', () => {
    test('runs after the changes, and only when they can be made', async () => {
      const { store } = await openStore();
      const ran: string[] = [];

      await store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }], () => void ran.push('first'));
      const refused = await store.commit(
        [{ change: 'notice_insert', notice: sampleNotice('n1') }],
        () => void ran.push('second'),
      );

      expect(refused).toEqual({ committed: false, conflict: 'taken', at: 0 });
      expect(ran).toEqual(['first']);
    });

    test('that throws has its error thrown, and nothing is stored', async () => {
      const { store } = await openStore();
      const problem = new RangeError('the effect went wrong');

      await expect(
        store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }], async () => {
          await Promise.resolve();
          throw problem;
        }),
      ).rejects.toBe(problem);
      expect(await store.notice('n1')).toBeUndefined();
      await commit(store, { change: 'notice_insert', notice: sampleNotice('n1') });
    });

    test('that takes its time does not mix with other commits', async () => {
      const { store } = await openStore();
      let finish: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        finish = resolve;
      });
      let begun: () => void = () => undefined;
      const running = new Promise<void>((resolve) => {
        begun = resolve;
      });

      const slow = store.commit([{ change: 'notice_insert', notice: sampleNotice('slow') }], async () => {
        begun();
        await gate;
        throw new Error('rolled back');
      });
      const failed = slow.then(
        () => false,
        () => true,
      );
      await running;
      const other = store.commit([{ change: 'notice_insert', notice: sampleNotice('other') }]);
      finish();

      expect(await failed).toBe(true);
      expect(await other).toEqual(COMMITTED);
      expect(await store.notice('slow')).toBeUndefined();
      expect(await store.notice('other')).toBeDefined();
    });
  });
}
