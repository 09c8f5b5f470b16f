import { addMoney, compareMoney, type Money, subtractMoney } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { aRequest, openLedger } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import type { Change, DueRows } from '../durable/durable-store.js';
import type { Notice } from '../durable/notice.js';
import type { Transfer } from '../durable/transfer.js';
import type { KeptAnswer } from '../idempotency/kept-answer.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { WalletProfile } from '../profile/wallet-profile.js';
import type { InboxMessage } from '../webhook/inbox-message.js';
import { InMemoryStore } from './in-memory-store.js';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const LATER = new Date('2026-01-01T00:01:00.000Z');

let payout: PayoutRecord;
let payment: PaymentRecord;
let notice: Notice;
beforeEach(async () => {
  const ledger = openLedger(openTill());
  payout = { ...(await ledger.payouts.createPayout(aRequest({ needsApproval: true }))), dueAt: NOW };
  const opened = await ledger.payments.createPayment({
    reference: 'order-1',
    creator: 'shop',
    amount: { amount: '15', currency: 'USD' },
  });
  payment = { ...opened, revision: 1, dueAt: NOW };
  notice = {
    id: 'n1',
    subject: 'payout',
    subjectId: payout.id,
    from: undefined,
    to: payout.state,
    record: payout,
    at: NOW,
    state: 'waiting',
    attempts: 0,
    dueAt: NOW,
  };
});

const message: InboxMessage = {
  account: 'main',
  key: 'k1',
  kind: 'payout',
  type: 'paid',
  event: '{}',
  state: 'waiting',
  receivedAt: NOW,
  attempts: 0,
  dueAt: NOW,
};
const answer: KeptAnswer = {
  scope: 's',
  key: 'k',
  fingerprint: 'f',
  state: 'running',
  run: 'r1',
  runningUntil: LATER,
  createdAt: NOW,
  expiresAt: LATER,
};
const profile: WalletProfile = {
  id: 'w1',
  client: 'acme',
  displayName: 'Acme',
  currency: 'USDT',
  destination: { type: 'crypto_address', address: 'TXYZ' },
  status: 'active',
  revision: 1,
  createdAt: NOW,
  updatedAt: NOW,
};
const transfer: Transfer = {
  id: 't1',
  kind: 'fund',
  account: 'main',
  from: 'external',
  to: 'available',
  amount: { amount: '10', currency: 'USDT' },
  at: NOW,
};
const event = { number: 1, at: NOW, actor: 'a', source: 'api', type: 'created', digest: 'd' } as const;

function open() {
  const clock = createFakeClock(NOW);
  const store = new InMemoryStore({ clock });
  return { clock, store, commit: (...changes: readonly Change[]) => store.commit(changes) };
}

/** Everything that a store tells. */
async function everything(store: InMemoryStore): Promise<unknown> {
  const kinds: readonly (keyof DueRows)[] = ['payouts', 'payments', 'inbox', 'notices'];
  return {
    due: await Promise.all(kinds.map((kind) => store.dueInMs(kind))),
    payouts: await store.listPayouts({}),
    byReference: await store.payoutByReference('main', payout.reference),
    byWire: await store.attemptByWireReference('main', payout.wireReference),
    byProviderId: await store.attemptByProviderId('main', 'p1'),
    attempts: await store.attempts(payout.id),
    payoutEvents: await store.payoutEvents(payout.id),
    figures: await store.payoutFigures({}),
    transfers: await store.transfers({ account: 'main' }),
    balances: await store.balances(),
    payments: await store.listPayments({}),
    payment: [await store.payment(payment.id), await store.paymentByReference('main', 'order-1')],
    paymentById: await store.paymentByProviderId('main', payment.providerId ?? ''),
    paymentEvents: await store.paymentEvents(payment.id),
    inbox: [await store.listInbox({}), await store.inboxMessage('main', 'k1')],
    refusals: await store.refusals({}),
    notice: await store.notice('n1'),
    answer: await store.answer('s', 'k'),
    profiles: [await store.profile('w1'), await store.profiles('acme')],
  };
}

function everyInsert(): readonly Change[] {
  return [
    { change: 'payout_insert', payout },
    { change: 'payout_event', event: { ...event, payoutId: payout.id, to: 'ready', attempt: 1 } },
    { change: 'transfer', transfer },
    { change: 'total_add', total: 'day', by: '1' },
    { change: 'payment_insert', payment },
    { change: 'payment_event', event: { ...event, paymentId: payment.id, to: 'opening' } },
    { change: 'inbox_insert', message },
    { change: 'refusal_insert', refusal: { account: 'main', at: NOW, reason: 'no', count: 1 } },
    { change: 'notice_insert', notice },
    { change: 'answer_insert', answer },
    { change: 'profile_insert', profile },
  ];
}

function everyUpdate(): readonly Change[] {
  return [
    { change: 'payout_update', payout: { ...payout, revision: 2, providerId: 'p1', state: 'pending' } },
    { change: 'payment_update', payment: { ...payment, revision: 2, state: 'succeeded' } },
    { change: 'inbox_update', message: { ...message, state: 'done', dueAt: undefined } },
    { change: 'notice_update', notice: { ...notice, state: 'done', dueAt: undefined } },
    { change: 'answer_update', answer: { ...answer, state: 'done', answer: '{}' }, heldBy: 'r1' },
    { change: 'profile_update', profile: { ...profile, revision: 2, status: 'blocked' } },
    { change: 'total_add', total: 'day', by: '-1' },
    { change: 'refusal_insert', refusal: { account: 'main', at: NOW, reason: 'no', count: 1 } },
  ];
}

describe('a commit', () => {
  test('makes all of its changes', async () => {
    const { commit, store } = open();
    expect(await commit(...everyInsert(), ...everyUpdate())).toEqual({ committed: true });

    expect(await store.payout(payout.id)).toMatchObject({ revision: 2, state: 'pending' });
    expect(await store.attemptByProviderId('main', 'p1')).toMatchObject({
      payoutId: payout.id,
      number: 1,
      state: 'pending',
    });
    expect(await store.attemptByWireReference('main', 'salary-1')).toMatchObject({ providerId: 'p1' });
    expect(await store.payment(payment.id)).toMatchObject({ state: 'succeeded' });
    expect(await store.inboxMessage('main', 'k1')).toMatchObject({ state: 'done' });
    expect(await store.notice('n1')).toMatchObject({ state: 'done' });
    expect(await store.answer('s', 'k')).toMatchObject({ state: 'done' });
    expect(await store.profiles('acme')).toMatchObject([{ status: 'blocked' }]);
    expect(await store.balances('main')).toEqual([
      { account: 'main', book: 'external', amount: { amount: '-10', currency: 'USDT' } },
      { account: 'main', book: 'available', amount: { amount: '10', currency: 'USDT' } },
    ]);
    expect(await store.refusals({ account: 'main' })).toMatchObject([{ account: 'main', reason: 'no', count: 2 }]);
    expect(await store.balances('other')).toEqual([]);
  });

  test('makes none of its changes if the last one cannot be made', async () => {
    const { commit, store } = open();
    const empty = await everything(store);
    const impossible: Change = { change: 'total_add', total: 'other', by: '2', atMost: '1' };
    const inserts = everyInsert();
    expect(await commit(...inserts, impossible)).toEqual({
      committed: false,
      conflict: 'out_of_bounds',
      at: inserts.length,
    });
    expect(await everything(store)).toEqual(empty);

    await commit(...inserts);
    const before = await everything(store);
    const updates = everyUpdate();
    expect(await commit(...updates, impossible)).toEqual({
      committed: false,
      conflict: 'out_of_bounds',
      at: updates.length,
    });
    expect(await everything(store)).toEqual(before);
  });

  test('whose effect throws stores nothing, and throws the same', async () => {
    const { store } = open();
    const empty = await everything(store);
    const failure = store.commit(everyInsert(), () => {
      throw new RangeError('no');
    });

    await expect(failure).rejects.toThrow(RangeError);
    expect(await everything(store)).toEqual(empty);
    expect(await store.commit(everyInsert(), () => Promise.resolve())).toEqual({ committed: true });
  });

  test('runs no effect when it conflicts, and effects one after another', async () => {
    const { commit, store } = open();
    await commit({ change: 'notice_insert', notice });
    const seen: string[] = [];
    const gate = shutGate();
    const effect = (name: string, wait: Promise<void>) => async (): Promise<void> => {
      seen.push(`${name} begins`);
      await wait;
      seen.push(`${name} ends`);
    };
    expect(await store.commit([{ change: 'notice_insert', notice }], effect('never', Promise.resolve()))).toMatchObject(
      { conflict: 'taken' },
    );
    const both = [store.commit([], effect('one', gate.opened)), store.commit([], effect('two', Promise.resolve()))];
    gate.open();
    await Promise.all(both);

    expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  });
});

describe('a conflict', () => {
  test('is "taken", with its place, for every unique name that is in use', async () => {
    const { commit } = open();
    await commit(...everyInsert());
    const other = { ...payout, id: 'po_2', reference: 'other', wireReference: 'other' };
    const taken: readonly Change[] = [
      { change: 'payout_insert', payout: { ...payout, id: 'po_2' } },
      { change: 'payout_insert', payout: { ...other, id: payout.id } },
      { change: 'payout_insert', payout: { ...other, wireReference: payout.wireReference } },
      { change: 'payout_event', event: { ...event, payoutId: payout.id, to: 'ready', attempt: 1 } },
      { change: 'transfer', transfer },
      { change: 'payment_insert', payment: { ...payment, id: 'pay_2' } },
      { change: 'payment_insert', payment: { ...payment, reference: 'other' } },
      { change: 'payment_event', event: { ...event, paymentId: payment.id, to: 'opening' } },
      { change: 'inbox_insert', message },
      { change: 'notice_insert', notice },
      { change: 'answer_insert', answer },
      { change: 'profile_insert', profile },
    ];
    for (const change of taken) {
      const result = await commit({ change: 'total_add', total: 'x', by: '1' }, change);
      expect(result, change.change).toEqual({ committed: false, conflict: 'taken', at: 1 });
    }

    expect(await commit({ change: 'payout_insert', payout: other })).toEqual({ committed: true });
    const wire: Change = {
      change: 'payout_update',
      payout: { ...other, revision: 2, attempt: 2, wireReference: payout.wireReference },
    };
    expect(await commit(wire)).toEqual({ committed: false, conflict: 'taken', at: 0 });
  });

  test('is "stale" for another revision, another holder, or no row', async () => {
    const { commit } = open();
    for (const change of everyUpdate().slice(0, 6)) {
      expect(await commit(change), change.change).toEqual({ committed: false, conflict: 'stale', at: 0 });
    }
    await commit(...everyInsert());
    const stale: readonly Change[] = [
      { change: 'payout_update', payout },
      { change: 'payout_update', payout: { ...payout, revision: 3 } },
      { change: 'payment_update', payment: { ...payment, revision: 3 } },
      { change: 'answer_update', answer, heldBy: 'r2' },
      { change: 'profile_update', profile: { ...profile, revision: 3 } },
    ];
    for (const change of stale) {
      expect(await commit(change), change.change).toEqual({ committed: false, conflict: 'stale', at: 0 });
    }
  });

  test('is "out_of_bounds" for money that is not there, too much on hold, and a limit', async () => {
    const { commit, store } = open();
    await commit({ change: 'transfer', transfer });
    const hold = (id: string, amount: string, bounds: Extract<Change, { change: 'transfer' }>['bounds']): Change => ({
      change: 'transfer',
      transfer: { ...transfer, id, kind: 'hold', from: 'available', to: 'held', amount: { amount, currency: 'USDT' } },
      bounds,
    });
    const refused = { committed: false, conflict: 'out_of_bounds', at: 0 };

    expect(await commit(hold('t2', '10.01', { availableAtLeast: '0' }))).toEqual(refused);
    expect(await commit(hold('t2', '5.01', { heldAtMost: '5' }))).toEqual(refused);
    expect(await commit(hold('t2', '5', { availableAtLeast: '5', heldAtMost: '5' }))).toEqual({ committed: true });
    expect(await commit({ change: 'total_add', total: 'day', by: '5.01', atMost: '5' })).toEqual(refused);
    expect(await commit({ change: 'total_add', total: 'day', by: '5', atMost: '5' })).toEqual({ committed: true });
    expect(await commit({ change: 'total_add', total: 'day', by: '0.01', atMost: '5' })).toEqual(refused);
    expect(await store.transfers({ account: 'main' })).toHaveLength(2);
  });
});

describe('a lease', () => {
  test('keeps everybody else away until it ends or is given back', async () => {
    const { clock, commit, store } = open();
    await commit(...everyInsert());
    const [first] = await store.claim('payouts', { limit: 10, leaseMs: 1000 });
    expect([first?.row.id, await store.claim('payouts', { limit: 10, leaseMs: 1000 })]).toEqual([payout.id, []]);
    expect(await store.claim('payouts', { id: payout.id, limit: 1, leaseMs: 1000 })).toEqual([]);
    expect(await store.dueInMs('payouts')).toBe(1000);
    await clock.advance(1000);
    const [second] = await store.claim('payouts', { limit: 10, leaseMs: 1000 });

    const update = { change: 'payout_update', payout: { ...payout, revision: 2 } } as const;
    expect(await commit({ ...update, fence: first?.fence })).toMatchObject({ conflict: 'stale' });
    expect(await commit({ ...update, fence: second?.fence })).toEqual({ committed: true });
    expect(await commit({ ...update, payout: { ...payout, revision: 3 }, fence: second?.fence })).toMatchObject({
      conflict: 'stale',
    });
    expect(await store.dueInMs('payouts')).toBe(0);
  });

  test('stays with its holder when somebody else changes the row', async () => {
    const { commit, store } = open();
    await commit(...everyInsert());
    const [held] = await store.claim('payouts', { limit: 1, leaseMs: 1000 });
    await commit({ change: 'payout_update', payout: { ...payout, revision: 2 } });

    expect(await store.claim('payouts', { limit: 1, leaseMs: 1000 })).toEqual([]);
    expect(await commit({ change: 'payout_update', payout: { ...payout, revision: 3 }, fence: held?.fence })).toEqual({
      committed: true,
    });
  });

  test('is given for what is longest due first, and for one row by its id whether due or not', async () => {
    const { clock, commit, store } = open();
    const at = (id: string, ms: number | undefined): Change => ({
      change: 'notice_insert',
      notice: { ...notice, id, dueAt: ms === undefined ? undefined : new Date(NOW.getTime() + ms) },
    });
    await commit(at('c', 3), at('a', 1), at('never', undefined), at('b', 2), at('d', 5000));
    await clock.advance(3);
    const claimed = await store.claim('notices', { limit: 2, leaseMs: 10 });

    expect(claimed.map(({ row }) => row.id)).toEqual(['a', 'b']);
    expect((await store.claim('notices', { id: 'never', limit: 1, leaseMs: 10 })).map(({ row }) => row.id)).toEqual([
      'never',
    ]);
    expect(await store.claim('notices', { id: 'unheard-of', limit: 1, leaseMs: 10 })).toEqual([]);
    expect(await store.dueInMs('inbox')).toBeUndefined();
  });
});

describe('waiting for a change', () => {
  test('ends with the next commit, and with its signal', async () => {
    const { commit, store } = open();
    const over = new AbortController();
    const changed = store.changed(new AbortController().signal);
    const aborted = store.changed(over.signal);
    await commit({ change: 'notice_insert', notice });
    over.abort();

    await expect(Promise.all([changed, aborted])).resolves.toHaveLength(2);
  });

  test('does not begin after its signal has ended it', async () => {
    const { store } = open();

    await expect(store.changed(AbortSignal.abort())).resolves.toBeUndefined();
  });
});

test('pruning forgets what is finished and nothing else', async () => {
  const { clock, commit, store } = open();
  await commit(
    ...everyInsert(),
    { change: 'inbox_insert', message: { ...message, key: 'k2', state: 'done', dueAt: undefined, doneAt: NOW } },
    { change: 'inbox_insert', message: { ...message, key: 'k3', state: 'dead', dueAt: undefined } },
    { change: 'notice_insert', notice: { ...notice, id: 'n2', state: 'done', dueAt: undefined } },
    { change: 'answer_insert', answer: { ...answer, key: 'kept', expiresAt: new Date(NOW.getTime() + 61_000) } },
  );
  expect(await store.prune({ finishedBefore: NOW })).toEqual({ removed: 0 });
  await clock.advance(60_000);

  expect(await store.prune({ finishedBefore: LATER })).toEqual({ removed: 4 });
  expect((await store.listInbox({})).map(({ key }) => key).sort()).toEqual(['k1', 'k3']);
  expect([await store.notice('n1'), await store.notice('n2')]).toEqual([notice, undefined]);
  expect([await store.answer('s', 'k'), (await store.answer('s', 'kept'))?.key]).toEqual([undefined, 'kept']);
});

test('balances are always the sum of the transfers, whatever was refused', async () => {
  const books = ['external', 'available', 'held', 'paid', 'fees'] as const;
  const moves = fc.array(
    fc.record({
      id: fc.nat({ max: 15 }),
      from: fc.constantFrom(...books),
      to: fc.constantFrom(...books),
      amount: fc.integer({ min: 1, max: 999 }),
      isBound: fc.boolean(),
    }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(moves, async (wanted) => {
      const { store } = open();
      for (const { amount, from, id, isBound, to } of wanted) {
        if (from === to) continue;
        const made: Transfer = {
          ...transfer,
          id: String(id),
          from,
          to,
          amount: { amount: String(amount), currency: 'USDT' },
        };
        await store.commit([
          { change: 'transfer', transfer: made, ...(isBound ? { bounds: { availableAtLeast: '0' } } : {}) },
        ]);
      }
      const nothing = { amount: '0', currency: 'USDT' };
      const sums = new Map<string, Money>();
      for (const { amount, from, to } of await store.transfers({ account: 'main' })) {
        sums.set(from, subtractMoney(sums.get(from) ?? nothing, amount));
        sums.set(to, addMoney(sums.get(to) ?? nothing, amount));
      }
      for (const { amount, book } of await store.balances('main'))
        expect(compareMoney(amount, sums.get(book) ?? nothing)).toBe(0);
    }),
    { numRuns: 200 },
  );
});
