import assert from 'node:assert/strict';
import { compareDecimals } from '@paymux/core';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { present } from '../conformance-world.js';
import { assertFrozen, freezeDeep } from './assertions.js';

export const REFUND_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'refunds/pay-everything-back',
    'a refund without an amount pays everything back, once',
    ['refunds', 'payments'],
    async (world) => {
      const account = await world.open();
      const payment = await account.paidPayment();
      const refund = await account.refunds.createRefund(account.refundRequest(payment.providerId));
      assert.equal(refund.provider, world.options.provider);
      assert.equal(refund.paymentId, payment.providerId);
      assert.equal(refund.reference, 'refund-1');
      assert.ok(refund.status === 'pending' || refund.status === 'succeeded');
      const moved = await account.movements('refund');
      assert.equal(moved.length, 1);
      assert.equal(compareDecimals(moved[0]?.amount ?? '', account.paymentRequest().amount.amount), 0);
    },
  ),
  conformanceCase(
    'refunds/pay-a-part-back',
    'a refund of a part pays that part back, and a second one another',
    ['refunds', 'payments', 'partialRefunds'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment();
      const amount = present(world.options.refunds?.part, 'part');
      for (const reference of ['refund-1', 'refund-2']) {
        const refund = await account.refunds.createRefund(account.refundRequest(providerId, { reference, amount }));
        assert.equal(compareDecimals(present(refund.amount, 'amount').amount, amount.amount), 0);
        // Some providers carry out one refund of a payment at a time.
        await account.gateway.finish();
      }
      const moved = await account.movements('refund');
      assert.deepEqual(
        moved.map((transfer) => compareDecimals(transfer.amount, amount.amount)),
        [0, 0],
      );
    },
  ),
  conformanceCase(
    'refunds/never-pay-back-more-than-came',
    'a refund of more than came is refused and moves nothing',
    ['refunds', 'payments', 'partialRefunds'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment();
      const { amount } = account.paymentRequest();
      const tooMuch = { ...amount, amount: `9${amount.amount}` };
      const error = await account.failureOf(() =>
        account.refunds.createRefund(account.refundRequest(providerId, { amount: tooMuch })),
      );
      assert.equal(error.outcome, 'rejected');
      assert.equal(await account.moved('refund'), 0);
    },
  ),
  conformanceCase(
    'refunds/move-money-once-under-one-reference',
    'the same refund asked for twice moves money once',
    ['refunds', 'payments', 'repeatableRefunds', 'partialRefunds'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment();
      const request = account.refundRequest(providerId, { amount: world.options.refunds?.part });
      const first = await account.refunds.createRefund(request);
      assert.equal((await account.refunds.createRefund(request)).providerId, first.providerId);
      assert.equal(await account.moved('refund'), 1);
    },
  ),
  conformanceCase(
    'refunds/conflict-under-a-used-reference',
    'another refund under a used reference is a conflict, and moves nothing',
    ['refunds', 'payments', 'repeatableRefunds', 'partialRefunds'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment();
      await account.refunds.createRefund(account.refundRequest(providerId, { amount: world.options.refunds?.part }));
      const error = await account.failureOf(() => account.refunds.createRefund(account.refundRequest(providerId)));
      assert.deepEqual([error.code, error.outcome], ['reference_conflict', 'unknown']);
      assert.equal(await account.moved('refund'), 1);
    },
  ),
  conformanceCase(
    'refunds/of-an-unpaid-payment-move-nothing',
    'a refund of a payment that nobody has paid fails and moves nothing',
    ['refunds', 'payments'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayment();
      const error = await account.failureOf(() => account.refunds.createRefund(account.refundRequest(providerId)));
      assert.notEqual(error.outcome, 'unknown');
      assert.equal(await account.moved('refund'), 0);
    },
  ),
  conformanceCase(
    'refunds/are-found',
    'a refund is found by its id and by its reference; another is not',
    ['refunds', 'payments', 'findRefund'],
    async (world) => {
      const account = await world.open();
      const { providerId: paymentId } = await account.paidPayment();
      const refund = await account.refunds.createRefund(account.refundRequest(paymentId));
      const find = present(account.refunds.findRefund, 'findRefund');
      const providerId = present(refund.providerId, 'id');
      for (const query of [{ providerId }, { reference: 'refund-1' }]) {
        const found = present(await find(query), 'refund');
        assert.deepEqual([found.providerId, found.reference, found.paymentId], [providerId, 'refund-1', paymentId]);
      }
      assert.equal(await find({ reference: 'refund-2' }), undefined);
    },
  ),
  conformanceCase(
    'refunds/are-listed',
    'a list of refunds gives each of them, and those of one payment alone when asked to',
    ['refunds', 'payments', 'listRefunds'],
    async (world) => {
      const account = await world.open();
      const list = present(account.refunds.listRefunds, 'listRefunds');
      const references = async (query: Parameters<typeof list>[0]) => {
        const found: (string | undefined)[] = [];
        for await (const { reference } of list(query)) found.push(reference);
        return found.sort();
      };
      assert.deepEqual(await references({}), []);
      const first = await account.paidPayment();
      const second = await account.paidPayment({ reference: 'order-2' });
      await account.refunds.createRefund(account.refundRequest(first.providerId));
      await account.refunds.createRefund(account.refundRequest(second.providerId, { reference: 'refund-2' }));
      assert.deepEqual(await references({}), ['refund-1', 'refund-2']);
      assert.deepEqual(await references({ paymentId: second.providerId }), ['refund-2']);
    },
  ),
  conformanceCase(
    'refunds/answers-are-frozen',
    'answers about refunds are frozen, and requests are left as they were',
    ['refunds', 'payments'],
    async (world) => {
      const account = await world.open();
      const request = account.refundRequest((await account.paidPayment()).providerId);
      const copy = structuredClone(request);
      assertFrozen(await account.refunds.createRefund(freezeDeep(request)));
      assert.deepEqual(request, copy);
    },
  ),
];
