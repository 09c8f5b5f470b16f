import { createFakeClock } from '@paymux/core/testing';
import type { ApprovalPolicy, PayoutRules } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { aRequest, openStoreOf, payoutSystem, STORES } from './payout-system.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const POLICY: ApprovalPolicy = {
  rules: [
    { account: 'main', currency: 'USDT', above: '500', role: 'operator', approvals: 1 },
    { currency: 'USDT', above: '5000', approvals: 2, by: 'approver' },
  ],
  roles: {
    anna: ['operator'],
    bruno: ['operator'],
    carla: ['approver'],
    dario: ['approver', 'operator'],
  },
  expireAfterMs: 72 * HOUR_MS,
};

describe.each(STORES)('on the %s store', (kind) => {
  async function open(rules: PayoutRules = {}) {
    const clock = createFakeClock();
    const store = await openStoreOf(kind, clock);
    const system = payoutSystem(store, { clock, rules, approvals: POLICY });
    const sent = () => system.fake.control.requests().filter(({ operation }) => operation === 'createPayout').length;
    const refusals = async (id: string) =>
      (await system.payouts.refusedApprovals(id)).map(({ actor, count, reason }) => [actor, reason, count]);
    return { ...system, sent, refusals };
  }

  test('a payout at a threshold is sent at once, and one above it waits for a second person', async () => {
    const { payouts, sent, store } = await open();
    const free = await payouts.createPayout(aRequest({ amount: { amount: '500.00', currency: 'USDT' } }));
    const waiting = await payouts.createPayout(
      aRequest({ reference: 'rent-2', amount: { amount: '500.01', currency: 'usdt' } }),
    );

    expect([free.state, waiting.state, sent()]).toEqual(['pending', 'awaiting_approval', 1]);
    const approved = await payouts.approvePayout({ id: waiting.id, revision: 1, actor: 'bruno', note: 'as agreed' });
    expect(approved).toMatchObject({ state: 'pending', approvedBy: 'bruno' });
    expect(sent()).toBe(2);
    const { events } = await payouts.history(waiting.id);
    expect(events.find(({ type }) => type === 'approved')).toMatchObject({ actor: 'bruno', source: 'person' });
    await store.close();
  });

  test('a large payout needs two people of the right role, one after the other', async () => {
    const { payouts, refusals, sent, store } = await open();
    const { id } = await payouts.createPayout(aRequest({ amount: { amount: '5000.01', currency: 'USDT' } }));

    // Anybody else meets the first rule, and none of the second.
    const one = await payouts.approvePayout({ id, revision: 1, actor: 'bruno' });
    await expect(payouts.approvePayout({ id, revision: 2, actor: 'erik' })).rejects.toMatchObject({
      code: 'payout_state',
    });
    const two = await payouts.approvePayout({ id, revision: 2, actor: 'carla' });
    expect([one.state, two.state, sent()]).toEqual(['awaiting_approval', 'awaiting_approval', 0]);
    expect(await payouts.approvePayout({ id, revision: 3, actor: 'dario' })).toMatchObject({ state: 'pending' });
    expect(await refusals(id)).toEqual([['erik', 'missing_role', 1]]);
    await store.close();
  });

  test('who asked for a payout cannot approve it, however the name is written', async () => {
    const { payouts, refusals, sent, store } = await open();
    const { id } = await payouts.createPayout(aRequest());

    for (const actor of ['anna', ' Anna ', 'ａｎｎａ', 'anna']) {
      await expect(payouts.approvePayout({ id, revision: 1, actor })).rejects.toThrow('Somebody other than');
    }
    expect(sent()).toBe(0);
    expect((await refusals(id)).toSorted()).toEqual([
      [' Anna ', 'own_payout', 1],
      ['anna', 'own_payout', 2],
      ['ａｎｎａ', 'own_payout', 1],
    ]);
    // What was refused takes nothing away from who may.
    expect(await payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).toMatchObject({ state: 'pending' });
    await store.close();
  });

  test('an approval of a revision that is no longer the latest is refused, and so is one that is replayed', async () => {
    const { payouts, refusals, sent, store } = await open();
    const { id } = await payouts.createPayout(aRequest({ amount: { amount: '6000', currency: 'USDT' } }));
    const decision = { id, revision: 1, actor: 'carla' };
    await payouts.approvePayout(decision);

    await expect(payouts.approvePayout(decision)).rejects.toThrow('look again');
    await expect(payouts.approvePayout({ ...decision, revision: 2 })).rejects.toThrow('approved it already');
    await payouts.approvePayout({ id, revision: 2, actor: 'dario' });
    await expect(payouts.approvePayout({ id, revision: 2, actor: 'dario' })).rejects.toMatchObject({
      code: 'payout_state',
    });
    expect(sent()).toBe(1);
    expect((await refusals(id)).toSorted()).toEqual([
      ['carla', 'approved_already', 1],
      ['carla', 'stale_revision', 1],
      ['dario', 'not_waiting', 1],
    ]);
    await store.close();
  });

  test('of approvals at the same moment one counts, and the money goes out once', async () => {
    const { payouts, sent, store } = await open();
    const { id } = await payouts.createPayout(aRequest({ amount: { amount: '6000', currency: 'USDT' } }));
    const results = await Promise.allSettled(
      ['carla', 'dario', 'carla', 'dario'].map((actor) => payouts.approvePayout({ id, revision: 1, actor })),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await payouts.findPayout({ id })).toMatchObject({ state: 'awaiting_approval', revision: 2 });
    const first = (await payouts.findPayout({ id }))?.approval?.given[0]?.actor;
    const other = first === 'carla' ? 'dario' : 'carla';
    const last = await Promise.allSettled(
      Array.from({ length: 4 }, () => payouts.approvePayout({ id, revision: 2, actor: other })),
    );
    expect(last.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(sent()).toBe(1);
    await store.close();
  });

  test('what is changed after an approval is not sent: neither the next approval nor the sender accepts it', async () => {
    const { payouts, refusals, sent, store, worker } = await open();
    const waiting = await payouts.createPayout(aRequest({ amount: { amount: '6000', currency: 'USDT' } }));
    const { id } = waiting;
    const first = await payouts.approvePayout({ id, revision: 1, actor: 'carla' });
    const elsewhere = { ...first.terms, destination: { type: 'crypto_address' as const, address: 'TThief' } };
    const changed = { ...first, revision: 3, terms: elsewhere };
    await store.commit([{ change: 'payout_update', payout: changed }]);

    await expect(payouts.approvePayout({ id, revision: 3, actor: 'dario' })).rejects.toThrow('was approved before');
    const forced = { ...changed, revision: 4, state: 'ready' as const, dueAt: new Date(0) };
    await store.commit([{ change: 'payout_update', payout: forced }]);
    await worker.drain();
    expect(await payouts.findPayout({ id })).toMatchObject({
      state: 'failed',
      failureReason: 'what it says was not approved',
    });
    expect(sent()).toBe(0);
    expect(await refusals(id)).toEqual([['dario', 'changed', 1]]);
    await store.close();
  });

  test('an approval is held to the limits of the day it is given on', async () => {
    const limits = { perPayout: { USDT: '1000' }, perDay: { USDT: '1000' } };
    const { clock, payouts, refusals, sent, store } = await open({ main: { limits } });
    const asked = (reference: string, amount: string) =>
      payouts.createPayout(aRequest({ reference, creator: 'erik', amount: { amount, currency: 'USDT' } }));
    await expect(asked('rent-0', '1000.01')).rejects.toMatchObject({ code: 'invalid_request' });
    const { id } = await payouts.createPayout(aRequest());
    await expect(asked('rent-2', '401')).rejects.toMatchObject({ code: 'not_covered', reason: 'daily_limit' });

    await clock.advance(DAY_MS);
    await asked('rent-3', '401');
    await expect(payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).rejects.toMatchObject({
      code: 'not_covered',
      reason: 'daily_limit',
    });
    expect(await refusals(id)).toEqual([['bruno', 'over_limit', 1]]);

    await clock.advance(DAY_MS);
    expect(await payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).toMatchObject({ state: 'pending' });
    await expect(asked('rent-4', '401')).rejects.toMatchObject({ reason: 'daily_limit' });
    expect(await asked('rent-5', '400')).toMatchObject({ state: 'pending' });
    expect(sent()).toBe(3);
    await store.close();
  });

  test('an approval is held to limits that were tightened since the payout was asked for', async () => {
    const { clock, payouts, refusals, store } = await open();
    const { id } = await payouts.createPayout(aRequest());
    const rules = { main: { limits: { perPayout: { USDT: '100' } } } };
    const tightened = payoutSystem(store, { clock, rules, approvals: POLICY, seed: 2 });

    await expect(tightened.payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).rejects.toThrow('A limit');
    expect(await refusals(id)).toEqual([['bruno', 'over_limit', 1]]);
    await store.close();
  });

  test('a wallet that was blocked meanwhile is not paid, and one is paid no more than its limit in a day', async () => {
    const { payouts, profiles, refusals, store } = await open();
    const { destination } = aRequest();
    const wallet = { client: 'maria', displayName: 'Maria', currency: 'USDT', destination, dailyLimit: '700' };
    const { id: walletProfileId } = await profiles.create(wallet);
    const { id } = await payouts.createPayout(aRequest({ client: 'maria', walletProfileId }));
    const more = { amount: { amount: '100.01', currency: 'USDT' }, client: 'maria', walletProfileId };
    await expect(payouts.createPayout(aRequest({ ...more, reference: 'rent-2' }))).rejects.toMatchObject({
      reason: 'daily_limit',
    });

    await profiles.update(walletProfileId, 1, { status: 'blocked' });
    await expect(payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).rejects.toThrow('cannot be paid');
    expect(await refusals(id)).toEqual([['bruno', 'not_payable', 1]]);
    await store.close();
  });

  test('an approval that the balance does not cover is refused, and the payout goes on waiting', async () => {
    const { ledger, payouts, refusals, store } = await open({ main: { cover: 'ledger' } });
    const { id } = await payouts.createPayout(aRequest());

    await expect(payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).rejects.toMatchObject({
      reason: 'balance',
    });
    expect(await refusals(id)).toEqual([['bruno', 'not_covered', 1]]);
    await ledger.fund({ account: 'main', reference: 'top-up', amount: { amount: '600', currency: 'USDT' } });
    expect(await payouts.approvePayout({ id, revision: 1, actor: 'bruno' })).toMatchObject({ state: 'pending' });
    await store.close();
  });

  test('a payout that nobody approves in time is cancelled by the worker, with an entry, and counts no longer', async () => {
    const { clock, payouts, sent, store, worker } = await open({ main: { limits: { perDay: { USDT: '1000' } } } });
    const { id } = await payouts.createPayout(aRequest());
    await clock.advance(72 * HOUR_MS - 1);
    await worker.drain();
    expect(await payouts.findPayout({ id })).toMatchObject({ state: 'awaiting_approval', revision: 1 });

    await clock.advance(1);
    await worker.drain();
    expect(await payouts.findPayout({ id })).toMatchObject({ state: 'cancelled', status: 'cancelled' });
    const { events } = await payouts.history(id);
    expect(events.at(-1)).toMatchObject({ type: 'approval_expired', actor: 'worker', source: 'job', to: 'cancelled' });
    await clock.advance(DAY_MS);
    expect(sent()).toBe(0);
    await store.close();
  });

  test('what was rejected cannot be brought back', async () => {
    const { payouts, sent, store } = await open();
    const { id } = await payouts.createPayout(aRequest());
    const { revision } = await payouts.rejectPayout({ id, revision: 1, actor: 'carla' });

    await expect(payouts.retryPayout({ id, revision, actor: 'bruno' })).rejects.toThrow('withdrawn');
    expect(sent()).toBe(0);
    await store.close();
  });

  test('what failed waits for approval anew, and not by who asked for it again', async () => {
    const { clock, fake, payouts, sent, store, worker } = await open();
    const { id } = await payouts.createPayout(aRequest());
    await payouts.approvePayout({ id, revision: 1, actor: 'carla' });
    await fake.control.settle('rent-1', 'failed');
    await clock.advance(HOUR_MS);
    await worker.drain();
    const failed = await payouts.findPayout({ id });
    const again = await payouts.retryPayout({ id, revision: failed?.revision ?? 0, actor: 'bruno' });

    expect(again).toMatchObject({ state: 'awaiting_approval', attempt: 2, hold: 'none' });
    expect(again.approval).toMatchObject({ needs: [{ approvals: 1 }], askedBy: ['anna', 'bruno'], given: [] });
    for (const actor of ['anna', 'bruno']) {
      await expect(payouts.approvePayout({ id, revision: again.revision, actor })).rejects.toThrow('Somebody other');
    }
    expect(sent()).toBe(1);
    expect(await payouts.approvePayout({ id, revision: again.revision, actor: 'carla' })).toMatchObject({
      state: 'pending',
    });
    expect(sent()).toBe(2);
    await store.close();
  });
});
