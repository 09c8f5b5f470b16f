import { describe, expect, test } from 'vitest';
import { heleketSimulated, type HeleketClient } from './heleket-client.js';
import { answerOf, receiver, signatureOf, type Answer } from './merchant-client.js';

const USER_AGENT = { 'user-agent': 'heleket-php-sdk/2.2.0' };

/** Sends a body as PHP spells it, signed with the payment key or the payout key; no body is zero bytes. */
interface PhpClient {
  payment(path: string, body?: string): Promise<Answer>;
  payout(path: string, body?: string): Promise<Answer>;
}

function phpClient({ simulator, post }: HeleketClient): PhpClient {
  return {
    payment: (path, body = '') => post(path, body, simulator.paymentKey, USER_AGENT),
    payout: (path, body = '') => post(path, body, simulator.payoutKey, USER_AGENT),
  };
}

const UUID = '[0-9a-f-]{36}';
const DONE = { status: 200, body: { state: 0, result: [] } };

describe('the official PHP client', () => {
  test.each<[string, string]>([
    [
      'its own flag',
      String.raw`{"amount":"15.00","currency":"USD","order_id":"order-1","lifetime":3600,"url_return":"https:\/\/shop.example\/café","url_callback":"","additional_data":"{\"note\":\"Größe 5\/6 😀\"}","payer_email":"a@b.example","accuracy_payment_percent":"1.5","to_currency":"USDT","network":"TRON"}`,
    ],
    [
      'the flags of the documentation',
      String.raw`{"amount":"15.00","currency":"USD","order_id":"order-1","lifetime":3600,"url_return":"https:\/\/shop.example\/caf\u00e9","url_callback":"","additional_data":"{\"note\":\"Gr\u00f6\u00dfe 5\/6 \ud83d\ude00\"}","payer_email":"a@b.example","accuracy_payment_percent":"1.5","to_currency":"USDT","network":"TRON"}`,
    ],
  ])('creates an invoice from text that PHP encoded with %s', async (_, body) => {
    const php = phpClient(await heleketSimulated());
    const { status, result } = await php.payment('/v1/payment', body);
    expect(status).toBe(200);
    expect(result).toMatchObject({
      order_id: 'order-1',
      network: 'tron',
      payer_amount: '15.00000000',
      additional_data: '{"note":"Größe 5/6 😀"}',
      address_qr_code: expect.stringMatching(/^data:image\/png;base64,/),
    });
  });

  test('looks invoices up, pages through them, and asks for their webhook again', async () => {
    const client = await heleketSimulated();
    const php = phpClient(client);
    const { url, received } = await receiver();
    const escapedUrl = url.replaceAll('/', String.raw`\/`);
    for (let number = 1; number <= 16; number += 1) {
      const order = `"order_id":"order-${String(number)}","url_callback":"${escapedUrl}"`;
      await php.payment(
        '/v1/payment',
        `{"amount":"15.00","currency":"USD",${order},"to_currency":"USDT","network":"tron"}`,
      );
    }
    const { uuid } = await client.simulator.control.pay('order-16');
    expect((await php.payment('/v1/payment/info', `{"uuid":"${uuid}"}`)).result).toMatchObject({ status: 'paid' });
    expect((await php.payment('/v1/payment/info', '{"order_id":"order-1"}')).result).toMatchObject({ status: 'check' });

    interface Page {
      readonly items: readonly unknown[];
      readonly paginate: { readonly nextCursor: string | null };
    }
    const first = (await php.payment('/v1/payment/list')).result as unknown as Page;
    const cursor = encodeURIComponent(first.paginate.nextCursor ?? '');
    const second = (await php.payment(`/v1/payment/list?cursor=${cursor}`, '{"date_from":"2025-01-01 00:00:00"}'))
      .result as unknown as Page;
    expect([first.items.length, second.items.length]).toEqual([15, 1]);

    expect(await php.payment('/v1/payment/resend', '{"order_id":"order-16"}')).toMatchObject(DONE);
    const webhook = `"url_callback":"${escapedUrl}","currency":"USDT","network":"tron","status":"locked"`;
    expect(await php.payment('/v1/test-webhook/payment', `{${webhook},"order_id":"order-1"}`)).toMatchObject(DONE);
    await client.simulator.control.idle();
    expect(received().map(({ status }) => status)).toEqual(['paid', 'paid', 'locked']);
  });

  test('opens, shows, blocks and empties a static wallet', async () => {
    const client = await heleketSimulated();
    const php = phpClient(client);
    const body = '{"currency":"USDT","network":"tron","order_id":"wallet-1"}';
    const { uuid, ...wallet } = (await php.payment('/v1/wallet', body)).result;
    expect(wallet).toMatchObject({ order_id: 'wallet-1', url: expect.stringMatching(`/wallet/${UUID}$`) });
    const qr = await php.payment('/v1/wallet/qr', `{"merchant_payment_uuid":"${String(uuid)}"}`);
    expect(qr.result).toEqual({ image: expect.stringMatching(/^data:image\/png;base64,/) });
    const blocked = await php.payment('/v1/wallet/block-address', `{"uuid":"${String(uuid)}","is_refund":false}`);
    expect(blocked.result).toEqual({ uuid, status: 'blocked' });
    await client.simulator.control.deposit('wallet-1', '10');
    const refund = `{"uuid":"${String(uuid)}","address":"TPayer111111111111111111111111111111"}`;
    expect((await php.payment('/v1/wallet/blocked-address-refund', refund)).result).toEqual({
      commission: '1.00000000',
      amount: '9.00000000',
    });
  });

  test('previews, sends and lists payouts, moves balances and refunds in part, all with the payout key', async () => {
    const client = await heleketSimulated();
    const php = phpClient(client);
    const preview = '{"currency":"USDT","network":"tron","amount":"5","is_subtract":false}';
    expect((await php.payout('/v1/payout/calculate', preview)).result).toMatchObject({ commission: '1.00000000' });
    const payout = `{"amount":"5","currency":"USDT","network":"TRON","order_id":"payout-1","address":"TKnownReceiver1111111111111111111","is_subtract":"1","url_callback":""}`;
    const { uuid } = (await php.payout('/v1/payout', payout)).result;
    expect((await php.payout('/v1/payout/info', `{"uuid":"${String(uuid)}"}`)).result).toMatchObject({
      order_id: 'payout-1',
      merchant_amount: '6.00000000',
    });
    expect((await php.payout('/v1/payout/list')).result['items']).toMatchObject([{ uuid }]);
    for (const direction of ['to-personal', 'to-business']) {
      const moved = await php.payout(`/v1/transfer/${direction}`, '{"amount":"5","currency":"USDT"}');
      expect(moved).toMatchObject({ status: 200, result: { merchant_balance: expect.any(String) } });
    }

    await php.payment(
      '/v1/payment',
      '{"amount":"15.00","currency":"USD","order_id":"order-1","to_currency":"USDT","network":"tron"}',
    );
    const paid = await client.simulator.control.pay('order-1');
    const refund = `{"uuid":"${paid.uuid}","address":"TPayer111111111111111111111111111111","is_subtract":true,"amount":"5"}`;
    expect((await php.payment('/v1/payment/refund', refund)).status).toBe(401);
    expect(await php.payout('/v1/payment/refund', refund)).toMatchObject(DONE);
  });

  test('reads the questionnaires about a locked payment', async () => {
    const client = await heleketSimulated();
    const php = phpClient(client);
    await php.payment(
      '/v1/payment',
      '{"amount":"15.00","currency":"USD","order_id":"order-1","to_currency":"USDT","network":"tron"}',
    );
    await client.simulator.control.settle('order-1', 'locked');
    expect((await php.payment('/v1/payment/aml-links', '{"order_id":"order-1"}')).body).toEqual({
      state: 0,
      result: [
        {
          link: expect.stringMatching(`/aml/${UUID}$`),
          expired_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          status: 'init',
        },
      ],
    });
  });

  test.each(['payment', 'payout'] as const)('asks for the %s services with zero bytes', async (kind) => {
    const php = phpClient(await heleketSimulated());
    expect(await php[kind](`/v1/${kind}/services`)).toMatchObject({ status: 200, body: { state: 0 } });
  });

  test('asks for balances with zero bytes, and for rates with the signature of none', async () => {
    const client = await heleketSimulated();
    const { body } = await phpClient(client).payment('/v1/balance');
    expect(body).toMatchObject({
      result: [{ balance: { merchant: expect.arrayContaining([expect.objectContaining({ currency_code: 'USDT' })]) } }],
    });
    const { baseUrl, merchantId: merchant, paymentKey } = client.simulator;
    const headers = { merchant, sign: signatureOf('', paymentKey), 'content-type': 'application/json', ...USER_AGENT };
    const rates = await answerOf(await fetch(`${baseUrl}/v1/exchange-rate/USD/list`, { headers }));
    expect(rates).toMatchObject({ status: 200, body: { state: 0 } });
  });
});

describe('the official Go client', () => {
  test('leaves is_subtract out of a preview when it is false', async () => {
    const { payout } = await heleketSimulated();
    const fields = { currency: 'USDT', network: 'tron', amount: '5' };
    expect((await payout('/v1/payout/calculate', fields)).result).toMatchObject({
      merchant_amount: '5.00000000',
      payout_amount: '4.00000000',
    });
    expect((await payout('/v1/payout/calc', { ...fields, address: 'TX' })).body).toEqual({
      state: 1,
      errors: { is_subtract: ['validation.required'] },
    });
  });

  test('reads a refund as an object, where the simulator is set to', async () => {
    const { payment, payout, simulator } = await heleketSimulated({ refundAnswer: 'object' });
    await payment('/v1/payment', {
      amount: '15.00',
      currency: 'USD',
      order_id: 'order-1',
      to_currency: 'USDT',
      network: 'tron',
    });
    const { uuid } = await simulator.control.pay('order-1');
    const refund = { uuid, address: 'TPayer111111111111111111111111111111', is_subtract: false, amount: '5' };
    expect((await payout('/v1/payment/refund', refund)).result).toEqual({
      commission: '1.00000000',
      amount: '4.00000000',
      address: refund.address,
    });
  });
});
