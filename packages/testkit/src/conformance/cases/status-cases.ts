import assert from 'node:assert/strict';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { present } from '../conformance-world.js';

/** Words that no provider uses, some of which look like words that some do. */
export const MADE_UP: readonly [string, ...string[]] = [
  'frozen_by_moonlight',
  'PAID',
  'SUCCEEDED',
  'success!',
  'Paid',
  '__proto__',
  'constructor',
  'toString',
];

function reading(object: {
  readonly status: string;
  readonly exception?: string | undefined;
  readonly final: boolean;
}): string {
  return [object.status, object.exception, object.final ? 'final' : undefined].filter(Boolean).join(' ');
}

export const STATUS_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'statuses/payments-read-as-declared',
    'every status word of a payment has its declared meaning, exception and finality',
    ['payments'],
    async (world) => {
      const words = Object.entries(present(world.options.statuses.payments, 'status words'));
      const account = await world.open();
      for (const [index, [word, meaning]] of words.entries()) {
        const { providerId } = await account.createPayment({ reference: `order-${String(index)}` });
        await account.gateway.settle(providerId, word);
        const payment = await account.payment(providerId);
        assert.deepEqual([payment.providerStatus, reading(payment)], [word, meaning]);
      }
    },
  ),
  conformanceCase(
    'statuses/payouts-read-as-declared',
    'every status word of a payout has its declared meaning and finality',
    ['payouts'],
    async (world) => {
      const words = Object.entries(present(world.options.statuses.payouts, 'status words'));
      const account = await world.open();
      for (const [index, [word, meaning]] of words.entries()) {
        const payout = await account.createPayout({ reference: `payout-${String(index)}` });
        await account.gateway.settle(payout.providerId, word);
        const found = await account.payout(payout);
        assert.deepEqual([found.providerStatus, reading(found)], [word, meaning]);
      }
    },
  ),
  conformanceCase(
    'statuses/refunds-read-as-declared',
    'every status word of a refund has its declared meaning and finality',
    ['payments', 'refunds', 'findRefund', 'refundStatuses'],
    async (world) => {
      const words = Object.entries(present(world.options.statuses.refunds, 'status words'));
      for (const [word, meaning] of words) {
        const account = await world.open();
        const payment = await account.paidPayment();
        const refund = await account.refunds.createRefund(account.refundRequest(payment.providerId));
        const providerId = present(refund.providerId, 'id');
        await account.gateway.settle(providerId, word);
        const found = present(await account.refunds.findRefund?.({ providerId }), 'refund');
        assert.deepEqual([found.providerStatus, reading(found)], [word, meaning]);
      }
    },
  ),
  conformanceCase(
    'statuses/unknown-words-of-payments-are-unrecognised',
    'a status word of a payment that nobody has mapped is unrecognised: no success, no failure',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const { providerId } = await account.createPayment();
      for (const word of world.options.statuses.madeUp ?? MADE_UP) {
        await account.gateway.settle(providerId, word);
        const { exception, providerStatus, status } = await account.payment(providerId);
        assert.deepEqual([providerStatus, status, exception], [word, 'unrecognised', undefined]);
      }
    },
  ),
  conformanceCase(
    'statuses/unknown-words-of-payouts-are-unrecognised',
    'a status word of a payout that nobody has mapped is unrecognised: no success, no failure',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const payout = await account.createPayout();
      for (const word of world.options.statuses.madeUp ?? MADE_UP) {
        await account.gateway.settle(payout.providerId, word);
        const { providerStatus, status } = await account.payout(payout);
        assert.deepEqual([providerStatus, status], [word, 'unrecognised']);
      }
    },
  ),
  conformanceCase(
    'statuses/unknown-words-of-refunds-are-unrecognised',
    'a status word of a refund that nobody has mapped is unrecognised: no success, no failure',
    ['payments', 'refunds', 'findRefund', 'refundStatuses'],
    async (world) => {
      const account = await world.open();
      const payment = await account.paidPayment();
      const refund = await account.refunds.createRefund(account.refundRequest(payment.providerId));
      const providerId = present(refund.providerId, 'id');
      for (const word of world.options.statuses.madeUp ?? MADE_UP) {
        await account.gateway.settle(providerId, word);
        assert.equal((await account.refunds.findRefund?.({ providerId }))?.status, 'unrecognised');
      }
    },
  ),
];
