import { describe, expect, test } from 'vitest';
import { answerOf, INVOICE, PAYOUT, signatureOf, simulated } from './merchant-client.js';

describe('signatures of calls', () => {
  test('are checked over the received bytes, whatever their spacing and escaping', async () => {
    const { simulator, post } = await simulated();
    const bodies = [
      '{"amount": "15.00", "currency": "USD", "order_id": "spaced", "url_callback": "http://127.0.0.1:9/a"}',
      String.raw`{"amount":"15.00","currency":"USD","order_id":"escaped","url_callback":"http:\/\/127.0.0.1:9\/a"}`,
      '{"amount":"15.00","currency":"USD","order_id":"raw","additional_data":"Пополнение №3/4"}',
    ];
    for (const body of bodies) {
      const answer = await post('/v1/payment', body, simulator.paymentKey);
      expect(answer).toMatchObject({ status: 200, body: { state: 0 } });
    }
  });

  test('are refused with a body that has no state when one byte differs', async () => {
    const { simulator, post } = await simulated();
    const body = JSON.stringify(INVOICE);
    const answer = await post('/v1/payment', `${body} `, simulator.paymentKey, {
      sign: signatureOf(body, simulator.paymentKey),
    });
    expect(answer).toMatchObject({ status: 401, text: '{"message":"Invalid Sign."}' });
    expect(simulator.control.invoices()).toEqual([]);
  });

  test('are refused in upper case, cut short and when missing', async () => {
    const { simulator, post } = await simulated();
    const right = signatureOf('{}', simulator.paymentKey);
    for (const sign of [right.toUpperCase(), right.slice(1), '']) {
      expect(await post('/v1/balance', '{}', simulator.paymentKey, { sign })).toMatchObject({ status: 401 });
    }
    const unsigned = await fetch(`${simulator.baseUrl}/v1/balance`, {
      method: 'POST',
      headers: { merchant: simulator.merchantId },
    });
    expect(await answerOf(unsigned)).toMatchObject({ status: 401, text: '{"message":"Invalid Sign."}' });
  });

  test('of an unknown merchant are refused before anything else', async () => {
    const { simulator, post } = await simulated({ texts: { unknownMerchant: 'Who are you?' } });
    const answer = await post('/v1/balance', '{}', simulator.paymentKey, { merchant: 'someone-else' });
    expect(answer).toMatchObject({ status: 401, text: '{"message":"Who are you?"}' });
  });

  test('answer with another status where the simulator is set to one', async () => {
    const { post } = await simulated({ unauthorizedStatus: 403 });
    expect(await post('/v1/balance', '{}', 'wrong')).toMatchObject({ status: 403 });
  });

  test.each([
    '/v1/payment',
    '/v1/payment/info',
    '/v1/payment/list',
    '/v1/payment/refund',
    '/v1/payment/resend',
    '/v2/payment/resend',
    '/v1/payment/mark-as-paid',
    '/v1/payment/qr',
    '/v1/payment/services',
    '/v1/payment/discount/list',
    '/v1/payment/discount/set',
    '/v1/wallet',
    '/v1/wallet/qr',
    '/v1/wallet/block-address',
    '/v1/wallet/blocked-address-refund',
    '/v1/test-webhook/payment',
    '/v1/test-webhook/wallet',
    '/v1/recurrence/create',
    '/v1/recurrence/info',
    '/v1/recurrence/list',
    '/v1/recurrence/cancel',
    '/v1/balance',
  ])('of %s are made with the payment key and no other', async (path) => {
    const { simulator, post } = await simulated();
    expect((await post(path, '{}', simulator.payoutKey)).status).toBe(401);
    expect((await post(path, '{}', simulator.paymentKey)).status).not.toBe(401);
  });

  test.each([
    '/v1/payout',
    '/v1/payout/info',
    '/v1/payout/list',
    '/v1/payout/services',
    '/v1/transfer/to-personal',
    '/v1/transfer/to-business',
  ])('of %s are made with the payout key and no other', async (path) => {
    const { simulator, post } = await simulated();
    expect((await post(path, '{}', simulator.paymentKey)).status).toBe(401);
    expect((await post(path, '{}', simulator.payoutKey)).status).not.toBe(401);
  });

  test('of the payout test webhook are made with either key', async () => {
    const { simulator, post } = await simulated();
    for (const key of [simulator.paymentKey, simulator.payoutKey]) {
      expect((await post('/v1/test-webhook/payout', '{}', key)).status).toBe(422);
    }
    expect((await post('/v1/test-webhook/payout', '{}', 'wrong')).status).toBe(401);
  });

  test('are found whatever the case of the header names', async () => {
    const { simulator } = await simulated();
    const answer = await fetch(`${simulator.baseUrl}/v1/balance`, {
      method: 'POST',
      headers: { MERCHANT: simulator.merchantId, Sign: signatureOf('', simulator.paymentKey) },
    });
    expect(answer.status).toBe(200);
  });

  test('are not asked for by the exchange rates', async () => {
    const { simulator } = await simulated();
    expect((await fetch(`${simulator.baseUrl}/v1/exchange-rate/ETH/list`)).status).toBe(200);
  });
});

describe('the body of a call', () => {
  test.each(['', '[]', '{}'])('without fields may be "%s"', async (body) => {
    const { simulator, post } = await simulated();
    expect(await post('/v1/balance', body, simulator.paymentKey)).toMatchObject({ status: 200, body: { state: 0 } });
  });

  test('is read only when it is announced as JSON, with or without a charset', async () => {
    const { simulator, post } = await simulated();
    const body = JSON.stringify(INVOICE);
    const charset = { 'content-type': 'application/json;charset=UTF-8' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post('/v1/payment', body, simulator.paymentKey, form)).status).toBe(422);
    expect((await post('/v1/payment', body, simulator.paymentKey, charset)).status).toBe(200);
  });

  test.each(['{', '"text"', '[1]', '{"a":'])('is refused when it is %s', async (body) => {
    const { simulator, post } = await simulated();
    expect(await post('/v1/payment/list', body, simulator.paymentKey)).toMatchObject({
      status: 422,
      body: { state: 1 },
    });
  });
});

describe('the paths of the interface', () => {
  test('work for clients that put /v1 twice, and for those that leave it to the base URL', async () => {
    const { simulator, post } = await simulated();
    const { paymentKey, payoutKey } = simulator;
    expect((await post('/v1/v1/payment', JSON.stringify(INVOICE), paymentKey)).status).toBe(200);
    expect((await post('/payment/info', '{"order_id":"order-1"}', paymentKey)).status).toBe(200);
    expect((await post('/payout', JSON.stringify(PAYOUT), payoutKey)).status).toBe(200);
    expect((await post('/v1/v2/payment/resend', '{"order_id":"none"}', paymentKey)).status).toBe(422);
    expect((await fetch(`${simulator.baseUrl}/v1/v1/exchange-rate/BTC/list`)).status).toBe(200);
    expect((await fetch(`${simulator.baseUrl}/exchange-rate/BTC/list`)).status).toBe(200);
  });

  test('answer 404 where there is nothing, and 405 to another method', async () => {
    const { simulator, payment } = await simulated();
    expect((await payment('/v1/payment/cancel')).status).toBe(404);
    expect((await fetch(`${simulator.baseUrl}/v1/payment`)).status).toBe(405);
  });
});
