import { describe, expect, test } from 'vitest';
import { startMolamSimulator } from '../src/index.js';
import {
  CHARGES,
  ENDPOINTS,
  errorOf,
  idOf,
  INTENT,
  INTENTS,
  itemsOf,
  molamSimulated,
  paid,
  PAYOUT,
  PAYOUTS,
  REFUNDS,
  type MolamClient,
} from './molam-client.js';

const HOUR_MS = 3_600_000;

describe('every call', () => {
  test.each<[string, string | undefined, string]>([
    ['no key', undefined, 'missing_api_key'],
    ['a key that is no bearer token', 'Basic c2tfdGVzdDo=', 'missing_api_key'],
    ['an empty bearer token', 'Bearer ', 'missing_api_key'],
    ['a live key', 'Bearer sk_live_1', 'invalid_api_key'],
    ['a publishable key', 'Bearer pk_test_1', 'invalid_api_key'],
    ['nothing after the prefix', 'Bearer sk_test_', 'invalid_api_key'],
  ])('with %s is answered 401', async (_, authorization, code) => {
    const { send, simulator } = await molamSimulated();
    for (const [method, path] of [
      ['GET', INTENTS],
      ['POST', PAYOUTS],
      ['DELETE', `${ENDPOINTS}/we_1`],
      ['GET', '/v1/none'],
    ] as const) {
      const answer = await send(path, { method, headers: authorization === undefined ? {} : { authorization } });
      expect(answer.status).toBe(401);
      expect(errorOf(answer)).toMatchObject({ code, type: 'authentication_error' });
    }
    expect(simulator.control.requests()).toHaveLength(4);
  });

  test('takes any test key by default, and only the named one otherwise', async () => {
    const open = await molamSimulated();
    expect((await open.get(INTENTS, { authorization: 'bearer sk_test_somebody' })).status).toBe(200);
    const strict = await molamSimulated({ apiKey: 'sk_live_mine' });
    expect((await strict.get(INTENTS, { authorization: 'Bearer sk_test_somebody' })).status).toBe(401);
    expect((await strict.post(INTENTS, INTENT)).body).toMatchObject({ livemode: true });
    expect((await molamSimulated({ apiKey: 'jwt_x.y.z' })).simulator.apiKey).toBe('jwt_x.y.z');
  });

  test('carries a request id under both names, new each time, errors included', async () => {
    const { get } = await molamSimulated();
    const answers = [await get(INTENTS), await get(INTENTS), await get(`${INTENTS}/pi_none`), await get('/v1/none')];
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^req_/);
    expect(answers.map(({ headers }) => headers.get('x-molam-request-id'))).toEqual(ids);
  });

  test('gets its version back, if it named one', async () => {
    const { get } = await molamSimulated();
    expect((await get(INTENTS, { 'molam-version': '2025-01' })).headers.get('molam-version')).toBe('2025-01');
    expect((await get(INTENTS)).headers.has('molam-version')).toBe(false);
  });

  test('to a path or with a method that does not exist is refused in the same words', async () => {
    const { get, send, simulator } = await molamSimulated();
    const missing = await get('/v1/connect/payouts');
    expect(missing.status).toBe(404);
    expect(errorOf(missing)).toMatchObject({ code: 'not_found' });
    const wrong = await send(INTENTS, { method: 'PUT', headers: { authorization: `Bearer ${simulator.apiKey}` } });
    expect(wrong.status).toBe(405);
    expect(errorOf(wrong)).toMatchObject({ code: 'method_not_allowed' });
  });

  test.each<[string, string, string]>([
    ['half a body', '{"amount":', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['a text', '"x"', 'application/json'],
    ['a form', 'amount=1', 'application/x-www-form-urlencoded'],
    ['JSON that is not announced', '{}', 'text/plain'],
  ])('with %s is invalid_json', async (_, body, type) => {
    const { send, simulator } = await molamSimulated();
    const answer = await send(INTENTS, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${simulator.apiKey}`, 'content-type': type },
    });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_json' });
  });

  test('with a body that is not UTF-8 is invalid_json', async () => {
    const { send, simulator } = await molamSimulated();
    const answer = await send(INTENTS, {
      method: 'POST',
      body: Buffer.from('{"a":"\xff"}', 'latin1'),
      headers: { authorization: `Bearer ${simulator.apiKey}`, 'content-type': 'application/json' },
    });
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_json' });
  });

  test('is refused in the flat shape where that is chosen', async () => {
    const client = await molamSimulated({ errorShape: 'flat' });
    expect((await client.get(`${INTENTS}/pi_none`)).body).toEqual({
      error: 'intent_not_found',
      message: 'There is no such payment intent.',
    });
    const path = `${CHARGES}/${String((await paid(client))['latest_charge'])}/refund`;
    expect((await client.post(path, { amount: 4201 })).body).toMatchObject({
      error: 'amount_exceeds_captured',
      details: { max_refundable: 4200 },
    });
    client.simulator.control.fault({ kind: 'server-error', status: 503 });
    expect((await client.get(INTENTS)).body).toEqual({ error: 'server_error', message: 'Something went wrong.' });
  });

  test('works with a slash at the end', async () => {
    const { get } = await molamSimulated();
    expect((await get(`${INTENTS}/`)).body).toMatchObject({ object: 'list' });
  });
});

describe('an idempotency key', () => {
  test('answers a repeat with the same bytes, whatever the object has become', async () => {
    const client = await molamSimulated();
    const first = await client.post(INTENTS, INTENT, 'key-1');
    expect(first.headers.has('idempotent-replayed')).toBe(false);
    await client.simulator.control.pay('order-1');
    const second = await client.post(INTENTS, INTENT, 'key-1');
    expect(second).toMatchObject({ status: 201, text: first.text });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(client.simulator.control.intents()).toHaveLength(1);
  });

  test('recognises the same body in another order and with other zeros', async () => {
    const client = await molamSimulated();
    const { simulator, send } = client;
    const init = (body: string): RequestInit => ({
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${simulator.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': 'k',
      },
    });
    const beneficiary = '{"type":"bank_account","iban":"FR76","name":"A"}';
    const rest = `"currency":"EUR","origin_module":"connect","origin_entity_id":"m","beneficiary":${beneficiary}`;
    const first = await send(PAYOUTS, init(`{"amount":500.00,${rest}}`));
    const second = await send(PAYOUTS, init(` {${rest}, "amount":500.0 }`));
    expect(second.text).toBe(first.text);
    expect(simulator.control.payouts()).toHaveLength(1);
    const other = await send(PAYOUTS, init(`{"amount":500.01,${rest}}`));
    expect(other.status).toBe(409);
    expect(errorOf(other)).toMatchObject({ code: 'idempotency_conflict' });
  });

  test('holds per key, method and path, so that one text serves several calls', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT, 'same');
    expect((await client.post(`${INTENTS}/${idOf(body)}/confirm`, {}, 'same')).body).toMatchObject({
      status: 'succeeded',
    });
    expect((await client.post(PAYOUTS, PAYOUT, 'same')).status).toBe(201);
    const stranger = await client.send(INTENTS, {
      method: 'POST',
      body: JSON.stringify({ ...INTENT, amount: 1 }),
      headers: { authorization: 'Bearer sk_test_other', 'content-type': 'application/json', 'idempotency-key': 'same' },
    });
    expect(stranger.status).toBe(201);
  });

  test('repeats business refusals as they were', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT);
    const confirm = `${INTENTS}/${idOf(body)}/confirm`;
    const first = await client.post(confirm, { payment_method: 'pm_card_declined' }, 'k');
    const second = await client.post(confirm, { payment_method: 'pm_card_declined' }, 'k');
    expect(second).toMatchObject({ status: 402, text: first.text });
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    const third = await client.post(confirm, { payment_method: 'pm_card_declined' }, 'another');
    expect(errorOf(third)).toMatchObject({ code: 'invalid_state' });
  });

  test('is free again after a request that was not understood, and after one without a valid API key', async () => {
    const client = await molamSimulated();
    expect((await client.post(INTENTS, { ...INTENT, amount: 0 }, 'k')).status).toBe(400);
    const headers = { authorization: 'Bearer pk_x', 'content-type': 'application/json', 'idempotency-key': 'k' };
    expect((await client.send(INTENTS, { method: 'POST', body: '{}', headers })).status).toBe(401);
    expect((await client.post(INTENTS, INTENT, 'k')).status).toBe(201);
  });

  test('of a call that is still running is in progress', async () => {
    const client = await molamSimulated();
    client.simulator.control.hold();
    const calls = [client.post(INTENTS, INTENT, 'k'), client.post(INTENTS, INTENT, 'k')];
    const first = await Promise.race(calls);
    expect(first.status).toBe(409);
    expect(errorOf(first)).toMatchObject({ code: 'idempotency_in_progress' });
    expect(client.simulator.control.intents()).toEqual([]);
    client.simulator.control.release();
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 409]);
    expect((await client.post(INTENTS, INTENT, 'k')).headers.get('idempotent-replayed')).toBe('true');
    expect(client.simulator.control.intents()).toHaveLength(1);
  });

  test('makes one payout, however many requests come at once', async () => {
    const client = await molamSimulated();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.post(PAYOUTS, PAYOUT, 'k')));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(client.simulator.control.payouts()).toHaveLength(1);
  });

  test('is kept when the answer got lost, so that the repeat learns what happened', async () => {
    const client = await molamSimulated();
    client.simulator.control.fault({ kind: 'reset-after', path: PAYOUTS, method: 'POST' });
    await expect(client.post(PAYOUTS, PAYOUT, 'k')).rejects.toThrow();
    const { status, headers } = await client.post(PAYOUTS, PAYOUT, 'k');
    expect({ status, replayed: headers.get('idempotent-replayed') }).toEqual({ status: 201, replayed: 'true' });
    expect(client.simulator.control.payouts()).toHaveLength(1);
  });

  test('is not kept when nothing happened, so that the repeat does it', async () => {
    const client = await molamSimulated();
    client.simulator.control.fault({ kind: 'server-error', path: PAYOUTS });
    expect((await client.post(PAYOUTS, PAYOUT, 'k')).status).toBe(500);
    const { status, headers } = await client.post(PAYOUTS, PAYOUT, 'k');
    expect({ status, replayed: headers.has('idempotent-replayed') }).toEqual({ status: 201, replayed: false });
  });

  test('lives for 24 hours', async () => {
    const client = await molamSimulated();
    await client.post(INTENTS, INTENT, 'k');
    await client.simulator.control.advance(24 * HOUR_MS - 1);
    expect((await client.post(INTENTS, INTENT, 'k')).headers.get('idempotent-replayed')).toBe('true');
    await client.simulator.control.advance(1);
    expect((await client.post(INTENTS, INTENT, 'k')).headers.has('idempotent-replayed')).toBe(false);
    expect(client.simulator.control.intents()).toHaveLength(2);
  });

  test.each([
    ['x'.repeat(128), 201],
    ['x'.repeat(129), 400],
    ['tab\tinside', 400],
    ['', 201],
  ])('of the form %o is answered %i', async (key, status) => {
    const { post } = await molamSimulated();
    const answer = await post(INTENTS, INTENT, key);
    expect(answer.status).toBe(status);
    if (status === 400) expect(errorOf(answer)).toMatchObject({ code: 'idempotency_key_invalid' });
  });

  test.each([
    [true, 201],
    ['all' as const, 400],
  ])('is needed for payouts, and for intents if all is strict: %o', async (strictIdempotency, intents) => {
    const { post, get } = await molamSimulated({ strictIdempotency });
    const payout = await post(PAYOUTS, PAYOUT);
    expect(payout.status).toBe(400);
    expect(errorOf(payout)).toMatchObject({ code: 'idempotency_key_required' });
    expect((await post(INTENTS, INTENT)).status).toBe(intents);
    expect((await post(PAYOUTS, PAYOUT, 'k')).status).toBe(201);
    expect((await get(PAYOUTS)).status).toBe(200);
  });
});

describe('a list', () => {
  async function many(count: number): Promise<MolamClient> {
    const client = await molamSimulated();
    for (let index = 0; index < count; index += 1) {
      await client.post(INTENTS, {
        ...INTENT,
        customer_id: `cust_${String(index % 2)}`,
        metadata: { reference: String(index) },
      });
      await client.simulator.control.advance(1);
    }
    return client;
  }
  const references = (items: readonly Readonly<Record<string, unknown>>[]): unknown[] =>
    items.map(({ metadata }) => (metadata as { reference: string }).reference);

  test('starts with the newest, ten at a time, and says whether there are more', async () => {
    const client = await many(12);
    const first = await client.get(INTENTS);
    expect(first.body).toMatchObject({ object: 'list', has_more: true, limit: 10, offset: 0, total_count: 12 });
    expect(references(itemsOf(first))).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2']);
    const second = await client.get(`${INTENTS}?limit=10&offset=10`);
    expect(second.body).toMatchObject({ has_more: false, offset: 10 });
    expect(references(itemsOf(second))).toEqual(['1', '0']);
    expect((await client.get(`${INTENTS}?limit=12`)).body).toMatchObject({ has_more: false });
  });

  test('orders what was created at the same instant by id', async () => {
    const client = await molamSimulated();
    for (let index = 0; index < 5; index += 1) await client.post(INTENTS, INTENT);
    const ids = itemsOf(await client.get(INTENTS)).map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
  });

  test.each([
    ['limit=0', 1],
    ['limit=-5', 1],
    ['limit=1000', 100],
    ['limit=', 10],
    ['starting_after=pi_x', 10],
  ])('with %s shows up to %i', async (query, limit) => {
    const { get } = await molamSimulated();
    expect((await get(`${INTENTS}?${query}`)).body).toMatchObject({ limit });
  });

  test.each(['limit=ten', 'limit=1.5', 'offset=-1', 'offset=x'])('with %s is refused', async (query) => {
    const { get } = await molamSimulated();
    for (const path of [INTENTS, REFUNDS, PAYOUTS, ENDPOINTS]) {
      const answer = await get(`${path}?${query}`);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({ code: 'invalid_parameter', param: query.split('=')[0] });
    }
  });

  test('of intents is filtered by customer and status', async () => {
    const client = await many(4);
    await client.simulator.control.pay('1');
    expect(references(itemsOf(await client.get(`${INTENTS}?customer_id=cust_1`)))).toEqual(['3', '1']);
    expect(references(itemsOf(await client.get(`${INTENTS}?customer_id=cust_1&status=succeeded`)))).toEqual(['1']);
    // A value that holds separators is one value when it is encoded.
    expect(
      itemsOf(await client.get(`${INTENTS}?customer_id=${encodeURIComponent('cust_1&status=succeeded')}`)),
    ).toEqual([]);
  });

  test('of refunds is filtered by charge and status', async () => {
    const client = await molamSimulated();
    const charges = [String((await paid(client))['latest_charge']), String((await paid(client))['latest_charge'])];
    for (const charge of charges) await client.post(`${CHARGES}/${charge}/refund`, { amount: 100 });
    await client.post(`${CHARGES}/${charges[0] ?? ''}/refund`, { amount: 100, metadata: { simulate: 'fail' } });
    expect((await client.get(REFUNDS)).body).toMatchObject({ total_count: 3 });
    expect(itemsOf(await client.get(`${REFUNDS}?charge_id=${charges[0] ?? ''}`))).toHaveLength(2);
    expect(itemsOf(await client.get(`${REFUNDS}?charge_id=${charges[0] ?? ''}&status=failed`))).toHaveLength(1);
  });

  test('of payouts is filtered by status, module, currency and time', async () => {
    const client = await molamSimulated({ autopilot: false });
    const create = async (reference: string, change: object): Promise<void> => {
      await client.post(PAYOUTS, { ...PAYOUT, ...change, metadata: { reference } });
      await client.simulator.control.advance(HOUR_MS);
    };
    await create('a', {});
    await create('b', { currency: 'USD' });
    await create('c', { origin_module: 'shop' });
    await client.simulator.control.settle('a', 'sent');
    const found = async (query: string): Promise<unknown> =>
      references(itemsOf(await client.get(`${PAYOUTS}?${query}`)));
    expect(await found('')).toEqual(['c', 'b', 'a']);
    expect(await found('status=sent')).toEqual(['a']);
    expect(await found('currency=USD')).toEqual(['b']);
    expect(await found('origin_module=shop')).toEqual(['c']);
    expect(await found('from=2026-01-01T01:00:00Z')).toEqual(['c', 'b']);
    expect(await found('from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z')).toEqual(['b', 'a']);
    expect(await found('to=2025-12-31')).toEqual([]);
    expect(errorOf(await client.get(`${PAYOUTS}?from=yesterday`))).toMatchObject({
      code: 'invalid_parameter',
      param: 'from',
    });
  });
});

describe('the rate limit', () => {
  test('is off unless it is asked for', async () => {
    const { get } = await molamSimulated();
    expect((await get(INTENTS)).headers.has('x-ratelimit-limit')).toBe(false);
  });

  test('lets a burst of half as many more pass, then turns away until there is room', async () => {
    const { simulator, get } = await molamSimulated({ rateLimit: 4 });
    const remaining: unknown[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { status, headers } = await get(INTENTS);
      expect(status).toBe(200);
      remaining.push(headers.get('x-ratelimit-remaining'));
    }
    expect(remaining).toEqual(['5', '4', '3', '2', '1', '0']);
    const refused = await get(INTENTS);
    expect(refused).toMatchObject({ status: 429, body: { retryAfter: 15 } });
    expect(errorOf(refused)).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '15',
      'x-ratelimit-limit': '4',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.parse('2026-01-01T00:01:30Z') / 1000),
      'x-request-id': expect.stringMatching(/^req_/),
    });
    await simulator.control.advance(14_999);
    expect((await get(INTENTS)).status).toBe(429);
    await simulator.control.advance(1);
    expect((await get(INTENTS)).status).toBe(200);
  });

  test('counts each API key for itself, and keeps no answer under an idempotency key', async () => {
    const { post, send } = await molamSimulated({ rateLimit: 1 });
    expect((await post(INTENTS, INTENT, 'k')).status).toBe(201);
    expect((await post(INTENTS, INTENT, 'other')).status).toBe(429);
    const headers = {
      authorization: 'Bearer sk_test_other',
      'content-type': 'application/json',
      'idempotency-key': 'other',
    };
    expect((await send(INTENTS, { method: 'POST', body: JSON.stringify(INTENT), headers })).status).toBe(201);
  });
});

describe('starting a simulator', () => {
  test.each<[string, Parameters<typeof startMolamSimulator>[0]]>([
    ['a key of another family', { apiKey: 'pk_test_1' }],
    ['an empty secret', { webhookSecret: { kid: '1', secret: '' } }],
    ['a kid that cannot stand in a header', { webhookSecrets: { '1,2': 'x' } }],
    ['two kinds of secrets', { webhookSecret: { kid: '1', secret: 'a' }, webhookSecrets: { '1': 'a' } }],
    ['no speed', { speed: 0 }],
    ['less than one request a minute', { rateLimit: 0 }],
    ['a wait below zero', { payoutStepMs: -1 }],
    ['a threshold that is no whole number', { approvalThreshold: 0.5 }],
    ['a fee that is no amount', { fees: { bankFee: 'free' } }],
    ['a start that is no instant', { clock: 'virtual', startAt: 'never' }],
  ])('is refused with %s', async (_, options) => {
    await expect(startMolamSimulator(options)).rejects.toThrow(RangeError);
  });

  test('with the same random source gives the same identifiers', async () => {
    const seeded = (): { bytes(count: number): Uint8Array } => {
      let next = 0;
      return { bytes: (count) => Uint8Array.from({ length: count }, () => (next += 1) % 256) };
    };
    const [one, two] = [await molamSimulated({ random: seeded() }), await molamSimulated({ random: seeded() })];
    const ids = [await one.post(INTENTS, INTENT), await two.post(INTENTS, INTENT)].map(({ body }) => idOf(body));
    expect(ids[0]).toBe(ids[1]);
  });
});
