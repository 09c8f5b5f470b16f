import { ProviderRegistry, type VerifiedEvent, type WebhookRefusalReason, WebhookRefusedError } from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { aPayment, deliver, type GatewayOptions, openGateway, post, WEBHOOK_SECRET } from '../../test/gateway.js';
import { InMemoryWebhookInbox } from './in-memory-webhook-inbox.js';
import { webhookHandler } from './webhook-handler.js';
import { WebhookIntake } from './webhook-intake.js';

const PAID = { kind: 'payment', type: 'payment.paid', payment: aPayment() };

/** A handler for the accounts `main` and `silent`, which has no webhooks; `refusing` refuses with the reason its deliveries name. */
function setUp(options?: GatewayOptions) {
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
  const handle = webhookHandler({ intake, providers, clock, logger }, { on: (event) => on(event) });
  return {
    clock,
    gateway,
    handle,
    logger,
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

  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'is 405 for %s, and names what is allowed',
    async (method) => {
      const { handle } = setUp();

      const response = await handle(new Request('https://shop.example/webhooks/main', { method }));

      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    },
  );

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
    await handle(post(`/${CANARY}`, forged));

    expect(logger.records.map(({ event }) => event)).toEqual(['webhook.refused', 'webhook.unread']);
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
