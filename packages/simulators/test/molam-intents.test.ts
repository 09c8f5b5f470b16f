import { describe, expect, test } from 'vitest';
import { receiver } from './merchant-client.js';
import { CHARGES, errorOf, idOf, INTENT, INTENTS, molamSimulated, paid, type MolamClient } from './molam-client.js';

const MINUTE_MS = 60_000;

async function confirmed(client: MolamClient, fields: object, payment_method?: string) {
  const { body } = await client.post(INTENTS, fields);
  return client.post(`${INTENTS}/${idOf(body)}/confirm`, { payment_method });
}

describe('creating a payment intent', () => {
  test('answers 201 with every member of the object, absent ones as null', async () => {
    const { simulator, post } = await molamSimulated();
    const { status, body } = await post(INTENTS, { amount: 2500, currency: 'usd' });
    const id = idOf(body);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^pi_[0-9a-f]{24}$/),
      object: 'payment_intent',
      amount: 2500,
      currency: 'USD',
      status: 'requires_payment_method',
      capture: false,
      client_secret: expect.stringMatching(new RegExp(`^${id}_secret_[0-9a-f]{32}$`)),
      customer_id: null,
      merchant_id: null,
      description: null,
      metadata: {},
      locale: 'en',
      return_url: null,
      cancel_url: null,
      redirect_url: `${simulator.baseUrl}/pay/${id}`,
      payment_method: null,
      latest_charge: null,
      amount_capturable: 0,
      amount_received: 0,
      amount_refunded: 0,
      next_action: null,
      last_payment_error: null,
      cancellation_reason: null,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      confirmed_at: null,
      captured_at: null,
      canceled_at: null,
      livemode: false,
    });
  });

  test('echoes what was sent, metadata value by value', async () => {
    const { post, get } = await molamSimulated();
    const fields = {
      ...INTENT,
      locale: 'fr',
      customer_id: 'cust_7',
      merchant_id: 'merch_7',
      description: 'Café – 値引き',
      metadata: { reference: 'order-1', '7': 'seven', deep: { list: [1, null, true] }, count: 12.5 },
      return_url: 'https://shop.example/thanks?a=1&b=2',
      cancel_url: 'https://shop.example/cart',
    };
    const { body } = await post(INTENTS, fields);
    expect(body).toMatchObject(fields);
    expect((await get(`${INTENTS}/${idOf(body)}`)).body).toEqual(body);
  });

  test.each<[string, object, object]>([
    ['nothing at all', {}, { code: 'missing_required_fields', details: { required: ['amount', 'currency'] } }],
    ['a body wrapped by an older client', { payment_intent: INTENT }, { code: 'missing_required_fields' }],
    ['an amount of zero', { ...INTENT, amount: 0 }, { code: 'invalid_amount', param: 'amount' }],
    ['a negative amount', { ...INTENT, amount: -1 }, { code: 'invalid_amount' }],
    ['an amount in major units', { ...INTENT, amount: 42.5 }, { code: 'invalid_amount' }],
    ['an amount as text', { ...INTENT, amount: '4200' }, { code: 'invalid_amount' }],
    ['a currency of two letters', { ...INTENT, currency: 'EU' }, { code: 'invalid_currency', param: 'currency' }],
    ['a currency of digits', { ...INTENT, currency: '978' }, { code: 'invalid_currency' }],
    ['a flag as text', { ...INTENT, capture: 'true' }, { code: 'invalid_parameter', param: 'capture' }],
    [
      'a return address that is none',
      { ...INTENT, return_url: 'javascript:1' },
      { code: 'invalid_parameter', param: 'return_url' },
    ],
    ['metadata that is a list', { ...INTENT, metadata: [1] }, { code: 'invalid_parameter', param: 'metadata' }],
    ['a metadata value that is too long', { ...INTENT, metadata: { a: 'x'.repeat(501) } }, { param: 'metadata' }],
    [
      'too many metadata keys',
      { ...INTENT, metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${String(index)}`, 1])) },
      { param: 'metadata' },
    ],
  ])('is refused for %s', async (_, fields, error) => {
    const { simulator, post } = await molamSimulated();
    const answer = await post(INTENTS, fields);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject(error);
    expect(simulator.control.intents()).toEqual([]);
  });

  test('takes amounts beyond the exact range of floats', async () => {
    const { simulator, send } = await molamSimulated();
    const { text } = await send(INTENTS, {
      method: 'POST',
      body: '{"amount":90071992547409931,"currency":"XOF"}',
      headers: { authorization: `Bearer ${simulator.apiKey}`, 'content-type': 'application/json' },
    });
    expect(text).toContain('"amount":90071992547409931,');
    expect(simulator.control.intents()).toMatchObject([{ amount: '90071992547409931' }]);
  });
});

describe('confirming', () => {
  test('without a method succeeds, captures, and names the charge', async () => {
    const client = await molamSimulated();
    const intent = await paid(client);
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 4200,
      amount_capturable: 0,
      payment_method: null,
      confirmed_at: '2026-01-01T00:00:00.000Z',
      captured_at: '2026-01-01T00:00:00.000Z',
    });
    const { body: charge } = await client.get(`${CHARGES}/${String(intent['latest_charge'])}`);
    expect(charge).toEqual({
      id: expect.stringMatching(/^ch_/),
      object: 'charge',
      payment_intent_id: intent['id'],
      amount: 4200,
      amount_captured: 4200,
      amount_refunded: 0,
      currency: 'EUR',
      method: 'card',
      status: 'captured',
      failure_code: null,
      failure_message: null,
      metadata: { reference: 'order-1' },
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      livemode: false,
    });
  });

  test('with capture left to the merchant only authorizes', async () => {
    const client = await molamSimulated();
    const { body } = await confirmed(client, { ...INTENT, capture: false }, 'pm_card_123');
    expect(body).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 4200,
      amount_received: 0,
      payment_method: 'pm_card_123',
    });
    expect((await client.get(`${CHARGES}/${String(body['latest_charge'])}`)).body).toMatchObject({
      status: 'authorized',
    });
    expect(client.simulator.control.transfers()).toEqual([]);
  });

  test('with a wallet says so on the charge', async () => {
    const client = await molamSimulated();
    const { body } = await confirmed(client, INTENT, 'pm_wallet_orange');
    expect((await client.get(`${CHARGES}/${String(body['latest_charge'])}`)).body).toMatchObject({ method: 'wallet' });
  });

  test.each([
    ['pm_card_declined', 402, 'card_declined'],
    ['pm_card_4000000001', 402, 'card_declined'],
    ['pm_card_processing_error', 402, 'processing_error'],
    ['pm_fraud', 403, 'transaction_blocked'],
  ])('with %s answers %i %s, for good', async (method, status, code) => {
    const client = await molamSimulated();
    const answer = await confirmed(client, INTENT, method);
    expect(answer.status).toBe(status);
    expect(errorOf(answer)).toMatchObject({ code, details: { current_status: 'failed' } });
    const [intent] = client.simulator.control.intents();
    const { body } = await client.get(`${INTENTS}/${intent?.id ?? ''}`);
    expect(body).toMatchObject({ status: 'failed', last_payment_error: { code, charge_id: body['latest_charge'] } });
    expect((await client.get(`${CHARGES}/${String(body['latest_charge'])}`)).body).toMatchObject({
      status: 'failed',
      failure_code: code,
    });
    expect(errorOf(await client.post(`${INTENTS}/${idOf(body)}/confirm`))).toMatchObject({ code: 'invalid_state' });
  });

  test('with a slow method stays in processing and succeeds later', async () => {
    const client = await molamSimulated();
    const { body } = await confirmed(client, INTENT, 'pm_slow');
    expect(body).toMatchObject({ status: 'processing', amount_received: 0 });
    await client.simulator.control.advance(MINUTE_MS - 1);
    expect(client.simulator.control.intents()).toMatchObject([{ status: 'processing' }]);
    await client.simulator.control.advance(1);
    expect(client.simulator.control.intents()).toMatchObject([{ status: 'succeeded', received: '42.00' }]);
  });

  test('refuses a payment method that is an object, as other generations of the wire had it', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT);
    const answer = await client.post(`${INTENTS}/${idOf(body)}/confirm`, { payment_method: { type: 'card' } });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_parameter', param: 'payment_method' });
  });
});

describe('an action that the customer has to take', () => {
  test.each([
    ['pm_card_3ds', { type: '3ds2', url: expect.stringContaining('/pay/pi_') }],
    ['pm_otp', { type: 'otp', channel: 'sms' }],
  ])('is described for %s, and leads to success', async (method, next_action) => {
    const client = await molamSimulated();
    const { body } = await confirmed(client, INTENT, method);
    expect(body).toMatchObject({ status: 'requires_action', next_action, latest_charge: null });
    await client.simulator.control.completeAction('order-1');
    expect((await client.get(`${INTENTS}/${idOf(body)}`)).body).toMatchObject({
      status: 'succeeded',
      next_action: null,
    });
  });

  test('leads to requires_capture where capturing is left to the merchant', async () => {
    const client = await molamSimulated();
    await confirmed(client, { ...INTENT, capture: false }, 'pm_card_3ds');
    expect(await client.simulator.control.completeAction('order-1')).toMatchObject({ status: 'requires_capture' });
  });

  test('fails the intent when it is failed', async () => {
    const client = await molamSimulated();
    await confirmed(client, INTENT, 'pm_card_3ds');
    expect(await client.simulator.control.failAction('order-1')).toMatchObject({
      status: 'failed',
      errorCode: 'authentication_failed',
    });
    await expect(client.simulator.control.completeAction('order-1')).rejects.toThrow('asks for no action');
  });

  test('fails the intent when its time runs out, unless it was taken', async () => {
    const client = await molamSimulated();
    await confirmed(client, INTENT, 'pm_otp');
    await confirmed(client, { ...INTENT, metadata: { reference: 'order-2' } }, 'pm_otp');
    await client.simulator.control.completeAction('order-2');
    await client.simulator.control.advance(15 * MINUTE_MS);
    expect(client.simulator.control.intents()).toMatchObject([
      { status: 'failed', errorCode: 'authentication_failed' },
      { status: 'succeeded', errorCode: null },
    ]);
  });
});

describe('capturing and canceling', () => {
  test('captures what was authorized, once', async () => {
    const client = await molamSimulated();
    const { body } = await confirmed(client, { ...INTENT, capture: false });
    const path = `${INTENTS}/${idOf(body)}/capture`;
    expect((await client.post(path)).body).toMatchObject({
      status: 'succeeded',
      amount_received: 4200,
      amount_capturable: 0,
      latest_charge: body['latest_charge'],
    });
    const again = await client.post(path);
    expect(again.status).toBe(400);
    expect(errorOf(again)).toMatchObject({ code: 'invalid_state', details: { current_status: 'succeeded' } });
    expect(client.simulator.control.transfers()).toHaveLength(1);
  });

  test('captures all or nothing', async () => {
    const client = await molamSimulated();
    const { body } = await confirmed(client, { ...INTENT, capture: false });
    const path = `${INTENTS}/${idOf(body)}/capture`;
    expect(errorOf(await client.post(path, { amount: 1000 }))).toMatchObject({ code: 'invalid_amount' });
    expect((await client.post(path, { amount: 4200 })).body).toMatchObject({ status: 'succeeded' });
  });

  test.each<[string, string | undefined]>([
    ['requires_payment_method', undefined],
    ['requires_action', 'pm_card_3ds'],
    ['requires_capture', 'pm_card_1'],
  ])('cancels an intent in %s', async (status, method) => {
    const client = await molamSimulated();
    const { body: created } = await client.post(INTENTS, { ...INTENT, capture: false });
    const path = `${INTENTS}/${idOf(created)}`;
    if (method !== undefined) await client.post(`${path}/confirm`, { payment_method: method });
    expect((await client.get(path)).body).toMatchObject({ status });
    const { body } = await client.post(`${path}/cancel`, { cancellation_reason: 'abandoned' });
    expect(body).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
      canceled_at: '2026-01-01T00:00:00.000Z',
      amount_capturable: 0,
      next_action: null,
    });
    const charge = body['latest_charge'] as string | null;
    if (charge !== null) expect((await client.get(`${CHARGES}/${charge}`)).body).toMatchObject({ status: 'canceled' });
  });

  test.each(['processing', 'succeeded', 'failed', 'canceled'])(
    'does not cancel, confirm or capture in %s',
    async (status) => {
      const client = await molamSimulated();
      const { body } = await client.post(INTENTS, INTENT);
      await client.simulator.control.settle(idOf(body), status);
      for (const call of ['cancel', 'confirm', 'capture']) {
        const answer = await client.post(`${INTENTS}/${idOf(body)}/${call}`);
        expect(answer.status).toBe(400);
        expect(errorOf(answer)).toMatchObject({ code: 'invalid_state', details: { current_status: status } });
      }
      expect((await client.get(`${INTENTS}/${idOf(body)}`)).body).toMatchObject({ status });
    },
  );

  test('lets authorizations lapse where a time is set, and never otherwise', async () => {
    const lapsing = await molamSimulated({ authorizationExpiryMs: 7 * 1440 * MINUTE_MS });
    const lasting = await molamSimulated();
    for (const client of [lapsing, lasting]) {
      await confirmed(client, { ...INTENT, capture: false });
      await client.simulator.control.advance(30 * 1440 * MINUTE_MS);
    }
    expect(lapsing.simulator.control.intents()).toMatchObject([{ status: 'canceled', chargeStatus: 'canceled' }]);
    expect(lasting.simulator.control.intents()).toMatchObject([{ status: 'requires_capture' }]);
  });

  test('answers 404 for intents and charges that do not exist', async () => {
    const { get, post } = await molamSimulated();
    for (const path of ['', '/confirm', '/cancel', '/capture']) {
      const answer = path === '' ? await get(`${INTENTS}/pi_none`) : await post(`${INTENTS}/pi_none${path}`);
      expect(answer.status).toBe(404);
      expect(errorOf(answer)).toMatchObject({ code: 'intent_not_found' });
    }
    expect(errorOf(await get(`${CHARGES}/ch_none`))).toMatchObject({ code: 'charge_not_found' });
  });
});

describe('events about a payment', () => {
  test.each<[string, boolean, string | undefined, readonly string[]]>([
    ['a payment that is captured at once', true, undefined, ['created', 'succeeded']],
    ['one that is authorized', false, undefined, ['created', 'requires_capture']],
    ['one with an action', true, 'pm_card_3ds', ['created', 'requires_action']],
    ['a slow one', true, 'pm_slow', ['created', 'processing']],
    ['a refused one', true, 'pm_card_declined', ['created', 'failed']],
  ])('tell the story of %s', async (_, capture, method, types) => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    const { body } = await client.post(INTENTS, { ...INTENT, capture });
    await client.simulator.control.idle();
    await client.post(`${INTENTS}/${idOf(body)}/confirm`, { payment_method: method });
    await client.simulator.control.idle();
    expect(received().map(({ type }) => type)).toEqual(types.map((type) => `payment_intent.${type}`));
    expect(received()[0]).toMatchObject({ data: { id: idOf(body), status: 'requires_payment_method' } });
    expect(received()[1]).toMatchObject({ data: (await client.get(`${INTENTS}/${idOf(body)}`)).body });
  });

  test('tell of a capture and of a cancel', async () => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    for (const call of ['capture', 'cancel']) {
      const { body } = await confirmed(client, { ...INTENT, capture: false });
      await client.post(`${INTENTS}/${idOf(body)}/${call}`);
      await client.simulator.control.idle();
    }
    const types = received().map(({ type }) => type);
    expect(types).toHaveLength(6);
    expect(types).toContain('payment_intent.succeeded');
    expect(types).toContain('payment_intent.canceled');
  });
});
