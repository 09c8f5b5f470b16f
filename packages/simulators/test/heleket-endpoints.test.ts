import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { heleketSimulated } from './heleket-client.js';
import { answerOf, INVOICE, PAYOUT, signatureOf } from './merchant-client.js';

const PAYMENT_ROWS = [
  '/v1/payment',
  '/v1/wallet',
  '/v1/wallet/qr',
  '/v1/payment/qr',
  '/v1/wallet/block-address',
  '/v1/wallet/blocked-address-refund',
  '/v1/payment/info',
  '/v1/payment/resend',
  '/v1/test-webhook/payment',
  '/v1/test-webhook/wallet',
  '/v1/payment/services',
  '/v1/payment/list',
  '/v1/payment/aml-links',
  '/v1/payment/discount/list',
  '/v1/payment/discount/set',
  '/v1/balance',
];

const PAYOUT_ROWS = [
  '/v1/payment/refund',
  '/v1/payout/calc',
  '/v1/payout/calculate',
  '/v1/payout',
  '/v1/payout/info',
  '/v1/payout/list',
  '/v1/payout/services',
  '/v1/transfer/to-personal',
  '/v1/transfer/to-business',
];

describe('the endpoints', () => {
  test.each(PAYMENT_ROWS)('%s is signed with the payment key, and with no other', async (path) => {
    const { payment, payout } = await heleketSimulated();
    expect([200, 422]).toContain((await payment(path)).status);
    expect(await payout(path)).toMatchObject({ status: 401, text: '{"message":"Invalid Sign."}' });
  });

  test.each(PAYOUT_ROWS)('%s is signed with the payout key, and with no other', async (path) => {
    const { payment, payout } = await heleketSimulated();
    expect([200, 422]).toContain((await payout(path)).status);
    expect(await payment(path)).toMatchObject({ status: 401, text: '{"message":"Invalid Sign."}' });
  });

  test('a test webhook about a payout may be signed with either key', async () => {
    const { payment, payout } = await heleketSimulated();
    expect(await payment('/v1/test-webhook/payout')).toMatchObject({ status: 422 });
    expect(await payout('/v1/test-webhook/payout')).toMatchObject({ status: 422 });
  });

  test.each([
    '/v2/payment/resend',
    '/v1/payment/mark-as-paid',
    '/v1/recurrence/create',
    '/v1/recurrence/info',
    '/v1/recurrence/list',
    '/v1/recurrence/cancel',
  ])('%s is not among them', async (path) => {
    const { payment } = await heleketSimulated();
    expect((await payment(path)).status).toBe(404);
  });

  test.each(['', '[]', '{}'])('take %j for a body without fields', async (body) => {
    const { simulator, post } = await heleketSimulated();
    expect(await post('/v1/payment/services', body, simulator.paymentKey)).toMatchObject({ status: 200 });
  });
});

describe('exchange rates', () => {
  const path = '/v1/exchange-rate/ETH/list';
  const signOfNothing = (key: string): string => createHash('md5').update(key).digest('hex');

  test('are public, and take the signature that the official clients send', async () => {
    const { simulator } = await heleketSimulated();
    const { merchantId: merchant } = simulator;
    const signed = { merchant, sign: signOfNothing(simulator.paymentKey) };
    for (const headers of [{}, signed, { merchant, sign: 'wrong' }]) {
      const answer = await answerOf(await fetch(simulator.baseUrl + path, { headers }));
      expect(answer).toMatchObject({
        status: 200,
        body: { result: expect.arrayContaining([{ from: 'ETH', to: 'USD', course: '3200.00000000' }]) },
      });
    }
  });

  test('have a signature checked, when one is sent, where the simulator is set to', async () => {
    const { simulator } = await heleketSimulated({ publicCallSignatures: 'verified' });
    const { merchantId: merchant, paymentKey, payoutKey } = simulator;
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await fetch(simulator.baseUrl + path, { headers })).status;
    expect(await status({})).toBe(200);
    expect(await status({ merchant, sign: signOfNothing(paymentKey) })).toBe(200);
    expect(await status({ merchant, sign: signOfNothing(payoutKey) })).toBe(200);
    expect(await status({ merchant, sign: signOfNothing('other') })).toBe(401);
    expect(await status({ merchant })).toBe(401);
    expect(await status({ merchant: 'other', sign: signOfNothing(paymentKey) })).toBe(401);
  });
});

describe('the balance', () => {
  test('is also told in dollars', async () => {
    const { payment } = await heleketSimulated({ balances: { TRX: '100' } });
    expect((await payment('/v1/balance')).body).toMatchObject({
      result: [
        {
          balance: {
            merchant: expect.arrayContaining([expect.objectContaining({ currency_code: 'TRX', balance_usd: '12.50' })]),
          },
        },
      ],
    });
  });
});

describe('services', () => {
  test('list the 37 pairs of the reference page, each switched on', async () => {
    const { payment, payout } = await heleketSimulated();
    for (const answer of [await payment('/v1/payment/services'), await payout('/v1/payout/services')]) {
      const { result } = answer.body as { readonly result: readonly Readonly<Record<string, string>>[] };
      expect(result).toHaveLength(37);
      expect(result[0]).toMatchObject({
        network: 'TRON',
        currency: 'USDT',
        is_available: true,
        is_enabled: true,
        limit: { min_amount: '0.50000000', max_amount: '10000000.00000000' },
      });
      const currencies = result.map(({ currency }) => currency);
      expect(currencies).toContain('POL');
      expect(currencies).toContain('HMSTR');
      for (const absent of ['MATIC', 'CRMS', 'XRP']) expect(currencies).not.toContain(absent);
    }
  });

  test('are found by the long names of networks that the official clients use, in any case', async () => {
    const { payment, payout, simulator } = await heleketSimulated();
    const invoice = {
      ...INVOICE,
      amount: '64',
      network: 'Ethereum',
      currencies: [{ currency: 'USDT', network: 'ethereum' }],
    };
    expect((await payment('/v1/payment', invoice)).result).toMatchObject({ network: 'eth' });
    const wallet = { currency: 'BTC', network: 'bitcoin', order_id: 'wallet-1' };
    expect((await payment('/v1/wallet', wallet)).result).toMatchObject({ network: 'btc' });
    const sent = await payout('/v1/payout', { ...PAYOUT, network: 'ETHEREUM', priority: 'high' });
    expect(sent.result).toMatchObject({ network: 'eth', status: 'process' });
    expect(simulator.control.payouts()).toMatchObject([{ network: 'eth' }]);
  });

  test('do not include coins that the reference page lacks', async () => {
    const { payment, payout } = await heleketSimulated();
    const xrp = { currency: 'XRP', network: 'xrp', order_id: 'xrp-1', amount: '20' };
    expect((await payment('/v1/payment', xrp)).body).toMatchObject({ state: 1 });
    expect((await payout('/v1/payout', { ...xrp, address: 'rReceiver', is_subtract: true })).body).toEqual({
      state: 1,
      message: 'The service was not found',
    });
  });
});

interface RequestVector {
  readonly id: string;
  readonly kind: string;
  readonly provider: string;
  readonly apiKey: string;
  readonly body: string;
  readonly givenSign: string;
  readonly valid: boolean;
}

const vectorFile = new URL('../../testkit/vectors/cryptomus-heleket.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(vectorFile, 'utf8')) as { readonly vectors: readonly RequestVector[] };
const requestVectors = vectors.filter(
  ({ kind, provider }) => kind === 'request-md5' && ['both', 'heleket'].includes(provider),
);

describe('the verdicts of the provider’s own code on signed requests', () => {
  test('are there', () => {
    expect(requestVectors.length).toBeGreaterThan(5);
  });

  test.each(requestVectors)('$id is answered with it', async ({ apiKey, body, givenSign, valid }) => {
    const { post } = await heleketSimulated({ paymentKey: apiKey, payoutKey: 'another key' });
    const { status } = await post('/v1/payment/info', body, apiKey, { sign: givenSign });
    expect(status === 401 ? 'refused' : 'accepted').toBe(valid ? 'accepted' : 'refused');
    expect(signatureOf(body, apiKey) === givenSign).toBe(valid);
  });
});
