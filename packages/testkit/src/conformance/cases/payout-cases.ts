import assert from 'node:assert/strict';
import { compareDecimals, type Payout } from '@paymux/core';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { present } from '../conformance-world.js';
import { assertExactOnTheWire, assertFrozen, freezeDeep } from './assertions.js';

function facts({ amount, provider, providerId, reference }: Payout) {
  return { amount, provider, providerId, reference };
}

export const PAYOUT_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'payouts/tell-what-was-opened',
    'opening a payout tells its provider, id, reference and amount, and that it is not over',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const request = account.payoutRequest();
      const payout = await account.payouts.createPayout(request);
      assert.equal(payout.provider, world.options.provider);
      assert.equal(payout.providerId, account.gateway.payouts()[0]?.id);
      assert.equal(payout.reference, 'payout-1');
      assert.equal(payout.amount.currency, request.amount.currency);
      assert.equal(compareDecimals(payout.amount.amount, request.amount.amount), 0);
      assert.deepEqual([payout.status, payout.final], ['pending', false]);
      assert.equal(payout.providerStatus, String(account.gateway.payouts()[0]?.status));
    },
  ),
  conformanceCase(
    'payouts/move-the-money-once',
    'a payout that was carried out is confirmed, final, and in the books once with its amount',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const request = account.payoutRequest(
        world.options.payouts?.request.feeFrom === undefined ? {} : { feeFrom: 'balance' },
      );
      const { providerId } = await account.payouts.createPayout(request);
      const moved = await account.movements('payout');
      assert.deepEqual(
        moved.map(({ currency }) => currency),
        [request.amount.currency],
      );
      assert.equal(compareDecimals(moved[0]?.amount ?? '', request.amount.amount), 0);
      const payout = await account.payout({ providerId });
      assert.deepEqual([payout.status, payout.final], ['confirmed', true]);
    },
  ),
  conformanceCase(
    'payouts/carry-amounts-exactly',
    'amounts of payouts reach the books as they were asked for, to the last digit',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const requests = present(world.options.payouts, 'samples').exact.map((changes, index) =>
        account.payoutRequest({ ...changes, reference: `payout-${String(index)}` }),
      );
      for (const request of requests) {
        const payout = await account.payouts.createPayout(request);
        assert.equal(compareDecimals(payout.amount.amount, request.amount.amount), 0, JSON.stringify(payout.amount));
      }
      const moved = await account.movements('payout');
      assert.deepEqual(
        moved.map(({ amount }, index) => compareDecimals(amount, requests[index]?.amount.amount ?? '0')),
        requests.map(() => 0),
      );
      assertExactOnTheWire(
        account,
        requests.map(({ amount }) => amount.amount),
      );
    },
  ),
  conformanceCase(
    'payouts/take-the-fee-from-where-it-was-asked',
    'a fee from the balance leaves the receiver the whole amount, a fee from the amount leaves less',
    ['payouts', 'payoutFees'],
    async (world) => {
      const account = await world.open();
      const { amount } = account.payoutRequest();
      await account.createPayout({ reference: 'payout-1', feeFrom: 'balance' });
      await account.createPayout({ reference: 'payout-2', feeFrom: 'amount' });
      const [whole, rest] = await account.movements('payout');
      assert.equal(compareDecimals(whole?.amount ?? '', amount.amount), 0);
      assert.equal(compareDecimals(rest?.amount ?? '', amount.amount), -1);
    },
  ),
  conformanceCase(
    'payouts/carry-the-memo',
    'the memo of a payout reaches the provider, and no other comes back',
    ['payouts', 'payoutMemo'],
    async (world) => {
      const account = await world.open();
      const request = account.payoutRequest(world.options.payouts?.memo);
      const memo = present(request.memo, 'memo');
      const { providerId } = await account.payouts.createPayout(request);
      assert.ok(account.gateway.requests().some(({ text }) => text.includes(JSON.stringify(memo))));
      // Not every provider tells the memo; one that does tells this one.
      assert.ok([memo, undefined].includes((await account.payout({ providerId })).memo));
    },
  ),
  conformanceCase(
    'payouts/conflict-over-the-memo',
    'a payout under a used reference with another memo, or with none, is a conflict',
    ['payouts', 'payoutMemo', 'repeatablePayouts'],
    async (world) => {
      const account = await world.open();
      const request = account.payoutRequest(world.options.payouts?.memo);
      await account.payouts.createPayout(request);
      for (const memo of [`${request.memo ?? ''}2`, undefined]) {
        const error = await account.failureOf(() => account.payouts.createPayout({ ...request, memo }));
        assert.deepEqual([error.code, error.outcome], ['reference_conflict', 'unknown']);
      }
      assert.equal(await account.moved('payout'), 1);
    },
  ),
  conformanceCase(
    'payouts/are-found-by-their-id',
    'a payout is found by the provider’s id',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const payout = await account.createPayout();
      await account.createPayout({ reference: 'payout-2' });
      const found = await account.payout(payout);
      // Where the wire leaves the reference out, an id alone does not bring it back.
      assert.deepEqual(facts({ ...found, reference: found.reference ?? 'payout-1' }), facts(payout));
    },
  ),
  conformanceCase(
    'payouts/are-found-by-their-reference',
    'a payout is found by its reference, by whatever way the capabilities declare',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const { lookup } = present(account.provider.capabilities.operations['createPayout'], 'capability');
      const payout = await account.createPayout();
      await account.createPayout({ reference: 'payout-10' });
      if (lookup === 'id' || lookup === 'none') return;
      const found = await account.payouts.findPayout({ reference: 'payout-1' });
      assert.deepEqual(facts(present(found, 'payout')), facts(payout));
    },
  ),
  conformanceCase(
    'payouts/are-found-by-a-long-reference',
    'a payout is found by a reference of a hundred characters, by whatever way the capabilities declare',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const { longReferences, lookup } = present(
        account.provider.capabilities.operations['createPayout'],
        'capability',
      );
      const reference = 'p'.repeat(100);
      const payout = await account.createPayout({ reference });
      assert.equal(payout.reference, reference);
      if (['id', 'none'].includes(longReferences?.lookup ?? lookup)) return;
      assert.equal((await account.payouts.findPayout({ reference }))?.providerId, payout.providerId);
    },
  ),
  conformanceCase(
    'payouts/not-found-is-undefined',
    'a payout that the provider does not know is not found, which is no error',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayout();
      for (const reference of ['payout-2', 'payout-', 'payout-11', 'PAYOUT-1']) {
        assert.equal(await account.payouts.findPayout({ reference }), undefined);
      }
      const last = providerId.at(-1) === '0' ? '1' : '0';
      assert.equal(await account.payouts.findPayout({ providerId: `${providerId.slice(0, -1)}${last}` }), undefined);
    },
  ),
  conformanceCase(
    'payouts/move-money-once-under-one-reference',
    'the same payout asked for twice is one payout and moves money once',
    ['payouts', 'repeatablePayouts'],
    async (world) => {
      const account = await world.open();
      const first = await account.createPayout();
      assert.deepEqual(facts(await account.createPayout()), facts(first));
      assert.equal(await account.moved('payout'), 1);
    },
  ),
  conformanceCase(
    'payouts/conflict-under-a-used-reference',
    'another payout under a used reference is a conflict, and moves nothing',
    ['payouts', 'repeatablePayouts'],
    async (world) => {
      const { others } = present(world.options.payouts, 'samples');
      assert.ok(Object.keys(others).length > 0);
      for (const [field, changes] of Object.entries(others)) {
        const account = await world.open();
        await account.createPayout();
        const error = await account.failureOf(() => account.createPayout(changes));
        assert.deepEqual([error.code, error.outcome], ['reference_conflict', 'unknown'], `${field}: ${error.code}`);
        assert.equal(account.gateway.payouts().length, 1);
        assert.equal(await account.moved('payout'), 1);
      }
    },
  ),
  conformanceCase(
    'payouts/are-cancelled',
    'a cancelled payout is over and moves nothing',
    ['payouts', 'cancelPayout'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayout();
      const cancel = present(account.payouts.cancelPayout, 'cancelPayout');
      const payout = await cancel({ providerId, idempotencyKey: 'cancel-1' });
      assert.deepEqual([payout.providerId, payout.status, payout.final], [providerId, 'cancelled', true]);
      assert.equal(account.gateway.transfers().length, 0);
    },
  ),
  conformanceCase(
    'payouts/cancelling-what-is-done-fails',
    'cancelling a payout that was carried out fails, and it stays confirmed',
    ['payouts', 'cancelPayout'],
    async (world) => {
      const account = await world.open();
      const payout = await account.createPayout();
      await account.gateway.finish();
      const cancel = present(account.payouts.cancelPayout, 'cancelPayout');
      const error = await account.failureOf(() => cancel({ providerId: payout.providerId }));
      assert.ok(error.outcome === 'unknown' || error.outcome === 'rejected');
      assert.equal((await account.payout(payout)).status, 'confirmed');
    },
  ),
  conformanceCase(
    'payouts/answers-are-frozen',
    'answers about payouts are frozen, and requests are left as they were',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const request = account.payoutRequest();
      const copy = structuredClone(request);
      const payout = await account.payouts.createPayout(freezeDeep(request));
      assert.deepEqual(request, copy);
      assertFrozen(payout);
      assertFrozen(await account.payout(payout));
    },
  ),
];
