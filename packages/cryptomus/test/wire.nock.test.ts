import { createHash } from 'node:crypto';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createCryptomus } from '../src/index.js';
import { ADDRESS, failureOf, PAYMENT, PAYOUT } from './account.js';

const ORIGIN = 'https://api.cryptomus.com';
const ACCOUNT = {
  merchantId: '7f3c2a10-5b1e-4d68-9a27-c04e8d1f6b35',
  paymentApiKey: 'a-payment-key',
  payoutApiKey: 'a-payout-key',
  maxRetries: 0,
};

function signOf(body: string, key: string): string {
  return createHash('md5')
    .update(Buffer.from(body, 'utf8').toString('base64') + key, 'utf8')
    .digest('hex');
}

function headersFor(body: string, key: string) {
  return { merchant: ACCOUNT.merchantId, sign: signOf(body, key), 'content-type': 'application/json' };
}

function answer(result: unknown): string {
  return JSON.stringify({ state: 0, result });
}

const PAYMENT_ANSWER = answer({
  uuid: '0b8f6f0e-6d5c-4a55-9a0e-3f3c2a1d7e10',
  order_id: 'order-1',
  amount: '15.00',
  currency: 'USD',
  payment_status: 'check',
  is_final: false,
});

const PAYOUT_ANSWER = answer({
  uuid: '5e0a9f7c-0000-4000-8000-000000000007',
  amount: '50.00000000',
  currency: 'USDT',
  network: 'tron',
  address: ADDRESS.tron,
  status: 'process',
  is_final: false,
});

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('what travels', () => {
  test('is a payment in the very bytes that were signed with the payment key', async () => {
    const body =
      '{"amount":"15.00","currency":"USD","order_id":"order-1","url_callback":"https://shop.example/h?a=1&b=2",' +
      '"additional_data":"{\\"note\\":\\"Zoë 🙂 / \\\\\\"\\"}"}';
    const scope = nock(ORIGIN, { reqheaders: headersFor(body, ACCOUNT.paymentApiKey) })
      .post('/v1/payment', body)
      .reply(200, PAYMENT_ANSWER);
    const payment = await createCryptomus(ACCOUNT).payments.createPayment({
      reference: 'order-1',
      amount: { amount: '15.00', currency: 'USD' },
      webhookUrl: 'https://shop.example/h?a=1&b=2',
      metadata: { note: 'Zoë 🙂 / "' },
    });
    expect(payment).toMatchObject({ reference: 'order-1', status: 'pending' });
    expect(scope.isDone()).toBe(true);
  });

  test('is a payout in the very bytes that were signed with the payout key', async () => {
    const body = `{"amount":"50","currency":"USDT","order_id":"payout-1","address":"${ADDRESS.tron}","is_subtract":true,"network":"tron"}`;
    const scope = nock(ORIGIN, { reqheaders: headersFor(body, ACCOUNT.payoutApiKey) })
      .post('/v1/payout', body)
      .reply(200, PAYOUT_ANSWER);
    expect(await createCryptomus(ACCOUNT).payouts.createPayout(PAYOUT)).toMatchObject({ status: 'pending' });
    expect(scope.isDone()).toBe(true);
  });

  test('is an empty object where there is nothing to say, signed as such', async () => {
    const scope = nock(ORIGIN, { reqheaders: headersFor('{}', ACCOUNT.paymentApiKey) })
      .post('/v1/payment/services', '{}')
      .reply(200, answer([]));
    expect(await createCryptomus(ACCOUNT).payments.listServices()).toEqual([]);
    expect(scope.isDone()).toBe(true);
  });

  test('is the same bytes and the same signature on every attempt', async () => {
    const body = '{"amount":"20","currency":"USDT","order_id":"order-1","network":"tron"}';
    const scope = nock(ORIGIN, { reqheaders: headersFor(body, ACCOUNT.paymentApiKey) })
      .post('/v1/payment', body)
      .times(2)
      .reply(503, '{"message":"Server error, #1","code":500,"error":null}')
      .post('/v1/payment', body)
      .reply(
        200,
        answer({ uuid: 'u', order_id: 'order-1', amount: '20', currency: 'USDT', network: 'tron', status: 'check' }),
      );
    const account = { ...ACCOUNT, maxRetries: 2, retryDelayMs: 0 };
    expect(await createCryptomus(account).payments.createPayment(PAYMENT)).toMatchObject({ providerStatus: 'check' });
    expect(scope.isDone()).toBe(true);
  });

  test('is a cursor in the query, which is not signed', async () => {
    const page = (nextCursor: string | null) => answer({ items: [], paginate: { nextCursor } });
    const scope = nock(ORIGIN, { reqheaders: headersFor('{}', ACCOUNT.payoutApiKey) })
      .post('/v1/payout/list', '{}')
      .reply(200, page('a+b/c=='))
      .post('/v1/payout/list?cursor=a%2Bb%2Fc%3D%3D', '{}')
      .reply(200, page(null));
    for await (const payout of createCryptomus(ACCOUNT).payouts.listPayouts()) expect(payout).toBeUndefined();
    expect(scope.isDone()).toBe(true);
  });

  test('is nothing of ours when exchange rates are asked for', async () => {
    let headers: Readonly<Record<string, unknown>> = {};
    const scope = nock(ORIGIN, { badheaders: ['merchant', 'sign', 'content-type'] })
      .get('/v1/exchange-rate/ETH/list')
      .reply(200, function reply() {
        headers = this.req.headers;
        return answer([{ from: 'ETH', to: 'USD', course: 3200.5 }]);
      });
    expect(await createCryptomus(ACCOUNT).exchangeRates.listExchangeRates({ currency: 'eth' })).toEqual([
      { from: 'ETH', to: 'USD', rate: '3200.5' },
    ]);
    expect(JSON.stringify(headers)).not.toMatch(/7f3c2a10|payment-key|payout-key/);
    expect(scope.isDone()).toBe(true);
  });
});

describe('the base URL', () => {
  test.each(['', '/', '/v1', '/v1/'])('may end in "%s"', async (ending) => {
    const scope = nock('https://proxy.example')
      .post('/v1/balance')
      .reply(200, answer([{ balance: { merchant: [], user: [] } }]))
      .post('/v2/payment/resend')
      .reply(200, answer([]));
    const account = createCryptomus({ ...ACCOUNT, baseUrl: `https://proxy.example${ending}` });
    expect(await account.account.getBalance()).toEqual({ merchant: [], personal: [] });
    await account.payments.resendWebhook({ reference: 'order-1' });
    expect(scope.isDone()).toBe(true);
  });

  test('is the provider’s own unless another is named', async () => {
    const scope = nock(ORIGIN)
      .post('/v1/balance')
      .reply(200, answer([{ balance: { merchant: [], user: [] } }]));
    await createCryptomus(ACCOUNT).account.getBalance();
    expect(scope.isDone()).toBe(true);
  });
});

describe('an answer in the documented shape of a fiat payout', () => {
  const request = {
    ...PAYOUT,
    amount: { amount: '5', currency: 'USD' },
    providerOptions: { cryptomus: { toCurrency: 'USDT' } },
  };
  const told = (changes: object) =>
    answer({
      uuid: 'u',
      network: 'TRON',
      address: ADDRESS.tron,
      status: 'process',
      is_final: false,
      balance: 129,
      ...changes,
    });

  test.each([
    { amount: '5', currency: 'USD', payer_amount: 4.99, payer_currency: 'USDT' },
    { amount: '4.99', currency: 'USDT', payer_amount: 5, payer_currency: 'USD' },
  ])('is accepted whichever way round its currencies are: %j', async (figures) => {
    nock(ORIGIN).post('/v1/payout').reply(200, told(figures));
    expect(await createCryptomus(ACCOUNT).payouts.createPayout(request)).toMatchObject({ balanceAfter: '129' });
  });

  test('is a conflict when it speaks of no such amount', async () => {
    nock(ORIGIN)
      .post('/v1/payout')
      .reply(200, told({ amount: '500', currency: 'USDT', payer_amount: '500', payer_currency: 'USDT' }));
    expect(await failureOf(createCryptomus(ACCOUNT).payouts.createPayout(request))).toMatchObject({
      code: 'reference_conflict',
    });
  });
});

describe('an answer that may not be the provider’s own', () => {
  test.each([
    [403, '{"message":"Blocked by the firewall"}'],
    [404, '{"message":"Not Found"}'],
    [400, '<html>Bad Request</html>'],
    [200, '{"message":"maintenance"}'],
    [200, '{"state":0}'],
    [418, '{"state":0,"result":{}}'],
  ])('with status %i and %s says neither yes nor no', async (status, body) => {
    nock(ORIGIN).post('/v1/payout').reply(status, body);
    expect(await failureOf(createCryptomus(ACCOUNT).payouts.createPayout(PAYOUT))).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
    });
  });

  test.each([
    [401, '{"message":"Invalid Sign."}', 'authentication_refused'],
    [422, '{"state":1,"errors":{"amount":["validation.required"]}}', 'provider_refused'],
    [200, '{"state":1,"message":"You are forbidden"}', 'provider_refused'],
    [422, '{"state":1}', 'provider_refused'],
  ])('is told from its own no: %i %s', async (status, body, code) => {
    nock(ORIGIN).post('/v1/payout').reply(status, body);
    expect(await failureOf(createCryptomus(ACCOUNT).payouts.createPayout(PAYOUT))).toMatchObject({
      code,
      outcome: 'rejected',
    });
  });
});
