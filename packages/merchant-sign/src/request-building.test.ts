import type { Operation } from '@paymux/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setDiscount } from './account/discounts.js';
import { listExchangeRates } from './account/exchange-rates.js';
import { createPayment } from './payment/create-payment.js';
import { getPaymentQrCode, getStaticWalletQrCode, resendWebhook } from './payment/payment-extras.js';
import { createPayout } from './payout/create-payout.js';
import { createRefund } from './refund/create-refund.js';
import { dateFilter } from './time.js';
import { transfer } from './transfer/transfers.js';
import { blockStaticWallet, createStaticWallet, refundBlockedWallet } from './wallet/static-wallets.js';
import { sendTestWebhook } from './webhook/test-webhooks.js';

const CONTEXT = { baseUrl: 'https://api.example.com' };
const RUNS = { seed: 20_260_520, numRuns: 500 };

type Anything = Readonly<Record<string, unknown>>;

/** The calls that no common contract checks first: they see whatever a caller passes. With the fields they take. */
const OWN: readonly (readonly [
  name: string,
  operation: Operation<never, unknown, unknown>,
  fields: readonly string[],
])[] = [
  ['blockStaticWallet', blockStaticWallet, ['walletId', 'reference', 'refundIncoming']],
  ['createStaticWallet', createStaticWallet, ['reference', 'currency', 'network', 'webhookUrl']],
  ['getPaymentQrCode', getPaymentQrCode, ['providerId']],
  ['getStaticWalletQrCode', getStaticWalletQrCode, ['walletId']],
  ['listExchangeRates', listExchangeRates, ['currency']],
  ['refundBlockedWallet', refundBlockedWallet, ['walletId', 'reference', 'address']],
  ['resendWebhook', resendWebhook, ['providerId', 'reference']],
  ['sendTestWebhook', sendTestWebhook('payment'), ['webhookUrl', 'currency', 'network', 'providerStatus']],
  ['setDiscount', setDiscount, ['currency', 'network', 'percent']],
  ['transfer', transfer('/v1/transfer/to-business'), ['reference', 'amount']],
];

const amountText = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.stringMatching(/^\d{0,8}$/))
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${String(whole)}.${fraction}`));
const currency = fc.constantFrom('USD', 'usdt', 'BTC', 'TON', 'NEWCOIN');
const money = fc.record({ amount: amountText, currency });
const reference = fc.stringMatching(/^[A-Za-z0-9_-]{1,100}$/);
const address = fc.constantFrom('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', '0x52908400098527886E0F7030069857D2E4169EE7');
const network = fc.constantFrom('tron', 'BSC', 'ton', 'new-network');
const anything = fc.anything({ maxDepth: 2, withNullPrototype: true });
const mostly = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: anything });

const field = (name: string): fc.Arbitrary<unknown> =>
  ({
    reference: mostly(reference),
    walletId: mostly(fc.uuid()),
    providerId: mostly(fc.uuid()),
    currency: mostly(currency),
    network: mostly(network),
    amount: mostly(money),
    percent: mostly(fc.integer({ min: -99, max: 100 })),
    address: mostly(address),
    webhookUrl: mostly(fc.constant('https://shop.example/hook')),
  })[name] ?? anything;

function requestWith(names: readonly string[]): fc.Arbitrary<unknown> {
  const given = fc.record(Object.fromEntries(names.map((name) => [name, field(name)])), { requiredKeys: [] });
  return fc.oneof({ weight: 9, arbitrary: given }, { weight: 1, arbitrary: anything });
}

describe('whatever a caller passes,', () => {
  test.each(OWN)('%s names its problems or builds its body, and never stumbles', (_name, operation, names) => {
    let built = 0;
    fc.assert(
      fc.property(requestWith(names), (given) => {
        const problems = operation.check?.(given as never, CONTEXT) ?? [];
        for (const { path, message } of problems) {
          expect([typeof path, typeof message]).toEqual(['string', 'string']);
        }
        if (problems.length > 0) return;
        const body: unknown = operation.build?.(given as never);
        if (typeof operation.path === 'function') operation.path(given as never);
        JSON.stringify(body);
        built += 1;
      }),
      RUNS,
    );
    expect(built).toBeGreaterThan(20);
  });
});

describe('a request that passed its check', () => {
  const own = fc.record(
    {
      toCurrency: mostly(currency),
      acceptsRest: mostly(fc.boolean()),
      payerFeePercent: mostly(fc.integer({ min: 0, max: 100 })),
      toleratedShortfallPercent: mostly(fc.double({ min: 0, max: 5, noNaN: true })),
      currencies: mostly(fc.array(fc.record({ currency, network }, { requiredKeys: ['currency'] }))),
      exceptCurrencies: mostly(fc.array(anything)),
      rateSource: mostly(fc.constantFrom('Binance', 'Exmo')),
      priority: mostly(fc.constantFrom('high', 'economy')),
      fromCurrency: mostly(fc.constant('USDT')),
      refresh: mostly(fc.boolean()),
    },
    { requiredKeys: [] },
  );
  const common = {
    reference,
    amount: money,
    network: fc.option(network, { nil: undefined }),
    webhookUrl: fc.option(fc.webUrl({ validSchemes: ['https'] }), { nil: undefined }),
    own: fc.option(mostly(own), { nil: undefined, freq: 1 }),
  };
  const optionsOf = (given: object): never => (given as { readonly own: never }).own;

  function sentBy(operation: Operation<never, unknown, unknown>, given: object): Anything | undefined {
    if ((operation.check?.(given as never, CONTEXT) ?? []).length > 0) return undefined;
    return JSON.parse(JSON.stringify(operation.build?.(given as never))) as Anything;
  }

  function expectExactAmounts(operation: Operation<never, unknown, unknown>, requests: fc.Arbitrary<object>): number {
    let sent = 0;
    fc.assert(
      fc.property(requests, (given) => {
        const body = sentBy(operation, given);
        if (body === undefined) return;
        sent += 1;
        const { amount } = given as { readonly amount: { readonly amount: string; readonly currency: string } };
        expect(body['amount']).toBe(amount.amount);
        expect(body['currency']).toBe(amount.currency.toUpperCase());
        expect(Object.values(body)).not.toContain(undefined);
        expect(Object.values(body)).not.toContain(null);
      }),
      { ...RUNS, numRuns: 2_000 },
    );
    return sent;
  }

  test('for a payment is written, with the very text of its amount', () => {
    const payment = fc.record({
      ...common,
      metadata: fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined }),
      expiresInSeconds: fc.option(fc.integer({ min: 200, max: 50_000 }), { nil: undefined }),
    });
    expect(expectExactAmounts(createPayment({ provider: 'cryptomus', optionsOf }), payment)).toBeGreaterThan(50);
  });

  test('for a payout is written, with the very text of its amount', () => {
    const payout = fc.record({
      ...common,
      feeFrom: fc.constantFrom('balance', 'amount'),
      memo: fc.option(fc.string({ maxLength: 40 }), { nil: undefined, freq: 1 }),
      destination: fc.record({ type: fc.constant('crypto_address'), address }),
    });
    expect(expectExactAmounts(createPayout({ provider: 'cryptomus', optionsOf }), payout)).toBeGreaterThan(50);
  });

  test('for a refund is written, with the very text of its amount', () => {
    const refund = fc.record({
      reference,
      paymentId: fc.uuid(),
      amount: money,
      feeFrom: fc.constantFrom('balance', 'amount'),
      destination: fc.record({ type: fc.constant('crypto_address'), address }),
    });
    const operation = createRefund({ provider: 'heleket', partial: true });
    fc.assert(
      fc.property(refund, (given) => {
        const body = sentBy(operation, given);
        if (body !== undefined) expect(body['amount']).toBe(given.amount.amount);
      }),
      RUNS,
    );
  });
});

test('a listing is asked for between any two instants', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), fc.date({ noInvalidDate: true }), (createdFrom, createdTo) => {
      for (const text of Object.values(dateFilter({ createdFrom, createdTo }))) {
        expect(text).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
      }
    }),
    RUNS,
  );
});
