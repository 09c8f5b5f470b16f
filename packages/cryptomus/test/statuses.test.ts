import { MERCHANT_SIGN_PAYMENT_STATUSES, MERCHANT_SIGN_PAYOUT_STATUSES } from '@paymux/merchant-sign';
import { describe, expect, test } from 'vitest';
import { CRYPTOMUS_RECURRENCE_STATUSES } from '../src/recurrence/recurrence-mapping.js';
import { open, PAYMENT, PAYOUT, USD_15 } from './account.js';

const MADE_UP = ['frozen', 'PAID', 'refunded', 'paid ', 'success'];

describe('a payment that the provider calls', () => {
  test.each(MERCHANT_SIGN_PAYMENT_STATUSES.words)('%s reads as the table says', async (word) => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    await simulator.control.settle('order-1', word);
    const { status, exception, refundStatus, final } = {
      exception: undefined,
      refundStatus: undefined,
      final: undefined,
      ...MERCHANT_SIGN_PAYMENT_STATUSES.read(word),
    };
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      providerStatus: word,
      status,
      exception,
      refundStatus,
      final,
    });
  });

  test.each(MERCHANT_SIGN_PAYMENT_STATUSES.words)(
    '%s is as final as its record says, unless it is held',
    async (word) => {
      const { cryptomus, simulator } = await open();
      await cryptomus.payments.createPayment(PAYMENT);
      for (const final of [true, false]) {
        await simulator.control.settle('order-1', word, { final });
        const payment = await cryptomus.payments.findPayment({ reference: 'order-1' });
        expect(payment?.final).toBe(word === 'locked' ? false : final);
      }
    },
  );

  test.each(MADE_UP)('%j is not recognised, whether it is final or not', async (word) => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payments.createPayment(PAYMENT);
    for (const final of [true, false]) {
      await simulator.control.settle('order-1', word, { final });
      expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
        status: 'unrecognised',
        providerStatus: word,
        exception: undefined,
        final,
      });
    }
  });
});

describe('a payout that the provider calls', () => {
  test.each(MERCHANT_SIGN_PAYOUT_STATUSES.words)('%s reads as the table says', async (word) => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payouts.createPayout(PAYOUT);
    await simulator.control.settle('payout-1', word);
    const { status, final } = { final: undefined, ...MERCHANT_SIGN_PAYOUT_STATUSES.read(word) };
    expect(await cryptomus.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({
      providerStatus: word,
      status,
      final,
    });
  });

  test.each(MADE_UP)('%j is not recognised, with a transaction or without', async (word) => {
    const { cryptomus, simulator } = await open();
    await cryptomus.payouts.createPayout(PAYOUT);
    for (const broadcast of [false, true]) {
      await simulator.control.settle('payout-1', word, { final: false, broadcast });
      expect(await cryptomus.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({
        status: 'unrecognised',
        providerStatus: word,
        final: false,
      });
    }
  });
});

describe('a recurring payment that the provider calls', () => {
  const create = { reference: 'plan-7', amount: USD_15, name: 'Membership', period: 'weekly' } as const;

  test.each([
    ['wait_accept', 'pending'],
    ['active', 'active'],
    ['cancel_by_merchant', 'cancelled'],
    ['cancel_by_user', 'cancelled'],
    ...MADE_UP.map((word) => [word, 'unrecognised'] as const),
  ] as const)('%j is %s', async (word, status) => {
    const { cryptomus, simulator } = await open();
    await cryptomus.recurrences.createRecurrence(create);
    await simulator.control.settle('plan-7', word);
    expect(await cryptomus.recurrences.findRecurrence({ reference: 'plan-7' })).toMatchObject({
      providerStatus: word,
      status,
    });
  });

  test('has no other words', () => {
    expect([...CRYPTOMUS_RECURRENCE_STATUSES.words].sort()).toEqual(
      ['active', 'cancel_by_merchant', 'cancel_by_user', 'wait_accept'].sort(),
    );
  });
});
