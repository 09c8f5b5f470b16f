import {
  MisconfiguredError,
  ProviderRegistry,
  type VerifiedEvent,
  type WebhookRefusalReason,
  WebhookRefusedError,
} from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { aPayment, deliver, type GatewayOptions, openGateway, post, WEBHOOK_SECRET } from '../../test/gateway.js';
import { InMemoryWebhookInbox } from './in-memory-webhook-inbox.js';
import { webhookHandler, type WebhookHandlerOptions } from './webhook-handler.js';
import { webhookHealth } from './webhook-health.js';
import { WebhookIntake } from './webhook-intake.js';

const PAID = { kind: 'payment', type: 'payment.paid', payment: aPayment() };

/** A handler for the accounts `main` and `silent`, which has no webhooks; `refusing` refuses with the reason its deliveries name. */
function setUp(options?: GatewayOptions, handlerOptions?: WebhookHandlerOptions) {
  const clock = createFakeClock('2026-01-01T12:00:00Z');
  const logger = createRecordingLogger();
  const gateway = openGateway(options, { clock, logger });
  const silent = openGateway({ without: ['webhooks'] });
  const refusing = {
    ...gateway.provider,
    webhooks: {
      validate: ({ headers }: { readonly headers: Headers }) =>
        Promise.reject(new WebhookRefusedError(headers.get('x-reason') as WebhookRefusalReason)),
    },
  };
  const providers = new ProviderRegistry([
    { id: 'main', provider: gateway.provider },
    { id: 'silent', provider: silent.provider },
    { id: 'refusing', provider: refusing },
  ]);
  const intake = new WebhookIntake({ providers, inbox: new InMemoryWebhookInbox(), clock, logger });
  const told: VerifiedEvent[] = [];
  let on = (event: VerifiedEvent): void => void told.push(event);
  const handle = webhookHandler({ ...handlerOptions, intake, providers, clock, logger }, { on: (event) => on(event) });
  return {
    clock,
    gateway,
    handle,
    logger,
    providers,
    told,
    failWith: (error: unknown) =>
      (on = () => {
        throw error;
      }),
  };
}

const bodyOf = async (response: Response): Promise<unknown> => [response.status, await response.json()];

describe('the answer to a delivery', () => {
  test('is 200 once every event has had its effect, for a repeat as well', async () => {
    const { gateway, handle, told } = setUp();
    gateway.payments.set('payment-1', aPayment());

    expect(await bodyOf(await handle(post('/webhooks/main', deliver(PAID))))).toEqual([200, { status: 'ok' }]);
    expect((await handle(post('/webhooks/main', deliver(PAID)))).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('is 401 for a forgery, which reaches nobody', async () => {
    const { gateway, handle, told } = setUp();
    gateway.payments.set('payment-1', aPayment());

    expect((await handle(post('/webhooks/main', deliver(PAID, { secret: 'guessed' })))).status).toBe(401);
    expect([told, gateway.requests]).toEqual([[], []]);
  });

  test('is the same 401 for every reason of a refusal', async () => {
    const { handle } = setUp();
    const reasons: readonly WebhookRefusalReason[] = [
      'malformed_body',
      'missing_header',
      'malformed_header',
      'missing_field',
      'missing_signature',
      'duplicate_signature',
      'malformed_signature',
      'signature_mismatch',
      'unknown_kid',
      'invalid_timestamp',
      'timestamp_out_of_tolerance',
      'unknown_type',
      'key_not_configured',
    ];
    const answers = await Promise.all(
      reasons.map(async (reason) => {
        const headers = new Headers({ 'x-reason': reason });
        const response = await handle(post('/refusing', { body: new Uint8Array(), headers }));
        return { status: response.status, headers: [...response.headers], body: await response.text() };
      }),
    );

    expect(answers[0]).toMatchObject({ status: 401, body: '{"status":"refused"}' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is 405 for %s, and names what is allowed', async (method) => {
    const { handle } = setUp();

    const response = await handle(new Request('https://shop.example/webhooks/main', { method }));

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  test('is 413 for a body that is too large, whether it says so or not', async () => {
    const { handle, told } = setUp();
    const declared = deliver({ ...PAID, padding: 'x'.repeat(65_536) });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    void writer.write(declared.body);
    const chunked = { method: 'POST', body: readable, headers: declared.headers, duplex: 'half' };

    declared.headers.set('content-length', String(declared.body.byteLength));
    expect((await handle(post('/main', declared))).status).toBe(413);
    declared.headers.set('content-length', '10');
    expect((await handle(post('/main', declared))).status).toBe(413);
    expect((await handle(new Request('https://shop.example/main', chunked as RequestInit))).status).toBe(413);
    expect(told).toEqual([]);
  });

  test('is 200 for a body of exactly the size allowed', async () => {
    const { gateway, handle } = setUp();
    gateway.payments.set('payment-1', aPayment());
    const room = 65_536 - deliver({ ...PAID, padding: '' }).body.byteLength;

    expect((await handle(post('/main', deliver({ ...PAID, padding: 'x'.repeat(room) })))).status).toBe(200);
    expect((await handle(post('/main', deliver({ ...PAID, padding: 'x'.repeat(room + 1) })))).status).toBe(413);
  });

  test('is 413 where the validator finds the body too large', async () => {
    const { handle } = setUp();
    const headers = new Headers({ 'x-reason': 'body_too_large' });

    expect((await handle(post('/refusing', { body: new Uint8Array(), headers }))).status).toBe(413);
  });

  test('is 408 for a body that has not arrived after 15 seconds', async () => {
    const { clock, handle } = setUp();
    const { readable } = new TransformStream<Uint8Array, Uint8Array>();
    const request = { method: 'POST', body: readable, duplex: 'half' };
    const answered = handle(new Request('https://shop.example/main', request as RequestInit));

    await clock.whenSleeping();
    await clock.advance(15_000);

    expect((await answered).status).toBe(408);
  });

  test('is 503 while the provider does not know the object', async () => {
    const { gateway, handle, told } = setUp();
    expect((await handle(post('/main', deliver(PAID)))).status).toBe(503);

    gateway.payments.set('payment-1', aPayment());
    expect((await handle(post('/main', deliver(PAID)))).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('is 503 while the look-up fails', async () => {
    const { gateway, handle } = setUp();
    gateway.payments.set('payment-1', aPayment());
    gateway.failing = true;
    expect((await handle(post('/main', deliver(PAID)))).status).toBe(503);

    gateway.failing = false;
    expect((await handle(post('/main', deliver(PAID)))).status).toBe(200);
  });

  test('is 503 once a look-up has taken 10 seconds', async () => {
    const { clock, gateway, handle } = setUp();
    gateway.onTheWay = () => new Promise(() => undefined);
    const answered = handle(post('/main', deliver(PAID)));
    while (gateway.requests.length === 0) await new Promise(setImmediate);

    await clock.advance(10_000);

    expect((await answered).status).toBe(503);
  });

  test.each([
    ['an error', new Error('no')],
    ['a refusal of its own', new WebhookRefusedError('signature_mismatch')],
    ['nothing that is an error', undefined],
  ])('is 503 when a handler throws %s', async (_what, thrown) => {
    const { failWith, handle } = setUp({ needsConfirmation: false });
    failWith(thrown);

    expect(await bodyOf(await handle(post('/main', deliver(PAID))))).toEqual([503, { status: 'try again' }]);
  });

  test('is 503, and an error in the log, where somebody else has read the body', async () => {
    const { handle, logger } = setUp();
    const request = post('/main', deliver(PAID));
    await request.text();

    expect((await handle(request)).status).toBe(503);
    expect(logger.records).toMatchObject([
      { level: 'error', event: 'webhook.unread', fields: { reason: 'read_before' } },
    ]);
  });
});

describe('the account', () => {
  test.each([
    '/main',
    '/webhooks/main',
    '/a/b/c/main',
    '/webhooks/main/',
    '/webhooks//main//',
    '/webhooks/ma%69n',
    '/webhooks/other/../main',
    '/webhooks/other/%2e%2e/main',
    '/webhooks/main?account=silent',
    '/webhooks/main?/silent',
    '/webhooks/main#/silent',
  ])('is the last segment of the path: %s', async (path) => {
    const { handle } = setUp();

    expect((await handle(post(path, deliver(PAID, { secret: 'guessed' })))).status).toBe(401);
  });

  test.each([
    '/',
    '//',
    '/webhooks',
    '/webhooks/other',
    '/webhooks/silent',
    '/webhooks/Main',
    '/webhooks/main%20',
    '/webhooks/main%00',
    '/webhooks%2Fmain',
    '/webhooks/main%2F',
    '/webhooks/%',
    '/webhooks/%ff',
    '/webhooks/%E0%A4%A',
    '/main/..',
    '/main/%2e%2e',
    '/x/%2e%2e',
    '/main/.%2e/x',
    '/webhooks/__proto__',
    '/webhooks/constructor',
    '/webhooks/toString',
    '/webhooks?main',
    '/webhooks/?/main',
    '/webhooks/#/main',
  ])('is none that has webhooks, so the answer is 404: %s', async (path) => {
    const { handle, told } = setUp();

    expect(await bodyOf(await handle(post(path, deliver(PAID))))).toEqual([404, { status: 'not found' }]);
    expect(told).toEqual([]);
  });
});

describe('the log', () => {
  const CANARY = 'canary-7c0e';
  const private_ = aPayment({
    reference: `order-${CANARY}`,
    transactionId: CANARY,
    checkoutUrl: `https://gateway.example/${CANARY}`,
    metadata: { note: CANARY },
  });

  test.each([
    ['handled', 200, undefined],
    ['contradicted', 200, { amount: { amount: '99', currency: 'USD' } }],
    ['not found', 503, { providerId: 'unknown' }],
  ])('holds no payload, header or secret when a delivery is %s', async (_what, status, changes) => {
    const { gateway, handle, logger } = setUp();
    gateway.payments.set('payment-1', private_);
    const delivery = deliver({ ...PAID, payment: { ...private_, ...changes }, padding: CANARY });
    delivery.headers.set('authorization', CANARY);

    expect((await handle(post(`/main?token=${CANARY}`, delivery))).status).toBe(status);

    const log = JSON.stringify(logger.records);
    expect(log).toContain('webhook.');
    for (const secret of [CANARY, WEBHOOK_SECRET, delivery.headers.get('x-signature') ?? '']) {
      expect(log).not.toContain(secret);
    }
  });

  test('holds no payload, header or secret when a delivery is refused or unread', async () => {
    const { handle, logger } = setUp();
    const forged = deliver({ ...PAID, padding: CANARY }, { secret: CANARY });
    const large = deliver({ ...PAID, padding: CANARY.repeat(10_000) });

    await handle(post('/main', forged));
    await handle(post('/main', large));
    await handle(post(`/${CANARY}/nobody`, forged));

    const events = ['webhook.refused', 'webhook.unread', 'webhook.unknown_account'];
    expect(logger.records.map(({ event }) => event)).toEqual(events);
    expect(JSON.stringify(logger.records)).not.toContain(CANARY);
    expect(JSON.stringify(logger.records)).not.toContain(forged.headers.get('x-signature'));
  });

  test('holds the name of what a handler threw, and not its message', async () => {
    const { failWith, handle, logger } = setUp({ needsConfirmation: false });
    failWith(new RangeError(`cannot store ${CANARY}`, { cause: CANARY }));

    await handle(post('/main', deliver(PAID)));

    expect(logger.records.at(-1)).toMatchObject({
      level: 'error',
      event: 'webhook.failed',
      fields: { account: 'main', code: 'handler_failed', error: 'RangeError' },
    });
    expect(JSON.stringify(logger.records)).not.toContain(CANARY);
  });
});

describe('a delivery to an account that does not exist', () => {
  test('is told to the log with the name in its path and those that exist, and nothing of its body', async () => {
    const { handle, logger } = setUp();
    const body = Buffer.from('canary-f00d');

    expect((await handle(post('/webhooks/heleket', { body, headers: new Headers() }))).status).toBe(404);

    expect(logger.records).toMatchObject([
      {
        level: 'warn',
        event: 'webhook.unknown_account',
        fields: { account: 'heleket', known: ['main', 'silent', 'refusing'] },
      },
    ]);
    expect(JSON.stringify(logger.records)).not.toContain('canary-f00d');
  });

  test.each(['/webhooks/main%20account', `/webhooks/${'a'.repeat(65)}`, '/webhooks/%E0%A4%A', '/'])(
    'is told without a name where the path ends in what is none: %s',
    async (path) => {
      const { handle, logger } = setUp();

      await handle(post(path, deliver(PAID)));

      expect(logger.records).toHaveLength(1);
      expect(logger.records[0]?.fields['account']).toBeUndefined();
    },
  );

  test('fills no log, however many come and whatever names they bear: 10 at once, then 6 a minute', async () => {
    const { clock, handle, logger } = setUp();
    for (let serial = 0; serial < 100; serial += 1) await handle(post(`/shop-${String(serial)}`, deliver(PAID)));
    expect(logger.records).toHaveLength(10);

    await clock.advance(10_000);
    for (let serial = 0; serial < 100; serial += 1) await handle(post('/shop', deliver(PAID)));
    expect(logger.records).toHaveLength(11);
  });

  test('is not what a question for health is, of which the log hears nothing', async () => {
    const { handle, logger } = setUp();

    expect((await handle(new Request('https://shop.example/webhooks/heleket'))).status).toBe(404);
    expect(logger.records).toEqual([]);
  });
});

describe('a handler', () => {
  test.each([[undefined], [null], [{}], [() => undefined], [{ on: true }]])('cannot be made of %o', (handlers) => {
    const { clock, logger, providers } = setUp();
    const intake = { receive: () => Promise.reject(new Error('nobody asks')) };
    const make = () => webhookHandler({ clock, intake, logger, providers }, handlers as never);

    expect(make).toThrow(MisconfiguredError);
    expect(make).toThrow('on must be a function: handler needs { on }.');
  });
});

describe('a path of its own', () => {
  const paths = { '/payouts/webhook': 'main' };

  test.each([
    ['/payouts/webhook', 200],
    ['/payouts/webhook/', 200],
    ['/payouts/webhook?account=silent', 200],
    ['/webhooks/main', 200],
    ['/shop/payouts/webhook', 404],
    ['/payouts/Webhook', 404],
    ['/payouts%2Fwebhook', 404],
    ['/payouts/webhook/silent', 404],
  ])('leads to its account, beside the account in the last segment: %s is %d', async (path, status) => {
    const { gateway, handle } = setUp({}, { paths });
    gateway.payments.set('payment-1', aPayment());

    expect((await handle(post(path, deliver(PAID)))).status).toBe(status);
  });

  test('wins over an account that is called like its last segment', async () => {
    const { gateway, handle } = setUp({}, { paths: { '/payouts/refusing': 'main' } });
    gateway.payments.set('payment-1', aPayment());

    expect((await handle(post('/payouts/refusing', deliver(PAID)))).status).toBe(200);
  });

  test('that leads nowhere, or is none, is named before the first delivery', () => {
    const wrong = { '/payouts/webhook': 'nobody', 'payouts/webhook': 'main', '//a': 'main', '/a?b': 'main' };

    expect(() => setUp({}, { paths: wrong })).toThrow(MisconfiguredError);
    expect(() => setUp({}, { paths: wrong })).toThrow(
      /\/payouts\/webhook must lead to one of main, silent, refusing.*paths\.payouts\/webhook must.*\/\/a must.*\/a\?b must/s,
    );
  });
});

describe('health', () => {
  test.each([
    ['/webhooks/main', 200, { status: 'ok', account: 'main' }],
    ['/payouts/webhook', 503, { status: 'no webhook secret', account: 'silent' }],
    ['/webhooks/silent', 503, { status: 'no webhook secret', account: 'silent' }],
    ['/webhooks/nobody', 404, { status: 'not found' }],
  ])('of %s is %d, and no provider is asked', async (path, status, body) => {
    const { gateway, handle, logger } = setUp({}, { paths: { '/payouts/webhook': 'silent' } });

    const asked = await handle(new Request(`https://shop.example${path}`));

    expect(await bodyOf(asked)).toEqual([status, body]);
    expect((await handle(new Request(`https://shop.example${path}`, { method: 'HEAD' }))).status).toBe(status);
    expect([gateway.requests, logger.records]).toEqual([[], []]);
  });

  test('of all accounts names those that cannot verify', () => {
    const { providers } = setUp();

    expect(webhookHealth(providers)).toEqual({
      ok: false,
      problems: [{ account: 'silent', problem: 'no_webhook_secret' }],
    });
    expect(webhookHealth(new ProviderRegistry([]))).toEqual({ ok: true, problems: [] });
  });
});

describe('limits', () => {
  const forged = () => post('/main', deliver(PAID, { secret: 'guessed' }));
  const genuine = (serial: number) => post('/main', deliver(PAID, { serial }));

  test('answer 429 to forgeries beyond 600 a minute, and say when to come again', async () => {
    const { clock, handle, logger } = setUp();
    const answers = await Promise.all(Array.from({ length: 602 }, async () => (await handle(forged())).status));
    expect([answers.filter((status) => status === 401), answers.slice(600)]).toEqual([
      Array.from({ length: 600 }, () => 401),
      [429, 429],
    ]);

    const limited = await handle(forged());
    expect(await bodyOf(limited)).toEqual([429, { status: 'too many' }]);
    expect(limited.headers.get('retry-after')).toBe('1');
    expect(logger.records.filter(({ event }) => event === 'webhook.limited')).toMatchObject([
      { level: 'warn', fields: { account: 'main', limit: 'refusals' } },
    ]);

    await clock.advance(100);
    expect((await handle(forged())).status).toBe(401);
  });

  test('on forgeries keep no genuine delivery out, however many there are', async () => {
    const limits = { refusals: { perMinute: 1 }, deliveries: { perMinute: 1 } };
    const { handle, told } = setUp({ needsConfirmation: false }, { limits });
    for (let forgery = 0; forgery < 100; forgery += 1) await handle(forged());

    expect((await handle(genuine(1))).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('on genuine deliveries hold only where they are configured', async () => {
    const free = setUp({ needsConfirmation: false });
    const limits = { deliveries: { perMinute: 60, burst: 2 } };
    const { clock, handle, told } = setUp({ needsConfirmation: false }, { limits });

    for (let serial = 0; serial < 700; serial += 1) expect((await free.handle(genuine(serial))).status).toBe(200);
    expect((await handle(genuine(1))).status).toBe(200);
    expect((await handle(genuine(2))).status).toBe(200);
    const limited = await handle(genuine(3));
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect(told).toHaveLength(2);

    await clock.advance(1_000);
    expect((await handle(genuine(3))).status).toBe(200);
  });

  test('of one account are not used up by another', async () => {
    const { handle } = setUp({}, { limits: { refusals: { perMinute: 1 } } });
    await handle(forged());
    expect((await handle(forged())).status).toBe(429);

    const headers = new Headers({ 'x-reason': 'signature_mismatch' });
    expect((await handle(post('/refusing', { body: new Uint8Array(), headers }))).status).toBe(401);
  });

  test('count bodies that are not read, and leave them out of the log', async () => {
    const { handle, logger } = setUp({}, { limits: { refusals: { perMinute: 1 } } });
    const large = () => post('/main', deliver({ ...PAID, padding: 'x'.repeat(70_000) }));

    const answers = [await handle(large()), await handle(large()), await handle(large())];

    expect(answers.map(({ status }) => status)).toEqual([413, 429, 429]);
    expect(answers.map(({ headers }) => headers.get('connection'))).toEqual(['close', 'close', 'close']);
    expect(logger.records.map(({ event }) => event)).toEqual(['webhook.unread', 'webhook.limited']);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('cannot be %s', (number) => {
    for (const rate of [{ perMinute: number }, { perMinute: 1, burst: number }]) {
      expect(() => setUp({}, { limits: { deliveries: rate } })).toThrow(MisconfiguredError);
    }
  });
});
