import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { receiver, type Receiver } from './merchant-client.js';
import {
  digestOf,
  ENDPOINTS,
  errorOf,
  idOf,
  INTENT,
  INTENTS,
  molamSimulated,
  PAYOUT,
  PAYOUTS,
  signatureOf,
  type MolamClient,
} from './molam-client.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SECRET = { kid: '1', secret: 'whsec_alpha_5f2c91d0a7' };

const registration = (url: string, change: object = {}): object => ({
  tenant_type: 'merchant',
  tenant_id: 'merch_1',
  url,
  events: ['*'],
  ...change,
});

/** Answers with these statuses in turn, then with 200. */
function answering(...statuses: readonly number[]): Promise<Receiver> {
  return receiver((response, index) => {
    response.statusCode = statuses[index] ?? 200;
    response.end();
  });
}

async function created(client: MolamClient): Promise<void> {
  await client.post(INTENTS, INTENT);
  await client.simulator.control.idle();
}

/** Minutes between the attempts of the first delivery. */
function waits({ simulator }: MolamClient): readonly number[] {
  const times = simulator.control.deliveries()[0]?.attempts.map(({ at }) => Date.parse(at)) ?? [];
  return times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / MINUTE_MS);
}

describe('registering an endpoint', () => {
  test('answers 201 with a secret that no later call shows', async () => {
    const client = await molamSimulated();
    const { status, body } = await client.post(
      ENDPOINTS,
      registration('https://shop.example/hook', { description: 'main' }),
    );
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^we_/),
      object: 'webhook_endpoint',
      url: 'https://shop.example/hook',
      events: ['*'],
      status: 'active',
      tenant_type: 'merchant',
      tenant_id: 'merch_1',
      description: 'main',
      region: null,
      api_version: '2025-01',
      secret_versions: [
        { kid: '1', status: 'active', secret_preview: 'whsec_', created_at: '2026-01-01T00:00:00.000Z' },
      ],
      created_at: '2026-01-01T00:00:00.000Z',
      kid: '1',
      secret: expect.stringMatching(/^whsec_[0-9a-f]{64}$/),
    });
    const list = await client.get(ENDPOINTS);
    const { kid: _, secret, ...shown } = body;
    expect(list.body).toMatchObject({ data: [shown], total_count: 1 });
    expect(list.text).not.toContain(String(secret));
  });

  test.each<[string, object, object]>([
    ['without events', { events: undefined }, { code: 'missing_required_fields' }],
    ['with an empty list of events', { events: [] }, { code: 'invalid_parameter', param: 'events' }],
    ['with events that are no texts', { events: [1] }, { code: 'invalid_parameter', param: 'events' }],
    ['for an unknown kind of tenant', { tenant_type: 'user' }, { code: 'invalid_parameter', param: 'tenant_type' }],
    ['at no address', { url: 'shop.example' }, { code: 'invalid_parameter', param: 'url' }],
  ])('is refused %s', async (_, change, error) => {
    const { post } = await molamSimulated();
    const answer = await post(ENDPOINTS, registration('https://shop.example', change));
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject(error);
  });

  test('for some events keeps the others away', async () => {
    const client = await molamSimulated();
    const [all, some] = [await receiver(), await receiver()];
    await client.post(ENDPOINTS, registration(all.url));
    await client.post(ENDPOINTS, registration(some.url, { events: ['payment_intent.succeeded', 'payout.paid'] }));
    await created(client);
    await client.simulator.control.pay('order-1');
    await client.post(PAYOUTS, PAYOUT);
    await client.simulator.control.advance(MINUTE_MS);
    expect(all.received()).toHaveLength(5);
    expect(some.received().map(({ type }) => type)).toEqual(['payment_intent.succeeded', 'payout.paid']);
    // One event has one id, whoever is told of it.
    expect(all.received().map(({ id }) => id)).toEqual(expect.arrayContaining(some.received().map(({ id }) => id)));
  });

  test('twice and deleting one stops its deliveries, those under way included', async () => {
    const client = await molamSimulated();
    const failing = await answering(500);
    const { body } = await client.post(ENDPOINTS, registration(failing.url));
    await created(client);
    expect((await client.delete(`${ENDPOINTS}/${idOf(body)}`)).body).toEqual({
      id: idOf(body),
      object: 'webhook_endpoint',
      deleted: true,
    });
    await client.simulator.control.advance(48 * HOUR_MS);
    expect(failing.requests).toHaveLength(1);
    expect(client.simulator.control.deliveries()).toMatchObject([{ state: 'dropped' }]);
    expect(errorOf(await client.delete(`${ENDPOINTS}/${idOf(body)}`))).toMatchObject({ code: 'endpoint_not_found' });
  });
});

describe('a delivery', () => {
  test('carries the event, and headers that name delivery and event', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    await created(client);
    const [request] = target.requests;
    const [event] = target.received();
    expect(Object.keys(event ?? {})).toEqual(['id', 'type', 'created', 'livemode', 'api_version', 'data']);
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      type: 'payment_intent.created',
      created: '2026-01-01T00:00:00.000Z',
      livemode: false,
      api_version: '2025-01',
      data: { object: 'payment_intent', amount: 4200, metadata: { reference: 'order-1' } },
    });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Molam-Connect-Webhook/1.0',
      'idempotency-key': 'dlv_00000001',
      'molam-event-id': event?.['id'],
      'molam-delivery-attempt': '1',
    });
  });

  test('is signed over time and body with the secret as it stands', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    await created(client);
    const [request] = target.requests;
    const t = String(Date.parse('2026-01-01T00:00:00Z'));
    expect(signatureOf(request)).toEqual([
      ['t', t],
      ['v1', digestOf(SECRET.secret, t, request?.body ?? '')],
      ['kid', '1'],
    ]);
  });

  test('is signed with the secret that registering showed', async () => {
    const target = await receiver();
    const client = await molamSimulated();
    const { body } = await client.post(ENDPOINTS, registration(target.url));
    await created(client);
    const signature = new Map(signatureOf(target.requests[0]));
    expect(signature.get('v1')).toBe(
      digestOf(String(body['secret']), signature.get('t') ?? '', target.bodies()[0] ?? ''),
    );
  });

  test('is tried again after 1, 5 and 15 minutes, 1, 6 and 24 hours, and is then dead', async () => {
    const target = await receiver((response) => {
      response.statusCode = 503;
      response.end();
    });
    const client = await molamSimulated({ webhookUrl: target.url });
    await created(client);
    await client.simulator.control.advance(100 * HOUR_MS);
    expect(waits(client)).toEqual([1, 5, 15, 60, 360, 1440]);
    expect(target.requests).toHaveLength(7);
    expect(client.simulator.control.deadLetters()).toMatchObject([
      { id: 1, type: 'payment_intent.created', state: 'failed' },
    ]);
  });

  test('signs every attempt afresh, under one idempotency key and event id', async () => {
    const target = await answering(500, 500);
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    await created(client);
    await client.simulator.control.advance(10 * MINUTE_MS);
    expect(target.requests).toHaveLength(3);
    const start = Date.parse('2026-01-01T00:00:00Z');
    const times = [start, start + MINUTE_MS, start + 6 * MINUTE_MS].map(String);
    for (const [index, request] of target.requests.entries()) {
      expect(new Map(signatureOf(request)).get('t')).toBe(times[index]);
      expect(new Map(signatureOf(request)).get('v1')).toBe(digestOf(SECRET.secret, times[index] ?? '', request.body));
      expect(request.headers['molam-delivery-attempt']).toBe(String(index + 1));
    }
    expect(new Set(target.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(target.received().map(({ id }) => id)).size).toBe(1);
    expect(
      client.simulator.control.deliveries()[0]?.attempts.map(({ headers }) => headers?.['molam-signature']),
    ).toEqual(target.requests.map(({ headers }) => headers['molam-signature']));
  });

  test.each([408, 409, 425, 429, 500, 502, 599])('is tried again after %i', async (status) => {
    const client = await molamSimulated({ webhookUrl: (await answering(status)).url });
    await created(client);
    expect(client.simulator.control.deliveries()).toMatchObject([{ state: 'pending' }]);
    await client.simulator.control.advance(MINUTE_MS);
    expect(client.simulator.control.deliveries()).toMatchObject([
      { state: 'delivered', attempts: [{ status }, { status: 200 }] },
    ]);
  });

  test.each([301, 302, 400, 401, 403, 404, 410, 422])(
    'ends at once after %i, and is no dead letter',
    async (status) => {
      const target = await answering(status);
      const client = await molamSimulated({ webhookUrl: target.url });
      await created(client);
      await client.simulator.control.advance(48 * HOUR_MS);
      expect(client.simulator.control.deliveries()).toMatchObject([{ state: 'refused', attempts: [{ status }] }]);
      expect(client.simulator.control.deadLetters()).toEqual([]);
      expect(target.requests).toHaveLength(1);
    },
  );

  test('is tried again when nobody listens', async () => {
    const client = await molamSimulated({ webhookUrl: 'http://127.0.0.1:9/' });
    await created(client);
    expect(client.simulator.control.deliveries()).toMatchObject([
      { state: 'pending', attempts: [{ error: 'unreachable' }] },
    ]);
  });

  test('takes its waits from the options, and all waits shrink with the speed', async () => {
    const target = await answering(500, 500);
    const client = await molamSimulated({ webhookUrl: target.url, webhookRetryDelaysMs: [MINUTE_MS], speed: 60 });
    await created(client);
    await client.simulator.control.advance(999);
    expect(target.requests).toHaveLength(1);
    await client.simulator.control.advance(1);
    expect(client.simulator.control.deadLetters()).toMatchObject([{ attempts: [{}, {}] }]);
    await client.post(PAYOUTS, PAYOUT);
    await client.simulator.control.advance(501);
    expect(client.simulator.control.payouts()).toMatchObject([{ status: 'settled' }]);
  });

  test('that is dead can be requeued, for the same delivery and the whole schedule', async () => {
    const target = await answering(...Array<number>(8).fill(500));
    const client = await molamSimulated({ webhookUrl: target.url });
    await created(client);
    await client.simulator.control.advance(100 * HOUR_MS);
    expect(await client.simulator.control.requeue(1)).toMatchObject({ id: 1, state: 'pending' });
    await expect(client.simulator.control.requeue({ id: 1 })).rejects.toThrow('has not failed');
    await client.simulator.control.advance(MINUTE_MS);
    expect(client.simulator.control.deliveries()).toMatchObject([{ id: 1, state: 'delivered' }]);
    expect(target.requests).toHaveLength(9);
    expect(new Set(target.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(client.simulator.control.deadLetters()).toEqual([]);
  });

  test('sent again is a new delivery of the same event, signed now', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    await created(client);
    await client.simulator.control.advance(HOUR_MS);
    expect(await client.simulator.control.redeliver({ id: 1 })).toMatchObject({ id: 2, state: 'delivered' });
    const [first, second] = target.requests;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['idempotency-key']).not.toBe(first?.headers['idempotency-key']);
    expect(new Map(signatureOf(second)).get('t')).toBe(String(Date.parse('2026-01-01T01:00:00Z')));
  });

  test.each(['paused', 'disabled'] as const)(
    'to a %s endpoint is parked and tried again after six hours',
    async (status) => {
      const target = await receiver();
      const client = await molamSimulated({ webhookUrl: target.url });
      const { control } = client.simulator;
      control.setEndpoint(target.url, status);
      await created(client);
      expect(control.deliveries()).toMatchObject([{ state: 'parked', attempts: [] }]);
      await control.advance(6 * HOUR_MS);
      expect(control.deliveries()).toMatchObject([{ state: 'parked', attempts: [] }]);
      control.setEndpoint(target.url, 'active');
      await control.advance(6 * HOUR_MS - 1);
      expect(target.requests).toEqual([]);
      await control.advance(1);
      expect(control.deliveries()).toMatchObject([
        { state: 'delivered', attempts: [{ at: '2026-01-01T12:00:00.000Z' }] },
      ]);
    },
  );
});

describe('rotating a secret', () => {
  const kidOf = (request: Receiver['requests'][number] | undefined): string | undefined =>
    new Map(signatureOf(request)).get('kid');

  test('signs with the new version at once and keeps the old one for a day', async () => {
    const target = await receiver();
    const client = await molamSimulated();
    const { body: endpoint } = await client.post(ENDPOINTS, registration(target.url));
    const path = `${ENDPOINTS}/${idOf(endpoint)}`;
    await created(client);
    const { status, body } = await client.post(`${path}/rotate`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kid: '2',
      secret: expect.stringMatching(/^whsec_/),
      secret_versions: [
        { kid: '1', status: 'retiring' },
        { kid: '2', status: 'active' },
      ],
    });
    await created(client);
    expect(target.requests.map(kidOf)).toEqual(['1', '2']);
    const signature = new Map(signatureOf(target.requests[1]));
    expect(signature.get('v1')).toBe(
      digestOf(String(body['secret']), signature.get('t') ?? '', target.bodies()[1] ?? ''),
    );

    const states = (): unknown => client.simulator.control.endpoints()[0]?.secrets.map(({ status: state }) => state);
    await client.simulator.control.advance(24 * HOUR_MS - 1);
    expect(states()).toEqual(['retiring', 'active']);
    await client.simulator.control.advance(1);
    expect(states()).toEqual(['revoked', 'active']);
  });

  test('signs twice where that is asked for, as long as both versions live', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET, webhookSigning: 'dual' });
    client.simulator.control.rotate(undefined, { kid: '7', secret: 'whsec_bravo' });
    await created(client);
    const t = String(Date.parse('2026-01-01T00:00:00Z'));
    const body = target.bodies()[0] ?? '';
    expect(signatureOf(target.requests[0])).toEqual([
      ['t', t],
      ['v1', digestOf(SECRET.secret, t, body)],
      ['v1', digestOf('whsec_bravo', t, body)],
      ['kid', '7'],
    ]);
    client.simulator.control.revoke('1');
    await created(client);
    expect(signatureOf(target.requests[1]).map(([name]) => name)).toEqual(['t', 'v1', 'kid']);
  });

  test('starts from the versions that were given, the last one signing', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecrets: { v1: 'old', v2: 'new' } });
    await created(client);
    expect(kidOf(target.requests[0])).toBe('v2');
    expect(client.simulator.control.endpoints()).toMatchObject([
      {
        secrets: [
          { kid: 'v1', status: 'retiring' },
          { kid: 'v2', status: 'active' },
        ],
      },
    ]);
    expect(client.simulator.control.rotate().secrets.at(-1)).toMatchObject({ kid: '3' });
  });

  test('refuses a secret that cannot be one, and a kid that is taken', async () => {
    const { simulator } = await molamSimulated({ webhookUrl: 'http://127.0.0.1:9/' });
    expect(() => simulator.control.rotate(undefined, { secret: '' })).toThrow('is empty');
    expect(() => simulator.control.rotate(undefined, { kid: '1' })).toThrow('is taken');
    expect(() => simulator.control.rotate('http://127.0.0.1:8/')).toThrow('no webhook endpoint');
  });

  test('can be ended early by revoking the old version, or undone by revoking the new one', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url });
    const path = `${ENDPOINTS}/${client.simulator.control.endpoints()[0]?.id ?? ''}`;
    await client.post(`${path}/rotate`);
    expect((await client.post(`${path}/secrets/2/revoke`)).body).toMatchObject({
      secret_versions: [
        { kid: '1', status: 'active' },
        { kid: '2', status: 'revoked' },
      ],
    });
    await client.simulator.control.advance(48 * HOUR_MS);
    await created(client);
    expect(kidOf(target.requests[0])).toBe('1');
    const last = await client.post(`${path}/secrets/1/revoke`);
    expect(last.status).toBe(400);
    expect(errorOf(last)).toMatchObject({ code: 'invalid_state' });
    expect(errorOf(await client.post(`${path}/secrets/2/revoke`))).toMatchObject({
      details: { current_status: 'revoked' },
    });
    expect(errorOf(await client.post(`${path}/secrets/9/revoke`))).toMatchObject({ code: 'secret_not_found' });
    expect(errorOf(await client.post(`${ENDPOINTS}/we_none/rotate`))).toMatchObject({ code: 'endpoint_not_found' });
  });
});

describe('webhooks that a receiver must refuse', () => {
  const hmac = (text: string): string => createHmac('sha256', SECRET.secret).update(text).digest('hex');

  async function sentAs(signing: Parameters<MolamClient['simulator']['control']['signWebhooks']>[0]) {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    client.simulator.control.signWebhooks(signing);
    await created(client);
    return { headers: target.requests[0]?.headers ?? {}, body: target.bodies()[0] ?? '' };
  }

  test('may be signed over the body alone', async () => {
    const { headers, body } = await sentAs('body-only');
    expect(headers).toMatchObject({
      'x-molam-signature': hmac(body),
      'x-molam-event': 'payment_intent.created',
      'x-molam-event-type': 'payment_intent.created',
    });
    expect(headers['molam-signature']).toBeUndefined();
  });

  test('may carry a digest with a prefix', async () => {
    const { headers, body } = await sentAs('sha256-prefix');
    expect(headers['molam-signature']).toBe(`sha256=${hmac(body)}`);
  });

  test('may carry their time in a header of its own', async () => {
    const { headers, body } = await sentAs('timestamp-header');
    const t = String(Date.parse('2026-01-01T00:00:00Z'));
    expect(headers).toMatchObject({ 'x-molam-signature': `v1=${hmac(`${t}.${body}`)}`, 'x-molam-timestamp': t });
  });

  test('may carry no signature', async () => {
    const { headers } = await sentAs('none');
    expect(Object.keys(headers).filter((name) => name.includes('signature'))).toEqual([]);
  });

  test('are forged with a secret that nobody has, about a real object', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    await created(client);
    const delivery = await client.simulator.control.forgeWebhook({
      about: 'order-1',
      type: 'payment_intent.succeeded',
      changes: { livemode: undefined, data: { id: 'pi_x', status: 'succeeded' } },
    });
    expect(delivery).toMatchObject({ nature: 'forged', state: 'delivered', type: 'payment_intent.succeeded' });
    expect(target.received()[1]).toMatchObject({ type: 'payment_intent.succeeded', data: { id: 'pi_x' } });
    expect(target.received()[1]).not.toHaveProperty('livemode');
    const signature = new Map(signatureOf(target.requests[1]));
    expect(signature.get('kid')).toBe('1');
    expect(signature.get('v1')).toMatch(/^[0-9a-f]{64}$/);
    expect(signature.get('v1')).not.toBe(digestOf(SECRET.secret, signature.get('t') ?? '', target.bodies()[1] ?? ''));
  });

  test('are forged with the right secret at a wrong time, or in an old format', async () => {
    const target = await receiver();
    const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
    await created(client);
    const { control } = client.simulator;
    await control.forgeWebhook({ about: 'order-1', ...SECRET, signedAt: '2025-12-31T00:00:00Z' });
    const t = String(Date.parse('2025-12-31T00:00:00Z'));
    expect(signatureOf(target.requests[1])).toEqual([
      ['t', t],
      ['v1', digestOf(SECRET.secret, t, target.bodies()[1] ?? '')],
      ['kid', '1'],
    ]);
    await control.forgeWebhook({ about: 'order-1', ...SECRET, signing: 'sha256-prefix' });
    expect(target.requests[2]?.headers['molam-signature']).toBe(`sha256=${hmac(target.bodies()[2] ?? '')}`);
    await control.forgeWebhook({ about: 'order-1', signing: 'none' });
    expect(target.requests[3]?.headers['molam-signature']).toBeUndefined();
  });

  test('need a target when no endpoint is registered', async () => {
    const client = await molamSimulated();
    await created(client);
    const { control } = client.simulator;
    await expect(control.forgeWebhook({ about: 'order-1' })).rejects.toThrow('no webhook endpoint');
    const target = await receiver();
    expect(await control.forgeWebhook({ about: 'order-1', url: target.url })).toMatchObject({ state: 'delivered' });
    await expect(control.forgeWebhook({ about: 'nobody', url: target.url })).rejects.toThrow(RangeError);
  });
});

test('a test webhook is properly signed and says what it is', async () => {
  const target = await receiver();
  const client = await molamSimulated({ webhookUrl: target.url, webhookSecret: SECRET });
  expect(await client.simulator.control.testWebhook()).toMatchObject({ nature: 'test', state: 'delivered' });
  expect(target.received()).toMatchObject([{ type: 'webhook.test', livemode: false, data: { note: 'ping' } }]);
  const signature = new Map(signatureOf(target.requests[0]));
  expect(signature.get('v1')).toBe(digestOf(SECRET.secret, signature.get('t') ?? '', target.bodies()[0] ?? ''));
});
