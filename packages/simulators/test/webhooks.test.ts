import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { INVOICE, PAYOUT, receiver, signatureOf, simulated } from './merchant-client.js';

/** The body without its signature, as a receiver that hashes the bytes it got cuts it out. */
function unsigned(body: string): string {
  return body.replace(/,"sign":"[0-9a-f]{32}"\}$/, '}');
}

describe('webhooks', () => {
  test('about an invoice have every member in the order seen on the wire, the signature last', async () => {
    const { simulator, payment } = await simulated();
    const { url, received, bodies, requests } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url, additional_data: '{"room":"7/8"}' });
    await simulator.control.pay('order-1', { from: 'TPayer' });
    expect(Object.keys(received()[0] ?? {})).toEqual([
      'type',
      'uuid',
      'order_id',
      'amount',
      'payment_amount',
      'payment_amount_usd',
      'merchant_amount',
      'commission',
      'is_final',
      'status',
      'from',
      'wallet_address_uuid',
      'network',
      'currency',
      'payer_currency',
      'payer_amount',
      'payer_amount_exchange_rate',
      'additional_data',
      'transfer_id',
      'txid',
      'sign',
    ]);
    expect(bodies()[0]).toContain(String.raw`"additional_data":"{\"room\":\"7\/8\"}"`);
    expect(bodies()[0]).toContain('"amount":"15.00000000","payment_amount":"15.00000000","payment_amount_usd":"15.00"');
    expect(requests[0]?.headers['content-type']).toBe('application/json');
  });

  test('are signed over their bytes with the key of their kind', async () => {
    const { simulator, payment, payout } = await simulated();
    const { url, bodies, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await payout('/v1/payout', { ...PAYOUT, url_callback: url });
    await payment('/v1/wallet', { currency: 'USDT', network: 'tron', order_id: 'wallet-1', url_callback: url });
    await simulator.control.pay('order-1');
    await simulator.control.settle('payout-1', 'paid');
    await simulator.control.deposit('wallet-1', '3');
    const keys = [simulator.paymentKey, simulator.payoutKey, simulator.paymentKey];
    expect(received().map(({ sign }) => sign)).toEqual(
      bodies().map((body, index) => signatureOf(unsigned(body), keys[index] ?? '')),
    );
  });

  test('can be escaped on the wire and signed raw, or escaped in both', async () => {
    const text = 'Заказ №1 — ок/да';
    const escaped = String.raw`\u0417\u0430\u043a\u0430\u0437 \u21161 \u2014 \u043e\u043a\/\u0434\u0430`;
    for (const webhookEncoding of ['escaped-wire', 'escaped'] as const) {
      const { simulator, payment } = await simulated({ webhookEncoding });
      const { url, bodies, received } = await receiver();
      await payment('/v1/payment', { ...INVOICE, url_callback: url, additional_data: text });
      await simulator.control.pay('order-1');
      const [body = ''] = bodies();
      expect(body).toContain(escaped);
      expect(received()[0]).toMatchObject({ additional_data: text });
      const signed =
        webhookEncoding === 'escaped' ? unsigned(body) : unsigned(body).replace(escaped, String.raw`Заказ №1 — ок\/да`);
      expect(received()[0]).toMatchObject({ sign: signatureOf(signed, simulator.paymentKey) });
    }
  });

  test('can carry their signature in a header instead', async () => {
    const { simulator, payment } = await simulated({
      webhookSignature: 'hmac-sha256',
      webhookSignatureHeader: 'x-cryptomus-signature',
      webhookSecret: 'shared secret',
    });
    const { url, requests, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    const [request] = requests;
    const expected = createHmac('sha256', 'shared secret')
      .update(request?.body ?? '')
      .digest('hex');
    expect(request?.headers['x-cryptomus-signature']).toBe(expected);
    expect(received()[0]).not.toHaveProperty('sign');
  });

  test('are not sent without a url_callback', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await simulator.control.pay('order-1');
    expect(simulator.control.deliveries()).toEqual([]);
  });

  test('announce the confirmation first when asked to', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1', { announced: true });
    expect(received().map(({ status, is_final }) => [status, is_final])).toEqual([
      ['confirm_check', false],
      ['paid', true],
    ]);
  });

  test('about an invoice that nobody paid carry no payer', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { amount: '15', currency: 'USD', order_id: 'order-1', url_callback: url });
    await simulator.control.expire('order-1');
    expect(received()[0]).toMatchObject({
      status: 'cancel',
      payment_amount: '0.00000000',
      payer_currency: null,
      from: null,
    });
    expect(received()[0]).not.toHaveProperty('txid');
  });
});

describe('the delivery of a webhook', () => {
  test.each([200, 201, 204, 299])('is over when the receiver answers %d', async (status) => {
    const { simulator, payment } = await simulated();
    const { url } = await receiver((response) => response.writeHead(status).end());
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ status }] }]);
  });

  test('is tried again with the same body on the schedule, each time at its time', async () => {
    const { simulator, payment } = await simulated({ webhookRetryDelaysMs: [1_000, 10_000] });
    const { url, bodies } = await receiver((response, index) => response.writeHead(index < 2 ? 500 : 200).end());
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'pending' }]);
    await simulator.control.advance(999);
    expect(bodies()).toHaveLength(1);
    await simulator.control.advance(1);
    expect(bodies()).toHaveLength(2);
    await simulator.control.advance(10_000);
    expect(new Set(bodies()).size).toBe(1);
    expect(simulator.control.deliveries()).toMatchObject([
      {
        type: 'payment',
        status: 'paid',
        orderId: 'order-1',
        url,
        body: bodies()[0],
        state: 'delivered',
        attempts: [
          { at: '2026-01-01T00:00:00.000Z', status: 500 },
          { at: '2026-01-01T00:00:01.000Z', status: 500 },
          { at: '2026-01-01T00:00:11.000Z', status: 200 },
        ],
      },
    ]);
  });

  test('is given up after the last attempt', async () => {
    const { simulator, payment } = await simulated();
    const { url, bodies } = await receiver((response) => response.writeHead(503).end());
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    await simulator.control.advance(30 * 86_400_000);
    expect(bodies()).toHaveLength(6);
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'failed' }]);
  });

  test('does not follow redirects, and survives a receiver that is not there', async () => {
    const { simulator, payment } = await simulated({ webhookRetryDelaysMs: [] });
    const elsewhere = await receiver();
    const { url } = await receiver((response) => response.writeHead(302, { location: elsewhere.url }).end());
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await payment('/v1/payment', { ...INVOICE, order_id: 'order-2', url_callback: 'http://127.0.0.1:1/' });
    await simulator.control.pay('order-1');
    await simulator.control.pay('order-2');
    expect(elsewhere.bodies()).toEqual([]);
    expect(simulator.control.deliveries()).toMatchObject([
      { state: 'failed', attempts: [{ status: 302 }] },
      { state: 'failed', attempts: [{ status: undefined, error: 'unreachable' }] },
    ]);
  });

  test('gives a silent receiver so much time and no more', async () => {
    const { simulator, payment } = await simulated({ webhookRetryDelaysMs: [], webhookTimeoutMs: 1 });
    const { url } = await receiver(() => undefined);
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'failed', attempts: [{ error: 'timeout' }] }]);
  });

  test('is cut when the simulator closes', async () => {
    const { simulator, payment } = await simulated();
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { url } = await receiver(() => {
      arrived();
    });
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    const paying = simulator.control.pay('order-1');
    await arrival;
    await simulator.close();
    await paying;
    expect(simulator.control.deliveries()).toMatchObject([{ attempts: [{ error: 'unreachable' }] }]);
  });
});

describe('sending a webhook again', () => {
  test('repeats the same bytes, at most ten times', async () => {
    const { simulator, payment } = await simulated();
    const { url, bodies } = await receiver();
    const { result } = await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    expect((await payment('/v1/payment/resend', { order_id: 'order-1' })).text).toBe('{"state":0,"result":[]}');
    const txid = simulator.control.invoices()[0]?.txid;
    const names = [{ txid }, { uuid: result['uuid'] }, { order_id: 'order-1', txid: 'other' }];
    for (const name of names) expect((await payment('/v2/payment/resend', name)).status).toBe(200);
    for (let count = 4; count < 10; count += 1) await payment('/v1/payment/resend', { order_id: 'order-1' });
    expect((await payment('/v1/payment/resend', { order_id: 'order-1' })).body).toEqual({
      state: 1,
      message: 'Too much resend',
    });
    await simulator.control.idle();
    expect(bodies()).toHaveLength(11);
    expect(new Set(bodies()).size).toBe(1);
  });

  test('is refused for an invoice that is unknown, unpaid, or has no url_callback', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    const message = async (order_id: string): Promise<unknown> =>
      (await payment('/v2/payment/resend', { order_id })).body;
    expect(await message('none')).toEqual({ state: 1, message: 'Payment not found' });
    expect(await message('order-1')).toEqual({ state: 1, message: 'Payment not found' });
    await simulator.control.pay('order-1');
    expect(await message('order-1')).toEqual({ state: 1, message: 'Notification not found' });
    expect((await payment('/v2/payment/resend')).body).toEqual({
      state: 1,
      errors: Object.fromEntries(
        ['uuid', 'order_id', 'txid'].map((field) => [field, ['validation.required_without_all']]),
      ),
    });
    expect((await payment('/v1/payment/resend')).body).toEqual({
      state: 1,
      errors: { uuid: ['validation.required_without'], order_id: ['validation.required_without'] },
    });
  });
});

describe('test webhooks', () => {
  const WANTED = { currency: 'ETH', network: 'ETH' };

  test.each(['payment', 'wallet', 'payout'])(
    'about a %s that does not exist are signed and stored nowhere',
    async (type) => {
      const { simulator, payment } = await simulated();
      const { url, bodies, received } = await receiver();
      const answer = await payment(`/v1/test-webhook/${type}`, { ...WANTED, url_callback: url, status: 'paid' });
      expect(answer.text).toBe('{"state":0,"result":[]}');
      await simulator.control.idle();
      expect(received()).toMatchObject([{ type, status: 'paid', is_final: true, network: 'eth', currency: 'ETH' }]);
      expect(received()[0]?.['sign']).toBe(signatureOf(unsigned(bodies()[0] ?? ''), simulator.paymentKey));
      expect(simulator.control.deliveries()).toMatchObject([{ nature: 'test', state: 'delivered' }]);
      expect([simulator.control.invoices(), simulator.control.payouts(), simulator.control.transfers()]).toEqual([
        [],
        [],
        [],
      ]);
    },
  );

  test('about a payout are signed with the key that signed the call', async () => {
    const { simulator, payout } = await simulated();
    const { url, bodies, received } = await receiver();
    await payout('/v1/test-webhook/payout', { ...WANTED, url_callback: url, status: 'fail' });
    await simulator.control.idle();
    expect(received()[0]?.['sign']).toBe(signatureOf(unsigned(bodies()[0] ?? ''), simulator.payoutKey));
  });

  test('imitate a record when one is named, the uuid first, and leave it as it is', async () => {
    const { simulator, payment, payout } = await simulated();
    const { url, received } = await receiver();
    const { result: invoice } = await payment('/v1/payment', INVOICE);
    await payment('/v1/payment', { ...INVOICE, order_id: 'order-2' });
    const { result: wallet } = await payment('/v1/wallet', { currency: 'ETH', network: 'eth', order_id: 'wallet-1' });
    const { result: sent } = await payout('/v1/payout', PAYOUT);
    const request = { ...WANTED, url_callback: url, status: 'cancel' };
    await payment('/v1/test-webhook/payment', { ...request, uuid: invoice['uuid'], order_id: 'order-2' });
    await simulator.control.idle();
    await payment('/v1/test-webhook/wallet', { ...request, order_id: 'wallet-1' });
    await simulator.control.idle();
    await payout('/v1/test-webhook/payout', { ...request, order_id: 'payout-1' });
    await simulator.control.idle();
    expect(received()).toMatchObject([
      { uuid: invoice['uuid'], order_id: 'order-1', status: 'cancel', is_final: true },
      { wallet_address_uuid: wallet['uuid'], order_id: 'wallet-1' },
      { uuid: sent['uuid'], order_id: 'payout-1' },
    ]);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'check' }, { status: 'check' }]);
    expect(simulator.control.payouts()).toMatchObject([{ status: 'process' }]);
  });

  test('are refused for records, services and statuses that do not exist', async () => {
    const { simulator, payment } = await simulated();
    const request = { ...WANTED, url_callback: 'http://127.0.0.1:1/hook', order_id: 'none' };
    for (const type of ['payment', 'wallet', 'payout']) {
      expect((await payment(`/v1/test-webhook/${type}`, request)).body).toEqual({
        state: 1,
        message: `Not found ${type}`,
      });
    }
    const message = async (type: string): Promise<unknown> =>
      (await payment(`/v1/test-webhook/${type}`, { ...request, currency: 'BTC' })).body;
    expect(await message('payment')).toEqual({ state: 1, message: 'Payment service not found' });
    expect(await message('payout')).toEqual({ state: 1, message: 'Payout service not found' });
    expect(
      (await payment('/v1/test-webhook/payout', { url_callback: 'x'.repeat(151), status: 'paid_over' })).body,
    ).toEqual({
      state: 1,
      errors: {
        url_callback: ['validation.max.string', 'validation.url'],
        currency: ['validation.required'],
        network: ['validation.required'],
        status: ['validation.in'],
      },
    });
    expect(simulator.control.deliveries()).toEqual([]);
  });
});
