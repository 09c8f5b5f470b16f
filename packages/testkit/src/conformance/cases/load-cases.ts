import assert from 'node:assert/strict';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';

const HUNDRED = Array.from({ length: 100 }, (_, index) => `ref-${String(index)}`);

export const LOAD_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'load/a-hundred-payments-each-get-their-own-answer',
    'a hundred payments at once each get their own answer',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const payments = await Promise.all(HUNDRED.map((reference) => account.createPayment({ reference })));
      assert.deepEqual(
        payments.map(({ reference }) => reference),
        HUNDRED,
      );
      assert.equal(new Set(payments.map(({ providerId }) => providerId)).size, HUNDRED.length);
      assert.equal(account.gateway.payments().length, HUNDRED.length);
    },
  ),
  conformanceCase(
    'load/a-hundred-payouts-each-move-money-once',
    'a hundred payouts at once each move money once',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const payouts = await Promise.all(HUNDRED.map((reference) => account.createPayout({ reference })));
      assert.deepEqual(
        payouts.map(({ reference }) => reference),
        HUNDRED,
      );
      assert.equal(await account.moved('payout'), HUNDRED.length);
    },
  ),
  conformanceCase(
    'load/a-hundred-times-the-same-payout-moves-money-once',
    'the same payout a hundred times at once moves money once',
    ['payouts', 'repeatablePayouts'],
    async (world) => {
      const account = await world.open();
      const settled = await Promise.allSettled(HUNDRED.map(() => account.createPayout()));
      assert.ok(settled.some(({ status }) => status === 'fulfilled'));
      assert.equal(account.gateway.payouts().length, 1);
      assert.equal(await account.moved('payout'), 1);
    },
  ),
  conformanceCase(
    'load/a-hundred-payouts-through-bad-answers-move-money-once-each',
    'a hundred payouts at once through answers that go wrong move money once each, when those in doubt are asked for again',
    ['payouts', 'repeatablePayouts'],
    async (world) => {
      const account = await world.open();
      const target = account.callOf('createPayout');
      for (const kind of ['reset-after', 'server-error', 'half-body', 'rate-limit', 'reset-before'] as const) {
        account.gateway.fault({ ...target, kind, times: 15 });
      }
      const settled = await Promise.allSettled(HUNDRED.map((reference) => account.createPayout({ reference })));
      account.gateway.clearFaults();
      for (const [index, { status }] of settled.entries()) {
        if (status === 'rejected') await account.createPayout({ reference: HUNDRED[index] ?? '' });
      }
      assert.equal(await account.moved('payout'), HUNDRED.length);
    },
  ),
];
