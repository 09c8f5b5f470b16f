import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { API_PAYOUTS, balanceOf, heleketSimulated, hmacOf, membersOf, type HeleketClient } from './heleket-client.js';
import { INVOICE, PAYOUT, receiver, type Members } from './merchant-client.js';

/** 5 USDT on TRON; the fee of 1 USDT comes on top. */
const REQUEST = { wallet_address: 'TKnownReceiver1111111111111111111', asset: 'USDT', network: 'tron', amount: 5 };
const KEY = createHash('sha256').update('client-1:USDT:2026-01-01').digest('hex');
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function created(client: HeleketClient, change: object = {}, key: string | null = KEY): Promise<Members> {
  const answer = await client.api(API_PAYOUTS, { ...REQUEST, ...change }, { 'x-idempotency-key': key ?? undefined });
  expect(answer.status).toBe(201);
  return membersOf(answer);
}

async function stateOf({ api }: HeleketClient, { transaction_id: id }: Members): Promise<unknown> {
  return membersOf(await api(`${API_PAYOUTS}/${String(id)}`))['status'];
}

describe('creating a payout with an API key', () => {
  test('answers 201 and the bare object, in the words of the request', async () => {
    const client = await heleketSimulated({ balances: { USDT: '100' } });
    const { simulator, api } = client;
    const metadata = { plan_id: 7, tags: ['a/b', {}], note: 'é' };
    const body = {
      ...REQUEST,
      network: 'TRON',
      amount: 5.25,
      merchant_id: simulator.merchantId,
      memo_tag: null,
      metadata,
    };
    const answer = await api(API_PAYOUTS, body, { 'x-idempotency-key': KEY });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      transaction_id: expect.stringMatching(UUID),
      merchant_id: simulator.merchantId,
      status: 'pending',
      wallet_address: REQUEST.wallet_address,
      asset: 'USDT',
      network: 'TRON',
      amount: 5.25,
      memo_tag: null,
      metadata,
      idempotency_key: KEY,
      fee: '1.00000000',
      tx_hash: null,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    });
    expect(balanceOf(client, 'USDT')).toBe('93.75000000');
  });

  test.each<[unknown, string]>([
    [5, '5.00000000'],
    ['5', '5.00000000'],
    ['5.00000001', '5.00000001'],
    [0.7, '0.70000000'],
    [1.5e1, '15.00000000'],
  ])('takes the amount %j exactly', async (amount, sent) => {
    const client = await heleketSimulated();
    await created(client, { amount });
    await client.simulator.control.settle(KEY, 'confirmed');
    expect(client.simulator.control.transfers()).toMatchObject([{ kind: 'payout', amount: sent, orderId: KEY }]);
  });

  test.each<[string, string, string]>([
    ['USDT', 'Ethereum', 'eth'],
    ['usdt', 'BSC', 'bsc'],
    ['USDT', 'Polygon', 'polygon'],
    ['BTC', 'Bitcoin', 'btc'],
    ['ETH', 'eth', 'eth'],
    ['XRP', 'XRP', 'xrp'],
  ])('sends %s on %s', async (asset, network, code) => {
    const client = await heleketSimulated();
    await created(client, { asset, network });
    expect(client.simulator.control.payouts()).toMatchObject([
      { currency: asset.toUpperCase(), network: code, status: 'process' },
    ]);
  });

  test('carries a memo or tag where the network has them', async () => {
    const client = await heleketSimulated();
    expect(await created(client, { asset: 'XRP', network: 'xrp', memo_tag: '12345' })).toMatchObject({
      memo_tag: '12345',
    });
    expect(client.simulator.control.payouts()).toMatchObject([{ memo: '12345' }]);
  });

  test.each<[string, object, string]>([
    [
      'nothing',
      { wallet_address: null, asset: '', network: undefined, amount: undefined },
      'wallet_address is required; asset is required; network is required; amount is required',
    ],
    ['an amount of nothing', { amount: 0 }, 'amount must be a number above zero'],
    ['a negative amount', { amount: -5 }, 'amount must be a number above zero'],
    ['an amount that is none', { amount: '5,00' }, 'amount must be a number above zero'],
    ['an address that is no text', { wallet_address: 7 }, 'wallet_address must be text'],
    ['metadata that is no object', { metadata: ['a'] }, 'metadata must be an object'],
    ['another merchant', { merchant_id: 'other' }, 'merchant_id is not the one of the header X-Merchant-ID'],
    ['an unknown asset', { asset: 'XXX' }, 'This asset is not available on this network'],
    ['an asset on a wrong network', { network: 'btc' }, 'This asset is not available on this network'],
    ['a memo where there is none', { memo_tag: '1' }, 'This network has no memo or tag'],
    ['too little', { amount: '0.1' }, 'Minimum amount 0.5 USDT'],
    ['more than there is', { amount: '100' }, 'Not enough funds'],
  ])('refuses %s', async (_, change, message) => {
    const { api, simulator } = await heleketSimulated({ balances: { USDT: '100' } });
    expect(await api(API_PAYOUTS, { ...REQUEST, ...change })).toMatchObject({ status: 400, body: { message } });
    expect(simulator.control.payouts()).toEqual([]);
  });

  test('refuses what is not a JSON object', async () => {
    const { api } = await heleketSimulated();
    const message = 'The body must be a JSON object';
    for (const body of ['{"asset":', '[]', '"text"', '']) {
      expect(await api(API_PAYOUTS, body)).toMatchObject({ status: 400, body: { message } });
    }
    const wrongType = await api(API_PAYOUTS, REQUEST, { 'content-type': 'text/plain' });
    expect(wrongType).toMatchObject({ status: 400, body: { message } });
  });

  test('answers errors in the other member where it is set to', async () => {
    const { api } = await heleketSimulated({ apiErrorMember: 'error' });
    expect((await api(`${API_PAYOUTS}/none`)).body).toEqual({ error: 'Payout not found' });
  });

  test('answers errors as pages where it is set to, and successes as before', async () => {
    const client = await heleketSimulated({ apiErrorContent: 'html' });
    const refused = await client.api(API_PAYOUTS, { ...REQUEST, network: 'btc' });
    expect(refused).toMatchObject({ status: 400, body: undefined });
    expect(refused.text).toContain('<p>This asset is not available on this network</p>');
    expect(refused.text.replace(/<[^>]*>/g, '').length).toBeGreaterThan(200);
    expect((await client.api(`${API_PAYOUTS}/none`)).text).toContain('<p>Payout not found</p>');
    expect(await created(client)).toMatchObject({ status: 'pending' });
  });

  test('is refused where payouts are forbidden', async () => {
    const { api, simulator } = await heleketSimulated();
    simulator.control.forbid('payouts');
    expect(await api(API_PAYOUTS, REQUEST)).toMatchObject({ status: 403, body: { message: 'You are forbidden' } });
  });
});

describe('credentials of the api-key interface', () => {
  test.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['no key', { 'x-api-key': undefined }],
    ['a wrong key', { 'x-api-key': 'wrong' }],
    ['no merchant', { 'x-merchant-id': undefined }],
    ['a wrong merchant', { 'x-merchant-id': 'other' }],
  ])('with %s are refused on every path, and nothing happens', async (_, headers) => {
    const client = await heleketSimulated();
    const { transaction_id: id } = await created(client);
    const refused = { status: 401, text: '{"message":"Invalid merchant or API key"}' };
    expect(await client.api(API_PAYOUTS, REQUEST, headers)).toMatchObject(refused);
    expect(await client.api(`${API_PAYOUTS}/${String(id)}`, undefined, headers)).toMatchObject(refused);
    expect(await client.api(`${API_PAYOUTS}/${String(id)}/cancel`, '', headers)).toMatchObject(refused);
    expect(client.simulator.control.payouts()).toMatchObject([{ status: 'process' }]);
  });

  test('are of no use for the signed protocol, nor a signature here', async () => {
    const { simulator, api, payout } = await heleketSimulated();
    expect(await api('/v1/balance', {})).toMatchObject({ status: 401 });
    expect(await payout(API_PAYOUTS, REQUEST)).toMatchObject({ status: 401 });
    expect(simulator.control.payouts()).toEqual([]);
  });

  test('may be chosen', async () => {
    const { simulator, api } = await heleketSimulated({ merchantId: 'm-1', apiKey: 'k-1' });
    expect(simulator).toMatchObject({ merchantId: 'm-1', apiKey: 'k-1' });
    expect(await api(`${API_PAYOUTS}/none`)).toMatchObject({ status: 404 });
  });
});

describe('the idempotency key', () => {
  test('with the same request answers the same payout and moves nothing twice', async () => {
    const client = await heleketSimulated({ balances: { USDT: '100' } });
    const first = await created(client);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.api(API_PAYOUTS, REQUEST, { 'x-idempotency-key': KEY })),
    );
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: first });
    // The order of members is no difference.
    const { amount, ...rest } = REQUEST;
    const reordered = await client.api(API_PAYOUTS, { amount, ...rest }, { 'x-idempotency-key': KEY });
    expect(reordered.body).toEqual(first);
    expect(balanceOf(client, 'USDT')).toBe('94.00000000');
    expect(client.simulator.control.payouts()).toHaveLength(1);
  });

  test('answers the payout as it stands by then', async () => {
    const client = await heleketSimulated();
    await created(client);
    await client.simulator.control.settle(KEY, 'confirmed');
    const again = await client.api(API_PAYOUTS, REQUEST, { 'x-idempotency-key': KEY });
    expect(again).toMatchObject({ status: 200, body: { status: 'confirmed' } });
  });

  test.each<[string, object]>([
    ['amount', { amount: 6 }],
    ['kind of amount', { amount: '5' }],
    ['address', { wallet_address: 'TSomeoneElse' }],
    ['metadata', { metadata: {} }],
  ])('with another %s is a conflict', async (_, change) => {
    const client = await heleketSimulated();
    await created(client);
    expect(await client.api(API_PAYOUTS, { ...REQUEST, ...change }, { 'x-idempotency-key': KEY })).toMatchObject({
      status: 409,
      body: { message: 'The idempotency key was used for another request' },
    });
    expect(client.simulator.control.payouts()).toHaveLength(1);
  });

  test('of a refused request is free again', async () => {
    const client = await heleketSimulated();
    const refused = await client.api(API_PAYOUTS, { ...REQUEST, amount: 0 }, { 'x-idempotency-key': KEY });
    expect(refused.status).toBe(400);
    await created(client);
  });

  test('is forgotten after a day, and then pays again', async () => {
    const client = await heleketSimulated();
    await created(client);
    await client.simulator.control.advance(86_399_999);
    expect((await client.api(API_PAYOUTS, REQUEST, { 'x-idempotency-key': KEY })).status).toBe(200);
    await client.simulator.control.advance(1);
    await created(client);
    expect(client.simulator.control.payouts()).toHaveLength(2);
  });

  test('is ignored where the simulator is set to remember none', async () => {
    const client = await heleketSimulated({ idempotencyLifetimeMs: 0 });
    await created(client);
    await created(client);
    expect(client.simulator.control.payouts()).toHaveLength(2);
  });

  test('may be left out; then every request is a payout of its own', async () => {
    const client = await heleketSimulated();
    const first = await created(client, {}, null);
    const second = await created(client, {}, null);
    expect(first).toMatchObject({ idempotency_key: null });
    expect(second['transaction_id']).not.toBe(first['transaction_id']);
  });

  test.each(['', 'a'.repeat(256)])('must be one: %j is refused', async (key) => {
    const { api } = await heleketSimulated();
    expect(await api(API_PAYOUTS, REQUEST, { 'x-idempotency-key': key })).toMatchObject({ status: 400 });
  });
});

describe('a payout asked for with an API key', () => {
  test.each<[string, string | null, string]>([
    ['pending', null, 'held'],
    ['broadcast', expect.stringMatching(/^[0-9a-f]{64}$/) as string, 'held'],
    ['confirmed', expect.stringMatching(/^[0-9a-f]{64}$/) as string, 'sent'],
    ['failed', null, 'returned'],
    ['cancelled', null, 'returned'],
  ])('can be %s', async (state, txHash, money) => {
    const client = await heleketSimulated();
    const { transaction_id: id } = await created(client);
    await client.simulator.control.settle(KEY, state);
    expect(membersOf(await client.api(`${API_PAYOUTS}/${String(id)}`))).toMatchObject({
      status: state,
      tx_hash: txHash,
    });
    expect(client.simulator.control.payouts()).toMatchObject([{ money }]);
  });

  test.each<[string, string]>([
    ['process', 'pending'],
    ['check', 'pending'],
    ['paid', 'confirmed'],
    ['fail', 'failed'],
    ['system_fail', 'failed'],
    ['cancel', 'cancelled'],
    ['never_seen', 'never_seen'],
  ])('in the status %s of the signed protocol is %s', async (status, state) => {
    const client = await heleketSimulated();
    const payout = await created(client);
    await client.simulator.control.settle(KEY, status);
    expect(await stateOf(client, payout)).toBe(state);
  });

  test('goes from pending over broadcast to its end, step by step or by itself', async () => {
    const client = await heleketSimulated({ autopilot: true });
    const payout = await created(client);
    expect(await stateOf(client, payout)).toBe('pending');
    await client.simulator.control.advancePayout(KEY);
    expect(await stateOf(client, payout)).toBe('broadcast');
    await client.simulator.control.advance(2_000);
    expect(await stateOf(client, payout)).toBe('confirmed');
  });

  test('is cancelled while it is pending, and its money comes back', async () => {
    const client = await heleketSimulated({ balances: { USDT: '100' } });
    const { transaction_id: id } = await created(client);
    const path = `${API_PAYOUTS}/${String(id)}/cancel`;
    expect(await client.api(path, '')).toMatchObject({
      status: 200,
      body: { transaction_id: id, status: 'cancelled' },
    });
    expect(await client.api(path, '{}')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(balanceOf(client, 'USDT')).toBe('100.00000000');
    expect(client.simulator.control.transfers()).toEqual([]);
  });

  test.each(['broadcast', 'confirmed', 'failed'])('is not cancelled once it is %s', async (state) => {
    const client = await heleketSimulated();
    const payout = await created(client);
    await client.simulator.control.settle(KEY, state);
    expect(await client.api(`${API_PAYOUTS}/${String(payout['transaction_id'])}/cancel`, '')).toMatchObject({
      status: 409,
      body: { message: `A payout that is ${state} cannot be cancelled` },
    });
    expect(await stateOf(client, payout)).toBe(state);
  });

  test('is not found by an unknown id', async () => {
    const { api } = await heleketSimulated();
    const unknown = { status: 404, body: { message: 'Payout not found' } };
    expect(await api(`${API_PAYOUTS}/${KEY}`)).toMatchObject(unknown);
    expect(await api(`${API_PAYOUTS}/${KEY}/cancel`, '')).toMatchObject(unknown);
  });

  test('has no other calls', async () => {
    const { api } = await heleketSimulated();
    expect(await api('/api/v1/nothing')).toMatchObject({ status: 404, body: { message: 'Not found' } });
    expect(await api(API_PAYOUTS)).toMatchObject({ status: 405, body: { message: 'Method not allowed' } });
  });
});

describe('both interfaces', () => {
  test('share payouts, balances and books', async () => {
    const client = await heleketSimulated({ balances: { USDT: '20' } });
    const { transaction_id: uuid } = await created(client);
    expect((await client.payout('/v1/payout/info', { order_id: KEY })).result).toMatchObject({
      uuid,
      amount: '5.00000000',
      status: 'process',
      balance: '14.00000000',
      order_id: KEY,
    });
    const { result } = await client.payout('/v1/payout', PAYOUT);
    expect(membersOf(await client.api(`${API_PAYOUTS}/${String(result['uuid'])}`))).toMatchObject({
      status: 'pending',
      asset: 'USDT',
      amount: '5',
      wallet_address: PAYOUT.address,
      idempotency_key: null,
    });
    expect(balanceOf(client, 'USDT')).toBe('8.00000000');
    await client.simulator.control.settle(KEY, 'confirmed');
    await client.simulator.control.settle('payout-1', 'paid');
    expect(client.simulator.control.transfers()).toMatchObject([
      { kind: 'payout', orderId: KEY },
      { kind: 'payout', orderId: 'payout-1' },
    ]);
  });

  test('do not pay twice under one name', async () => {
    const client = await heleketSimulated();
    const { transaction_id: uuid } = await created(client);
    expect((await client.payout('/v1/payout', { ...PAYOUT, order_id: KEY })).result).toMatchObject({ uuid });
    await client.payout('/v1/payout', PAYOUT);
    expect(await client.api(API_PAYOUTS, REQUEST, { 'x-idempotency-key': PAYOUT.order_id })).toMatchObject({
      status: 409,
      body: { message: 'The idempotency key was used for another payout' },
    });
    expect(client.simulator.control.payouts()).toHaveLength(2);
  });

  test('keep their own words where a status is set by hand', async () => {
    const client = await heleketSimulated();
    await client.payout('/v1/payout', PAYOUT);
    await client.simulator.control.settle('payout-1', 'confirmed');
    expect((await client.payout('/v1/payout/info', { order_id: 'payout-1' })).result).toMatchObject({
      status: 'confirmed',
      is_final: false,
    });
  });
});

describe('webhooks of the api-key interface', () => {
  test('carry the payout as it stands, signed in the header over the raw body', async () => {
    const { url, requests } = await receiver();
    const client = await heleketSimulated({ webhookUrl: url });
    const { transaction_id: id } = await created(client, { metadata: { note: 'é/\u2028', empty: {} } });
    for (const state of ['broadcast', 'confirmed']) {
      await client.simulator.control.settle(KEY, state);
      const { body = '', headers = {} } = requests.at(-1) ?? {};
      expect(headers['x-heleket-signature']).toBe(hmacOf(body, client.simulator.webhookSecret));
      expect(JSON.parse(body)).toEqual((await client.api(`${API_PAYOUTS}/${String(id)}`)).body);
      expect(JSON.parse(body)).toMatchObject({ transaction_id: id, idempotency_key: KEY, status: state });
    }
    expect(requests).toHaveLength(2);
  });

  test('tell of a cancellation', async () => {
    const { url, received } = await receiver();
    const client = await heleketSimulated({ webhookUrl: url });
    const { transaction_id: id } = await created(client);
    await client.api(`${API_PAYOUTS}/${String(id)}/cancel`, '');
    await client.simulator.control.idle();
    expect(received()).toMatchObject([{ transaction_id: id, status: 'cancelled' }]);
  });

  test('may be signed with a prefix, in another header and with a secret of choice', async () => {
    const { url, requests } = await receiver();
    const client = await heleketSimulated({
      webhookUrl: url,
      webhookSignaturePrefix: 'sha256=',
      webhookSignatureHeader: 'x-signature',
      webhookSecret: 'chosen',
    });
    await created(client);
    await client.simulator.control.settle(KEY, 'confirmed');
    const { body = '', headers = {} } = requests[0] ?? {};
    expect(headers['x-signature']).toBe(`sha256=${hmacOf(body, 'chosen')}`);
  });

  test('go where the control says, or nowhere', async () => {
    const { url, received } = await receiver();
    const client = await heleketSimulated();
    const { control } = client.simulator;
    await created(client);
    await control.settle(KEY, 'pending');
    control.setWebhookUrl(url);
    await control.settle(KEY, 'broadcast');
    control.setWebhookUrl(undefined);
    await control.settle(KEY, 'confirmed');
    expect(received()).toMatchObject([{ status: 'broadcast' }]);
    expect(() => {
      control.setWebhookUrl('somewhere');
    }).toThrow(RangeError);
    const overHttp = await fetch(`${client.simulator.baseUrl}/_simulator/set-webhook-url`, {
      method: 'POST',
      body: JSON.stringify({ url }),
    });
    expect(overHttp.status).toBe(200);
    await control.settle(KEY, 'confirmed');
    expect(received()).toMatchObject([{ status: 'broadcast' }, { status: 'confirmed' }]);
  });

  test('are tried again with the same bytes, and can be lost, doubled, late and sent again', async () => {
    const { url, bodies } = await receiver((response, index) => {
      response.statusCode = index === 0 ? 500 : 200;
      response.end();
    });
    const client = await heleketSimulated({ webhookUrl: url });
    const { control } = client.simulator;
    await created(client);
    await control.settle(KEY, 'broadcast');
    await control.advance(60_000);
    expect(bodies()).toHaveLength(2);
    expect(bodies()[1]).toBe(bodies()[0]);
    control.fault({ kind: 'webhook-duplicated', type: 'payout' });
    await control.settle(KEY, 'confirmed');
    expect(bodies()).toHaveLength(4);
    control.fault({ kind: 'webhook-dropped' });
    await control.settle(KEY, 'confirmed');
    expect(bodies()).toHaveLength(4);
    await control.redeliver({ id: 1 });
    expect(bodies()[4]).toBe(bodies()[0]);
  });

  test('can be forged: the right shape under a wrong secret', async () => {
    const { url, requests } = await receiver();
    const client = await heleketSimulated({ webhookUrl: url });
    await created(client);
    const forged = await client.simulator.control.forgeWebhook({ about: KEY, changes: { status: 'confirmed' } });
    expect(forged).toMatchObject({ nature: 'forged', state: 'delivered' });
    const { body = '', headers = {} } = requests[0] ?? {};
    expect(JSON.parse(body)).toMatchObject({ idempotency_key: KEY, status: 'confirmed' });
    expect(headers['x-heleket-signature']).toMatch(/^[0-9a-f]{64}$/);
    expect(headers['x-heleket-signature']).not.toBe(hmacOf(body, client.simulator.webhookSecret));
    client.simulator.control.setWebhookUrl(undefined);
    await expect(client.simulator.control.forgeWebhook({ about: KEY })).rejects.toThrow('name a url');
  });

  test('are not sent about payouts of the signed protocol, which sign in the body', async () => {
    const { url, requests } = await receiver();
    const client = await heleketSimulated({ webhookUrl: url });
    await client.payout('/v1/payout', PAYOUT);
    await client.simulator.control.settle('payout-1', 'paid');
    expect(requests).toEqual([]);
  });

  test('sign the signed protocol’s bodies the same way where it is set to', async () => {
    const { url, requests } = await receiver();
    const { payment, simulator } = await heleketSimulated({
      webhookSignature: 'hmac-sha256',
      webhookSignaturePrefix: 'sha256=',
    });
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    const { body = '', headers = {} } = requests[0] ?? {};
    expect(JSON.parse(body)).not.toHaveProperty('sign');
    expect(headers['x-heleket-signature']).toBe(`sha256=${hmacOf(body, simulator.webhookSecret)}`);
  });
});

describe('faults of the api-key interface', () => {
  const path = `${API_PAYOUTS}/{id}/cancel`;

  test('speak its own words', async () => {
    const { api, simulator, payment } = await heleketSimulated();
    const { control } = simulator;
    control.fault({ kind: 'server-error' });
    expect(await api(API_PAYOUTS, REQUEST)).toMatchObject({ status: 500, text: '{"message":"Internal server error"}' });
    control.fault({ kind: 'rate-limit' });
    expect(await api(API_PAYOUTS, REQUEST)).toMatchObject({ status: 429, text: '{"message":"Too many requests"}' });
    control.fault({ kind: 'refusal', message: 'Wallet is frozen', status: 400 });
    expect(await api(API_PAYOUTS, REQUEST)).toMatchObject({ status: 400, text: '{"message":"Wallet is frozen"}' });
    control.fault({ kind: 'not-json', status: 502 });
    expect((await api(API_PAYOUTS, REQUEST)).text).toContain('<h1>');
    control.fault({ kind: 'server-error' });
    expect((await payment('/v1/balance')).text).toBe('{"message":"Server error, #1","code":500,"error":null}');
  });

  test('strike one path and method only', async () => {
    const client = await heleketSimulated();
    const { transaction_id: id } = await created(client);
    client.simulator.control.fault({ kind: 'server-error', path });
    client.simulator.control.fault({ kind: 'client-error', path: `${API_PAYOUTS}/{id}`, method: 'GET' });
    expect((await client.api(API_PAYOUTS, REQUEST)).status).toBe(201);
    expect((await client.api(`${API_PAYOUTS}/${String(id)}`)).status).toBe(400);
    expect((await client.api(`${API_PAYOUTS}/${String(id)}/cancel`, '')).status).toBe(500);
    expect((await client.api(`${API_PAYOUTS}/${String(id)}/cancel`, '')).status).toBe(200);
  });

  test('can lose the answer before or after the payout exists; the key finds it', async () => {
    const client = await heleketSimulated();
    const { control } = client.simulator;
    const post = (): Promise<unknown> => client.api(API_PAYOUTS, REQUEST, { 'x-idempotency-key': KEY });
    control.fault({ kind: 'reset-before', path: API_PAYOUTS });
    await expect(post()).rejects.toThrow();
    expect(control.payouts()).toHaveLength(0);
    for (const kind of ['reset-after', 'half-body'] as const) {
      control.fault({ kind, path: API_PAYOUTS });
      await expect(post()).rejects.toThrow();
      expect(control.payouts()).toHaveLength(1);
    }
    control.fault({ kind: 'server-error', path: API_PAYOUTS, applied: true });
    expect(await post()).toMatchObject({ status: 500 });
    expect(await post()).toMatchObject({ status: 200, body: { idempotency_key: KEY } });
    expect(control.payouts()).toHaveLength(1);
  });

  test('can answer about someone else’s payout', async () => {
    const client = await heleketSimulated();
    const { transaction_id: id } = await created(client);
    const get = async (): Promise<Members> => membersOf(await client.api(`${API_PAYOUTS}/${String(id)}`));
    client.simulator.control.fault({ kind: 'wrong-content' });
    expect(await get()).toMatchObject({ transaction_id: '00000000-0000-4000-8000-000000000000', amount: '987654.32' });
    client.simulator.control.fault({ kind: 'wrong-content', replace: { status: 'cancelled' } });
    expect(await get()).toMatchObject({ transaction_id: id, status: 'cancelled' });
  });

  test('are recorded with the request as it arrived', async () => {
    const { api, simulator } = await heleketSimulated();
    simulator.control.fault({ kind: 'rate-limit' });
    await api(`${API_PAYOUTS}/`, '{ "asset": "USDT" }', { 'x-idempotency-key': KEY });
    expect(simulator.control.requests()).toMatchObject([
      {
        method: 'POST',
        path: `${API_PAYOUTS}/`,
        text: '{ "asset": "USDT" }',
        headers: { 'x-idempotency-key': KEY, 'x-api-key': simulator.apiKey },
        answerStatus: 429,
        fault: 'rate-limit',
      },
    ]);
  });
});

describe('options that cannot be meant', () => {
  test.each<[object, string]>([
    [{ apiKey: '' }, 'apiKey'],
    [{ webhookSecret: '' }, 'webhookSecret'],
    [{ webhookUrl: 'here' }, 'webhook URL'],
    [{ walletActivationFee: '-1' }, 'walletActivationFee'],
    [{ payoutKey: '' }, 'payoutKey'],
  ])('%j is refused', async (options, named) => {
    await expect(heleketSimulated(options)).rejects.toThrow(named);
  });
});
