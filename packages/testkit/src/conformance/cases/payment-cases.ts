import assert from 'node:assert/strict';
import { compareDecimals, isPositive, type Payment } from '@paymux/core';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { present } from '../conformance-world.js';
import { assertExactOnTheWire, assertFrozen, freezeDeep } from './assertions.js';

function facts({ amount, provider, providerId, reference }: Payment) {
  return { amount, provider, providerId, reference };
}

export const PAYMENT_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'payments/tells-what-was-opened',
    'opening a payment tells its provider, id, reference and amount, and that nothing has come yet',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const request = account.paymentRequest();
      const payment = await account.payments.createPayment(request);
      assert.equal(payment.provider, world.options.provider);
      assert.equal(payment.providerId, account.gateway.payments()[0]?.id);
      assert.equal(payment.reference, 'order-1');
      assert.equal(payment.amount.currency, request.amount.currency);
      assert.equal(compareDecimals(payment.amount.amount, request.amount.amount), 0);
      assert.ok(['pending', 'requires_action', 'processing'].includes(payment.status));
      assert.deepEqual([payment.final, payment.exception], [false, undefined]);
      assert.equal(payment.providerStatus, String(account.gateway.payments()[0]?.status));
      if (payment.receivedAmount !== undefined) assert.ok(!isPositive(payment.receivedAmount));
    },
  ),
  conformanceCase(
    'payments/gives-the-payer-a-way-to-pay',
    'a payment gives the payer a page, an address or an action',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const { checkoutUrl, deposit, nextAction } = await account.createPayment();
      assert.ok(checkoutUrl !== undefined || deposit !== undefined || nextAction !== undefined);
      if (checkoutUrl !== undefined) assert.match(new URL(checkoutUrl).protocol, /^https?:$/);
    },
  ),
  conformanceCase(
    'payments/carries-amounts-exactly',
    'amounts of payments come back as they went, to the last digit, at the edges of what the wire carries',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const asked: string[] = [];
      for (const [index, changes] of present(world.options.payments, 'samples').exact.entries()) {
        const request = account.paymentRequest({ ...changes, reference: `order-${String(index)}` });
        asked.push(request.amount.amount);
        const { amount, providerId } = await account.payments.createPayment(request);
        assert.equal(amount.currency, request.amount.currency);
        assert.equal(
          compareDecimals(amount.amount, request.amount.amount),
          0,
          JSON.stringify([amount, request.amount]),
        );
        const found = await account.payment(providerId);
        assert.equal(compareDecimals(found.amount.amount, request.amount.amount), 0);
      }
      assertExactOnTheWire(account, asked);
    },
  ),
  conformanceCase(
    'payments/are-found-by-their-id',
    'a payment is found by the provider’s id',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const payment = await account.createPayment();
      await account.createPayment({ reference: 'order-2' });
      assert.deepEqual(facts(await account.payment(payment.providerId)), facts(payment));
    },
  ),
  conformanceCase(
    'payments/are-found-by-their-reference',
    'a payment is found by its reference, by whatever way the capabilities declare',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const { lookup } = present(account.provider.capabilities.operations['createPayment'], 'capability');
      const payment = await account.createPayment();
      await account.createPayment({ reference: 'order-10' });
      if (lookup === 'id' || lookup === 'none') return;
      const found = await account.payments.findPayment({ reference: 'order-1' });
      assert.deepEqual(facts(present(found, 'payment')), facts(payment));
    },
  ),
  conformanceCase(
    'payments/not-found-is-undefined',
    'a payment that the provider does not know is not found, which is no error',
    ['payments'],
    async (world) => {
      const account = await world.open();
      await account.createPayment();
      for (const reference of ['order-2', 'order-', 'order-11', 'ORDER-1']) {
        assert.equal(await account.payments.findPayment({ reference }), undefined);
      }
      const { providerId } = await account.createPayment({ reference: 'order-3' });
      const last = providerId.at(-1) === '0' ? '1' : '0';
      assert.equal(await account.payments.findPayment({ providerId: `${providerId.slice(0, -1)}${last}` }), undefined);
    },
  ),
  conformanceCase(
    'payments/are-one-under-one-reference',
    'the same payment asked for twice is one payment',
    ['payments', 'repeatablePayments'],
    async (world) => {
      const account = await world.open();
      const first = await account.createPayment();
      const second = await account.createPayment();
      assert.deepEqual(facts(second), facts(first));
      assert.equal(account.gateway.payments().length, 1);
    },
  ),
  conformanceCase(
    'payments/conflict-under-a-used-reference',
    'another payment under a used reference is a conflict that names both, and opens nothing',
    ['payments', 'repeatablePayments'],
    async (world) => {
      const { others } = present(world.options.payments, 'samples');
      assert.ok(Object.keys(others).length > 0);
      for (const [field, changes] of Object.entries(others)) {
        const account = await world.open();
        await account.createPayment();
        const error = await account.failureOf(() => account.createPayment(changes));
        assert.deepEqual([error.code, error.outcome], ['reference_conflict', 'unknown'], `${field}: ${error.code}`);
        assert.equal((error as { readonly reference?: unknown }).reference, 'order-1');
        assert.equal(account.gateway.payments().length, 1);
      }
    },
  ),
  conformanceCase(
    'payments/succeed-when-paid',
    'a payment succeeds when the whole amount has come',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment();
      const payment = await account.payment(providerId);
      assert.deepEqual([payment.status, payment.exception, payment.final], ['succeeded', undefined, true]);
      assert.equal(await account.moved('payment'), 1);
    },
  ),
  conformanceCase(
    'payments/tell-too-little',
    'a payment that got too little says so, and how much came',
    ['payments', 'shortPayments'],
    async (world) => {
      const account = await world.open();
      const amount = present(world.options.payments?.arrivals?.under, 'amount');
      const { providerId } = await account.createPayment();
      await account.gateway.pay(providerId, { amount });
      const payment = await account.payment(providerId);
      assert.equal(payment.exception, 'underpaid');
      assert.equal(compareDecimals(present(payment.receivedAmount, 'received amount').amount, amount), 0);
    },
  ),
  conformanceCase(
    'payments/tell-too-much',
    'a payment that got too much has succeeded and says so, and how much came',
    ['payments', 'excessPayments'],
    async (world) => {
      const account = await world.open();
      const amount = present(world.options.payments?.arrivals?.over, 'amount');
      const { providerId } = await account.createPayment();
      await account.gateway.pay(providerId, { amount });
      const payment = await account.payment(providerId);
      assert.deepEqual([payment.status, payment.exception], ['succeeded', 'overpaid']);
      assert.equal(compareDecimals(present(payment.receivedAmount, 'received amount').amount, amount), 0);
    },
  ),
  conformanceCase(
    'payments/tell-money-that-came-late',
    'money that comes after expiry is told, whatever became of the payment',
    ['payments', 'latePayments'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayment();
      await account.gateway.pay(providerId, { late: true });
      const payment = await account.payment(providerId);
      assert.ok(isPositive(present(payment.receivedAmount, 'received amount')));
    },
  ),
  conformanceCase(
    'payments/are-confirmed',
    'confirming a payment takes the money, once under one key',
    ['payments', 'confirmPayment'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayment();
      const request = { providerId, idempotencyKey: 'confirm-1' };
      for (let time = 0; time < 2; time += 1) {
        const payment = await present(account.payments.confirmPayment, 'confirmPayment')(request);
        assert.deepEqual([payment.providerId, payment.status], [providerId, 'succeeded']);
      }
      assert.equal(await account.moved('payment'), 1);
    },
  ),
  conformanceCase(
    'payments/are-captured',
    'money that was authorized is taken by capturing, not before, and once under one key',
    ['payments', 'capturePayment'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment({ capture: 'manual' });
      assert.equal((await account.payment(providerId)).status, 'authorized');
      assert.equal(await account.moved('payment'), 0);
      for (let time = 0; time < 2; time += 1) {
        const capture = present(account.payments.capturePayment, 'capturePayment');
        assert.equal((await capture({ providerId, idempotencyKey: 'capture-1' })).status, 'succeeded');
      }
      assert.equal(await account.moved('payment'), 1);
    },
  ),
  conformanceCase(
    'payments/are-cancelled',
    'a cancelled payment is over and takes no money',
    ['payments', 'cancelPayment'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayment();
      const cancel = present(account.payments.cancelPayment, 'cancelPayment');
      const payment = await cancel({ providerId, idempotencyKey: 'cancel-1' });
      assert.deepEqual([payment.providerId, payment.status, payment.final], [providerId, 'cancelled', true]);
      assert.equal(await account.moved('payment'), 0);
    },
  ),
  conformanceCase(
    'payments/changing-what-is-over-fails',
    'cancelling a payment that has succeeded fails, and it stays paid',
    ['payments', 'cancelPayment'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.paidPayment();
      const cancel = present(account.payments.cancelPayment, 'cancelPayment');
      const error = await account.failureOf(() => cancel({ providerId }));
      // Whether an earlier cancellation caused the state cannot be told from the answer.
      assert.ok(error.outcome === 'unknown' || error.outcome === 'rejected');
      assert.equal((await account.payment(providerId)).status, 'succeeded');
    },
  ),
  conformanceCase(
    'payments/answers-are-frozen',
    'answers about payments are frozen, and requests are left as they were',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const request = account.paymentRequest({ metadata: { note: 'a' } });
      const copy = structuredClone(request);
      const payment = await account.payments.createPayment(freezeDeep(request));
      assert.deepEqual(request, copy);
      assertFrozen(payment);
      assertFrozen(await account.payment(payment.providerId));
    },
  ),
  conformanceCase(
    'payments/survive-a-request-changed-meanwhile',
    'a request that its caller changes while the call is under way is sent as it was',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const { amount } = account.paymentRequest();
      const request = { ...account.paymentRequest(), reference: 'order-1', amount: { ...amount } };
      const call = account.payments.createPayment(request);
      request.reference = 'order-2';
      request.amount.amount = '1';
      const payment = await call;
      assert.equal(payment.reference, 'order-1');
      assert.equal(compareDecimals(payment.amount.amount, amount.amount), 0);
    },
  ),
];
