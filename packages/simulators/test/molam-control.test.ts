import { describe, expect, test } from 'vitest';
import type { RequestFault } from '../src/index.js';
import { receiver, units } from './merchant-client.js';
import {
  CHARGES,
  errorOf,
  idOf,
  INTENT,
  INTENTS,
  itemsOf,
  molamSimulated,
  paid,
  PAYOUT,
  PAYOUTS,
  type MolamClient,
} from './molam-client.js';

async function control(
  { simulator }: MolamClient,
  call: string,
  body?: object,
  prefix = '/_simulator',
): Promise<Response> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return fetch(`${simulator.baseUrl}${prefix}/${call}`, init);
}

describe('a customer who pays', () => {
  test('ends an intent as succeeded, found by id, reference or other metadata', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT);
    await client.post(INTENTS, { ...INTENT, metadata: { order_id: 'order-2' } });
    await client.post(INTENTS, { ...INTENT, metadata: {} }, 'order-3');
    await client.post(INTENTS, { ...INTENT, metadata: { cart: 'order-4' } }, 'molam-1754300000000-0a1b2c3d4e5f');
    const { control: play } = client.simulator;
    for (const name of [idOf(body), 'order-2', 'order-3', 'order-4']) {
      expect(await play.pay(name)).toMatchObject({ status: 'succeeded', received: '42.00' });
    }
    expect(play.intents().map(({ reference }) => reference)).toEqual(['order-1', 'order-2', 'order-3', null]);
  });

  test('passes an action, hurries a slow payment, and leaves capturing to the merchant', async () => {
    const client = await molamSimulated();
    const create = async (reference: string, capture: boolean, method?: string): Promise<void> => {
      const { body } = await client.post(INTENTS, { ...INTENT, capture, metadata: { reference } });
      if (method !== undefined) await client.post(`${INTENTS}/${idOf(body)}/confirm`, { payment_method: method });
    };
    await create('3ds', true, 'pm_card_3ds');
    await create('slow', true, 'pm_slow');
    await create('manual', false);
    await create('captured', false);
    const { control: play } = client.simulator;
    expect(await play.pay('3ds')).toMatchObject({ status: 'succeeded', action: null });
    expect(await play.pay('slow')).toMatchObject({ status: 'succeeded' });
    expect(await play.pay('manual')).toMatchObject({ status: 'requires_capture', received: '0.00' });
    expect(await play.pay('captured', { capture: true })).toMatchObject({ status: 'succeeded', received: '42.00' });
    await play.advance(3_600_000);
    expect(play.transfers()).toHaveLength(3);
  });

  test('may use a method whose rule decides', async () => {
    const client = await molamSimulated();
    await client.post(INTENTS, INTENT);
    const { control: play } = client.simulator;
    expect(await play.pay('order-1', { paymentMethod: 'pm_card_3ds' })).toMatchObject({ action: '3ds2' });
    await expect(play.pay('order-1', { paymentMethod: 'pm_card_1' })).rejects.toThrow('confirmed already');
    expect(await play.failAction('order-1')).toMatchObject({ status: 'failed' });
    await expect(play.pay('order-1')).rejects.toThrow('cannot be paid: it is failed');
  });

  test('may bring another amount than was asked for, which only the figures tell', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT);
    await client.simulator.control.pay('order-1', { amount: '40.5' });
    const { body: short } = await client.get(`${INTENTS}/${idOf(body)}`);
    expect(short).toMatchObject({ status: 'succeeded', amount: 4200, amount_received: 4050 });
    expect(client.simulator.control.transfers()).toMatchObject([{ kind: 'payment', amount: '40.50' }]);
    const tooMuch = await client.post(`${CHARGES}/${String(short['latest_charge'])}/refund`, { amount: 4051 });
    expect(errorOf(tooMuch)).toMatchObject({ details: { max_refundable: 4050 } });
    await client.post(INTENTS, { ...INTENT, metadata: { reference: 'order-2' } });
    await expect(client.simulator.control.pay('order-2', { amount: '1.001' })).rejects.toThrow('no amount in EUR');
  });

  test('does not guess between objects of one name', async () => {
    const client = await molamSimulated();
    await client.post(INTENTS, INTENT);
    await client.post(PAYOUTS, { ...PAYOUT, metadata: { reference: 'order-1' } });
    await client.simulator.control.pay('order-1');
    await expect(client.simulator.control.settle('order-1', 'failed')).rejects.toThrow('names 2 objects');
    await expect(client.simulator.control.pay('order-9')).rejects.toThrow('There is no payment intent "order-9"');
  });
});

describe('a status set by hand', () => {
  test('may be one that nobody has heard of, and is told like any other', async () => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    const intent = await paid(client);
    const refund = await client.post(`${CHARGES}/${String(intent['latest_charge'])}/refund`);
    const payout = await client.post(PAYOUTS, PAYOUT);
    await client.simulator.control.idle();
    const before = received().length;
    for (const { body } of [{ body: intent }, refund, payout])
      await client.simulator.control.settle(idOf(body), 'frozen');
    expect(received().slice(before)).toMatchObject([
      { type: 'payment_intent.frozen', data: { status: 'frozen' } },
      { type: 'refund.frozen', data: { status: 'frozen' } },
      { type: 'payout.frozen', data: { status: 'frozen' } },
    ]);
    expect((await client.get(`${PAYOUTS}/${idOf(payout.body)}`)).body).toMatchObject({ status: 'frozen' });
  });

  test.each(['requires_payment_method', 'requires_confirmation', 'pending'])(
    'of %s is not told, and can still be paid',
    async (status) => {
      const { url, received } = await receiver();
      const client = await molamSimulated({ webhookUrl: url });
      await client.post(INTENTS, INTENT);
      await client.simulator.control.idle();
      await client.simulator.control.settle('order-1', status);
      expect(received()).toHaveLength(1);
      expect(await client.simulator.control.pay('order-1')).toMatchObject({ status: 'succeeded' });
    },
  );

  test('moves money once, however often it is set', async () => {
    const client = await molamSimulated();
    await client.post(INTENTS, INTENT);
    await client.post(PAYOUTS, PAYOUT);
    const { control: play } = client.simulator;
    for (const status of ['succeeded', 'failed', 'succeeded']) await play.settle('order-1', status);
    for (const status of ['sent', 'settled', 'reversed', 'sent', 'reversed']) await play.settle('payout-1', status);
    expect(play.transfers().map(({ kind, amount }) => [kind, amount])).toEqual([
      ['payment', '42.00'],
      ['payout', '250.75'],
      ['reversal', '250.75'],
    ]);
  });

  test.each(['settled', 'paid', 'completed'])('of %s pays a payout out and says payout.paid', async (status) => {
    const { url, received } = await receiver();
    const client = await molamSimulated({ webhookUrl: url });
    await client.post(PAYOUTS, PAYOUT);
    await client.simulator.control.settle('payout-1', status);
    expect(received().at(-1)).toMatchObject({
      type: 'payout.paid',
      data: { status, provider_ref: expect.any(String) },
    });
    expect(client.simulator.control.transfers()).toHaveLength(1);
  });
});

test('the books balance: what came in, less what went back, less what was paid out', async () => {
  const client = await molamSimulated();
  const { control: play } = client.simulator;
  const intent = await paid(client);
  await client.post(`${CHARGES}/${String(intent['latest_charge'])}/refund`, {
    amount: 1500,
    metadata: { reference: 'r-1' },
  });
  await client.post(PAYOUTS, { ...PAYOUT, amount: 20 }, 'p-1');
  await play.advance(60_000);
  expect(play.transfers()).toEqual([
    expect.objectContaining({
      kind: 'payment',
      uuid: idOf(intent),
      orderId: 'order-1',
      amount: '42.00',
      network: null,
    }),
    expect.objectContaining({ kind: 'refund', orderId: 'r-1', amount: '15.00', txid: intent['latest_charge'] }),
    expect.objectContaining({ kind: 'payout', orderId: 'p-1', amount: '20.00', at: '2026-01-01T00:00:20.000Z' }),
  ]);
  const sign = { payment: 1n, refund: -1n, payout: -1n } as const;
  const rest = play.transfers().reduce((sum, { kind, amount }) => sum + sign[kind as 'payment'] * units(amount), 0n);
  expect(rest).toBe(units('7.00'));
});

describe('faults', () => {
  test.each<[RequestFault['kind'], boolean]>([
    ['latency', true],
    ['rate-limit', false],
    ['server-error', false],
    ['client-error', false],
    ['refusal', false],
    ['reset-before', false],
    ['reset-after', true],
    ['half-body', true],
    ['not-json', true],
    ['empty-body', true],
    ['redirect', false],
    ['oversized', true],
    ['wrong-content', true],
  ])('of kind %s strike once, and the payout exists afterwards: %o', async (kind, applied) => {
    const client = await molamSimulated();
    client.simulator.control.fault({ kind, path: PAYOUTS, method: 'POST', bytes: 100_000 });
    expect((await client.get(PAYOUTS)).status).toBe(200);
    await client.post(PAYOUTS, PAYOUT).catch(() => undefined);
    expect(client.simulator.control.payouts()).toHaveLength(applied ? 1 : 0);
    expect(client.simulator.control.requests().at(-1)).toMatchObject({ fault: kind });
    expect((await client.post(PAYOUTS, PAYOUT)).status).toBe(201);
  });

  test('let an answer begin and never end, after it took effect', async () => {
    const { simulator } = await molamSimulated();
    simulator.control.fault({ kind: 'stalled-body', path: PAYOUTS });
    const impatience = new AbortController();
    const answer = await fetch(simulator.baseUrl + PAYOUTS, {
      method: 'POST',
      body: JSON.stringify(PAYOUT),
      headers: { authorization: `Bearer ${simulator.apiKey}`, 'content-type': 'application/json' },
      signal: impatience.signal,
    });
    expect(answer.status).toBe(201);
    expect(simulator.control.payouts()).toHaveLength(1);
    impatience.abort();
    await expect(answer.text()).rejects.toThrow('aborted');
  });

  test('meet one row of the contract when its path names an id in braces', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT);
    const path = `${INTENTS}/${idOf(body)}`;
    client.simulator.control.fault({ kind: 'server-error', path: `${INTENTS}/{id}/confirm`, times: 2 });
    expect((await client.get(path)).status).toBe(200);
    expect((await client.post(`${path}/cancel`)).status).toBe(200);
    expect((await client.post(`${path}/confirm`)).status).toBe(500);
    expect((await client.post(`${INTENTS}/pi_other/confirm`)).status).toBe(500);
    expect((await client.post(`${path}/confirm`)).status).toBe(400);
  });

  test('speak in the provider’s words', async () => {
    const client = await molamSimulated();
    const { control: play } = client.simulator;
    play.fault({ kind: 'server-error', status: 503 });
    expect(await client.get(INTENTS)).toMatchObject({ status: 503, body: { error: { code: 'server_error' } } });
    play.fault({ kind: 'rate-limit', retryAfterSeconds: 7 });
    const limited = await client.get(INTENTS);
    expect(limited).toMatchObject({ status: 429, body: { error: { code: 'rate_limit_exceeded' } } });
    expect(limited.headers.get('retry-after')).toBe('7');
    play.fault({ kind: 'refusal', status: 403, message: 'insufficient_scopes' });
    expect(await client.get(INTENTS)).toMatchObject({ status: 403, body: { error: { code: 'insufficient_scopes' } } });
    play.fault({ kind: 'refusal', message: 'Not today' });
    expect(errorOf(await client.get(INTENTS))).toMatchObject({ code: 'refused', message: 'Not today' });
  });

  test('answer about another object, alone or in a list', async () => {
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, INTENT);
    const { control: play } = client.simulator;
    play.fault({ kind: 'wrong-content', times: 2 });
    const wrong = await client.get(`${INTENTS}/${idOf(body)}`);
    expect(wrong.body).toMatchObject({
      id: 'someone_elses_object',
      amount: 98_765_432,
      status: 'requires_payment_method',
    });
    expect(itemsOf(await client.get(INTENTS))).toMatchObject([{ id: 'someone_elses_object', currency: 'KWD' }]);
    play.fault({ kind: 'wrong-content', replace: { status: 'succeeded' } });
    expect((await client.get(`${INTENTS}/${idOf(body)}`)).body).toEqual({ ...body, status: 'succeeded' });
  });

  test('drop, double, delay and swap webhooks', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url });
    const { control: play } = client.simulator;
    play.fault({ kind: 'webhook-dropped', type: 'payment_intent.created' });
    play.fault({ kind: 'webhook-duplicated', type: 'payment_intent.succeeded', copies: 3 });
    await client.post(INTENTS, INTENT);
    await play.idle();
    expect(target.requests).toHaveLength(0);
    await play.pay('order-1');
    expect(target.received().map(({ type }) => type)).toEqual(Array(3).fill('payment_intent.succeeded'));
    expect(new Set(target.received().map(({ id }) => id)).size).toBe(1);
    expect(new Set(target.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);

    play.fault({ kind: 'webhook-reordered', type: 'payout.sent' });
    play.fault({ kind: 'webhook-late', type: 'payout.created', delayMs: 3_600_000 });
    await client.post(PAYOUTS, PAYOUT);
    await play.advance(3_600_000);
    expect(
      target
        .received()
        .slice(3)
        .map(({ type }) => type),
    ).toEqual(['payout.paid', 'payout.sent', 'payout.created']);
  });
});

test('a reset leaves nothing of what was, and stops what was to come', async () => {
  const target = await receiver();
  const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: { kid: '1', secret: 's' } });
  const { control: play } = client.simulator;
  await client.post(INTENTS, INTENT, 'k');
  await client.post(PAYOUTS, PAYOUT);
  await play.pay('order-1');
  play.rotate();
  play.signWebhooks('none');
  play.fault({ kind: 'server-error' });
  const before = target.requests.length;
  await play.reset();
  for (const list of [
    play.intents(),
    play.payouts(),
    play.refunds(),
    play.deliveries(),
    play.transfers(),
    play.requests(),
  ]) {
    expect(list).toEqual([]);
  }
  expect(play.endpoints()).toMatchObject([{ url: target.url, secrets: [{ kid: '1', secret: 's', status: 'active' }] }]);
  await play.advance(24 * 3_600_000);
  expect(play.transfers()).toEqual([]);
  expect(target.requests).toHaveLength(before);
  const again = await client.post(INTENTS, INTENT, 'k');
  expect(again.status).toBe(201);
  expect(again.headers.has('idempotent-replayed')).toBe(false);
  await play.idle();
  expect(target.requests.at(-1)?.headers['molam-signature']).toContain('kid=1');
});

test('runs by the machine’s clock where no other is asked for', async () => {
  const target = await receiver();
  const client = await molamSimulated({ clock: 'real', webhookUrl: target.url });
  const { control: play } = client.simulator;
  const before = Date.now();
  await client.post(INTENTS, INTENT);
  expect(Date.parse(play.intents()[0]?.createdAt ?? '')).toBeGreaterThanOrEqual(before);
  await expect(play.advance(1)).rejects.toThrow('virtual');
});

describe('the control interface over HTTP', () => {
  test.each(['/_simulator', '/__sim'])('answers under %s', async (prefix) => {
    const client = await molamSimulated();
    await client.post(INTENTS, INTENT);
    const call = (name: string, body?: object): Promise<Response> => control(client, name, body, prefix);
    expect(await (await call('pay', { id: 'order-1' })).json()).toMatchObject({ status: 'succeeded' });
    expect(await (await call('transfers')).json()).toMatchObject([{ kind: 'payment', amount: '42.00' }]);
    expect(await (await call('state')).json()).toMatchObject({ provider: 'Molam', clock: 'virtual', intents: [{}] });
    expect((await call('none', {})).status).toBe(404);
    const refused = await call('pay', { id: 'order-1' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: expect.stringContaining('cannot be paid') });
  });

  test('does everything that the control does', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, approvalThreshold: 100 });
    const [endpoint] = client.simulator.control.endpoints();
    const { body: action } = await client.post(INTENTS, { ...INTENT, metadata: { reference: 'a' } });
    const { body: other } = await client.post(INTENTS, { ...INTENT, metadata: { reference: 'b' } });
    for (const body of [action, other])
      await client.post(`${INTENTS}/${idOf(body)}/confirm`, { payment_method: 'pm_otp' });
    for (const reference of ['p', 'q']) await client.post(PAYOUTS, { ...PAYOUT, metadata: { reference } });
    const calls: readonly (readonly [string, object])[] = [
      ['complete-action', { id: 'a' }],
      ['fail-action', { id: 'b' }],
      ['settle', { id: 'b', status: 'frozen' }],
      ['approve', { id: 'p' }],
      ['reject', { id: 'q' }],
      ['fail-bank', { times: 1 }],
      ['fault', { kind: 'server-error' }],
      ['clear-faults', {}],
      ['hold', {}],
      ['release', {}],
      ['register-endpoint', { url: 'http://127.0.0.1:9/', events: ['payout.paid'] }],
      ['set-endpoint', { endpoint: 'http://127.0.0.1:9/', status: 'disabled' }],
      ['rotate', { endpoint: endpoint?.id, secret: 'whsec_x' }],
      ['revoke', { kid: '1' }],
      ['sign-webhooks', { signing: 'dual' }],
      ['test-webhook', {}],
      ['forge-webhook', { about: 'p' }],
      ['redeliver', { delivery: 1 }],
      ['idle', {}],
      ['advance', { ms: 1000 }],
    ];
    for (const [name, body] of calls) expect([name, (await control(client, name, body)).status]).toEqual([name, 200]);
    for (const list of ['intents', 'refunds', 'payouts', 'endpoints', 'deliveries', 'dead-letters', 'requests']) {
      expect((await control(client, list)).status).toBe(200);
    }
    expect(client.simulator.control.intents()).toMatchObject([{ status: 'succeeded' }, { status: 'frozen' }]);
    expect(client.simulator.control.payouts()).toMatchObject([{ approvalStatus: 'approved' }, { status: 'cancelled' }]);
    expect(client.simulator.control.endpoints()).toMatchObject([
      { secrets: [{ status: 'revoked' }, { kid: '2', secret: 'whsec_x' }] },
      { status: 'disabled' },
    ]);
    expect((await control(client, 'requeue', { delivery: 1 })).status).toBe(400);
    expect((await control(client, 'sign-webhooks', { signing: 'crayon' })).status).toBe(400);
    expect((await control(client, 'reset', {})).status).toBe(200);
    expect(client.simulator.control.intents()).toEqual([]);
  });

  test('is closed to web pages from elsewhere', async () => {
    const { simulator } = await molamSimulated();
    for (const path of ['/_simulator/reset', '/__sim/reset', '/']) {
      const answer = await fetch(simulator.baseUrl + path, {
        method: 'POST',
        headers: { origin: 'https://evil.example' },
      });
      expect(answer.status).toBe(403);
    }
  });
});

describe('the pages', () => {
  async function page({ simulator }: MolamClient, path: string): Promise<string> {
    const answer = await fetch(simulator.baseUrl + path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    return answer.text();
  }

  test('show the whole account with what can happen next', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, delayedRefunds: true });
    const intent = await paid(client);
    await client.post(`${CHARGES}/${String(intent['latest_charge'])}/refund`);
    await client.post(INTENTS, { ...INTENT, metadata: { reference: 'order-2' } });
    await client.post(PAYOUTS, PAYOUT);
    await client.post(PAYOUTS, { ...PAYOUT, amount: 10_000 });
    await client.simulator.control.idle();
    const text = await page(client, '/');
    for (const part of [
      'order-2',
      '42.00 EUR',
      '>Succeed<',
      '>Approve<',
      '>Send<',
      '>Rotate the secret<',
      '>Pause<',
      '+ 1 hour',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('Money that moved (1)');
    expect(text).toContain('answered 200');
  });

  test('let a customer pay, with 3-D Secure, or be refused, and lead back to the shop', async () => {
    const client = await molamSimulated();
    const urls = { return_url: 'https://shop.example/thanks', cancel_url: 'https://shop.example/cart' };
    const { body } = await client.post(INTENTS, { ...INTENT, ...urls });
    const { pathname } = new URL(String(body['redirect_url']));
    const fresh = await page(client, pathname);
    for (const part of ['>Pay<', '>Pay with 3-D Secure<', '>Pay with a refused card<', urls.cancel_url]) {
      expect(fresh).toContain(part);
    }
    // The button's own call.
    const call = /data-call="pay" data-body="([^"]+pm_card_3ds[^"]+)"/.exec(fresh)?.[1]?.replaceAll('&quot;', '"');
    await control(client, 'pay', JSON.parse(call ?? '{}') as object);
    const asked = await page(client, pathname);
    for (const part of ['requires_action', '>Pass the check<', '>Fail the check<']) expect(asked).toContain(part);
    await control(client, 'complete-action', { id: idOf(body) });
    const over = await (await fetch(`${client.simulator.baseUrl}${pathname}?part=1`)).text();
    expect(over).toContain('succeeded');
    expect(over).toContain(urls.return_url);
    expect(over).not.toContain('<button');
    expect((await fetch(`${client.simulator.baseUrl}/pay/pi_none`)).status).toBe(404);
  });

  test('show hostile text as text', async () => {
    const hostile = `"><script>alert(1)</script>`;
    const client = await molamSimulated();
    const { body } = await client.post(INTENTS, { ...INTENT, metadata: { reference: hostile } });
    await client.simulator.control.settle(idOf(body), hostile);
    for (const path of ['/', `/pay/${idOf(body)}`]) {
      const text = await page(client, path);
      expect(text).toContain('&lt;script&gt;alert(1)');
      expect(text).not.toContain('<script>alert');
    }
  });
});
