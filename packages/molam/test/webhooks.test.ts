import { readFileSync } from 'node:fs';
import {
  isVerifiedEvent,
  silentTelemetry,
  type VerifiedEvent,
  type WebhookRequest,
  type WebhookVerification,
} from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import type { Delivery, MolamSimulator } from '@paymux/simulators';
import { describe, expect, test } from 'vitest';
import { createMolam, type MolamWebhookSecrets } from '../src/index.js';
import { signMolamWebhook } from '../src/testing.js';
import { connect, failureOf, HOOK, openSimulator, PAYMENT, PAYOUT, SECRET } from './account.js';

const NOW = '2026-01-01T00:00:00.000Z';

function validator(webhookSecrets: MolamWebhookSecrets = { 1: SECRET }) {
  const logger = createRecordingLogger();
  const { webhooks } = createMolam({ apiKey: 'sk_test_1', webhookSecrets }, { clock: createFakeClock(NOW), logger });
  return { logger, validate: (request: WebhookRequest) => webhooks.validate(request) };
}

const signed = (body: unknown) => signMolamWebhook({ body, secret: SECRET, signedAt: NOW });

async function read(body: unknown): Promise<VerifiedEvent | undefined> {
  const events = await validator().validate(signed(body));
  expect(events).toHaveLength(1);
  return events[0];
}

function eventOf(type: string, data: object, more: object = {}) {
  return { id: 'evt_1', type, created: NOW, livemode: false, data, ...more };
}

const INTENT = { id: 'pi_A1', amount: 4200, currency: 'EUR' };
const REFUND = { id: 'ref_A1', charge_id: 'ch_A1', payment_intent_id: 'pi_A1', amount: 1000, currency: 'EUR' };
const PAYOUT_DATA = { id: 'po_A1', amount: 250.75, currency: 'EUR' };

test('a delivery tells observers which key signed it', async () => {
  const seen: unknown[] = [];
  const telemetry = { ...silentTelemetry, webhook: (verification: WebhookVerification) => seen.push(verification) };
  const options = { apiKey: 'sk_test_1', webhookSecrets: { 1: 'whsec_a', 2: SECRET } };
  const { webhooks } = createMolam(options, { clock: createFakeClock(NOW), telemetry });

  await webhooks.validate(
    signMolamWebhook({ body: eventOf('webhook.test', {}), secret: SECRET, kid: '2', signedAt: NOW }),
  );

  expect(seen).toEqual([{ provider: 'molam', accepted: true, keyId: '2' }]);
});

test('a delivery gives one event, which nothing else can make', async () => {
  const event = await read(
    eventOf(
      'payment_intent.succeeded',
      {
        ...INTENT,
        status: 'succeeded',
        amount_received: 4200,
        metadata: { cart: 'c-77', paymux_reference: 'order-1' },
      },
      { livemode: true },
    ),
  );

  expect(event).toMatchObject({
    kind: 'payment',
    provider: 'molam',
    type: 'payment_intent.succeeded',
    deduplicationKey: 'evt_1',
    mode: 'live',
    occurredAt: new Date(NOW),
    needsConfirmation: false,
    payment: {
      provider: 'molam',
      providerId: 'pi_A1',
      reference: 'order-1',
      status: 'succeeded',
      final: true,
      amount: { amount: '42.00', currency: 'EUR' },
      receivedAmount: { amount: '42.00', currency: 'EUR' },
      metadata: { cart: 'c-77' },
    },
  });
  expect(isVerifiedEvent(event)).toBe(true);
  expect(isVerifiedEvent({ ...event })).toBe(false);
});

describe('each type of event', () => {
  test.each([
    ['payment_intent.created', 'requires_payment_method', 'pending'],
    ['payment_intent.requires_action', 'requires_action', 'requires_action'],
    ['payment_intent.requires_capture', 'requires_capture', 'authorized'],
    ['payment_intent.processing', 'processing', 'processing'],
    ['payment_intent.succeeded', 'succeeded', 'succeeded'],
    ['payment_intent.failed', 'failed', 'failed'],
    ['payment_intent.canceled', 'canceled', 'cancelled'],
  ])('%s tells of a payment that is %s', async (type, providerStatus, status) => {
    const payment = { providerId: 'pi_A1', providerStatus, status };
    const told = await read(eventOf(type, { ...INTENT, status: providerStatus }));
    expect(told).toMatchObject({ kind: 'payment', type, mode: 'test', payment });
    expect(await read(eventOf(type, INTENT))).toMatchObject({ kind: 'payment', payment });
  });

  test.each([
    ['refund.created', 'pending', 'pending'],
    ['refund.succeeded', 'succeeded', 'succeeded'],
    ['refund.failed', 'failed', 'failed'],
  ])('%s tells of a refund that is %s', async (type, providerStatus, status) => {
    const refund = { providerId: 'ref_A1', paymentId: 'pi_A1', providerStatus, status };
    expect(await read(eventOf(type, { ...REFUND, status: providerStatus }))).toMatchObject({ kind: 'refund', refund });
    expect(await read(eventOf(type, REFUND))).toMatchObject({ kind: 'refund', type, refund });
  });

  test.each([
    ['payout.created', 'pending', 'pending'],
    ['payout.sent', 'sent', 'broadcast'],
    ['payout.paid', 'settled', 'confirmed'],
    ['payout.failed', 'failed', 'failed'],
    ['payout.reversed', 'reversed', 'reversed'],
    ['payout.cancelled', 'cancelled', 'cancelled'],
  ])('%s tells of a payout that is %s', async (type, providerStatus, status) => {
    const amount = { amount: '250.75', currency: 'EUR' };
    const told = await read(eventOf(type, { ...PAYOUT_DATA, status: providerStatus }));
    expect(told).toMatchObject({
      kind: 'payout',
      type,
      payout: { providerId: 'po_A1', providerStatus, status, amount },
    });
    expect(await read(eventOf(type, PAYOUT_DATA))).toMatchObject({ kind: 'payout', payout: { status } });
  });

  test.each([
    'webhook.test',
    'dispute.created',
    'customer.updated',
    'payment_intent.teleported',
    '__proto__',
    'constructor',
  ])('%s is kept and never acted on', async (type) => {
    expect(await read(eventOf(type, PAYOUT_DATA))).toMatchObject({
      kind: 'unrecognised',
      type,
      deduplicationKey: 'evt_1',
    });
  });
});

describe('the example', () => {
  const bodies = readFileSync(new URL('fixtures/events.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const readings = [
    'payment pending 42.00',
    'payment requires_action 42.00',
    'payment authorized 99.00',
    'payment processing 150000',
    'payment succeeded 42.00',
    'payment failed 7.00',
    'payment cancelled 12.00',
    'refund pending 10.00',
    'refund succeeded 10.00',
    'refund failed 5.00',
    'payout pending 250.75',
    'payout broadcast 250.75',
    'payout confirmed 250.75',
    'payout failed 90.00',
    'payout cancelled 15000',
    'unrecognised',
  ];

  test.each(bodies.map((body, index) => [readings[index] ?? '', body]))('reads as %s: %s', async (reading, body) => {
    const event = await read(body);
    expect(event?.kind === 'unrecognised' ? event.kind : readingOf(event)).toBe(reading);
    expect(event).toMatchObject({ type: (JSON.parse(body) as { type: string }).type, mode: 'test' });
  });

  test('of a payment that waits for a code says how the code comes', async () => {
    expect(await read(bodies[1])).toMatchObject({ payment: { nextAction: { type: 'otp', channel: 'sms' } } });
  });

  test('of a refund that tells its charge alone is one of that charge', async () => {
    expect(await read(bodies[9])).toMatchObject({ refund: { paymentId: 'ch_B2' } });
  });
});

function readingOf(event: VerifiedEvent | undefined): string {
  const objects = event as { payment?: Thing; refund?: Thing; payout?: Thing } | undefined;
  const thing = objects?.payment ?? objects?.refund ?? objects?.payout;
  return `${event?.kind ?? ''} ${thing?.status ?? ''} ${thing?.amount.amount ?? ''}`;
}

interface Thing {
  readonly status: string;
  readonly amount: { readonly amount: string };
}

describe('under its other names', () => {
  test.each([
    ['payment.intent.created', 'payment_intent.created'],
    ['payment.created', 'payment_intent.created'],
    ['payment.charge.authorized', 'payment_intent.requires_capture'],
    ['payment.succeeded', 'payment_intent.succeeded'],
    ['payment.intent.succeeded', 'payment_intent.succeeded'],
    ['payment.charge.captured', 'payment_intent.succeeded'],
    ['payment_intent.payment_failed', 'payment_intent.failed'],
    ['payment.failed', 'payment_intent.failed'],
    ['payment.intent.failed', 'payment_intent.failed'],
    ['payment.canceled', 'payment_intent.canceled'],
    ['payment.intent.canceled', 'payment_intent.canceled'],
  ])('the event %s is a %s', async (type, canonical) => {
    const event = await read(eventOf(type, INTENT));
    expect(event).toMatchObject({ kind: 'payment', type: canonical });
    expect(event).toMatchObject({
      payment: ((await read(eventOf(canonical, INTENT))) as { payment?: unknown }).payment,
    });
  });

  test.each([
    ['payment.refund.created', 'refund.created'],
    ['charge.refunded', 'refund.created'],
    ['payment.refund.succeeded', 'refund.succeeded'],
    ['payment.refunded', 'refund.succeeded'],
    ['payment.refund.failed', 'refund.failed'],
  ])('the event %s is a %s', async (type, canonical) => {
    expect(await read(eventOf(type, REFUND))).toMatchObject({ kind: 'refund', type: canonical });
  });

  test.each(['payout.settled', 'payout.succeeded', 'payout.completed'])(
    'the event %s is a payout.paid',
    async (type) => {
      expect(await read(eventOf(type, PAYOUT_DATA))).toMatchObject({
        kind: 'payout',
        type: 'payout.paid',
        payout: { status: 'confirmed' },
      });
    },
  );

  test('an event about a charge speaks of its payment, in the payment’s own words', async () => {
    const charge = { ...INTENT, id: 'ch_A1', payment_intent_id: 'pi_A1', status: 'captured' };
    expect(await read(eventOf('payment.charge.captured', charge))).toMatchObject({
      kind: 'payment',
      payment: { providerId: 'pi_A1', status: 'succeeded', providerStatus: 'succeeded' },
    });
  });

  test.each([
    ['charge.refunded', { ...INTENT, id: 'ch_A1', payment_intent_id: 'pi_A1', status: 'refunded' }],
    ['payment.refunded', { ...INTENT, object: 'payment_intent', payment_id: 'pi_A1' }],
    ['payment.succeeded', { ...INTENT, amount: 42.5 }],
    ['payment.charge.captured', { ...INTENT, object: 'charge' }],
  ])('an event %s about something that is not understood is kept and never acted on', async (type, data) => {
    expect(await read(eventOf(type, data))).toMatchObject({ kind: 'unrecognised' });
  });
});

describe('what a delivery tells beside its object', () => {
  test.each([
    ['2026-01-01T00:00:00.000Z', new Date(NOW)],
    ['2026-01-01T01:00:00+01:00', new Date(NOW)],
    ['2026-01-01T00:00:00', new Date(NOW)],
    [1767225600, new Date(NOW)],
    [1767225600.5, undefined],
    [1e300, undefined],
    ['yesterday', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    [undefined, undefined],
    [{}, undefined],
  ])('created %j is the instant %s', async (created, occurredAt) => {
    expect((await read(eventOf('payment_intent.created', INTENT, { created })))?.occurredAt).toEqual(occurredAt);
  });

  test.each([
    [true, 'live'],
    [false, 'test'],
    [undefined, undefined],
    ['yes', undefined],
  ])('livemode %j is the mode %s', async (livemode, mode) => {
    expect((await read(eventOf('payment_intent.created', INTENT, { livemode })))?.mode).toBe(mode);
  });

  test('data may hold the object itself or wrap it', async () => {
    const wrapped = await read(eventOf('payment_intent.succeeded', { object: INTENT }));
    expect(wrapped).toMatchObject({ kind: 'payment', payment: { providerId: 'pi_A1' } });
    const named = await read(eventOf('payment_intent.succeeded', { ...INTENT, object: 'payment_intent' }));
    expect(named).toMatchObject({ kind: 'payment', payment: { providerId: 'pi_A1' } });
  });
});

describe('a body that was signed and is no event', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['text', '"hello"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['no id', { type: 'payout.paid', data: PAYOUT_DATA }],
    ['an empty id', { id: '', type: 'payout.paid', data: PAYOUT_DATA }],
    ['an id that is a number', { id: 7, type: 'payout.paid', data: PAYOUT_DATA }],
    ['an endless id', { id: 'x'.repeat(256), type: 'payout.paid', data: PAYOUT_DATA }],
    ['no type', { id: 'evt_1', data: PAYOUT_DATA }],
    ['a type that is a list', { id: 'evt_1', type: ['payout.paid'], data: PAYOUT_DATA }],
    ['no data', { id: 'evt_1', type: 'payout.paid' }],
    ['data that is a list', { id: 'evt_1', type: 'payout.paid', data: [PAYOUT_DATA] }],
    ['data without an amount', eventOf('payout.paid', { id: 'po_A1', currency: 'EUR' })],
    ['an amount with an exponent', eventOf('payout.paid', { ...PAYOUT_DATA, amount: '1e3' })],
    ['half a unit', eventOf('payment_intent.succeeded', { ...INTENT, amount: 4200.5 })],
    ['a negative amount', eventOf('payment_intent.succeeded', { ...INTENT, amount: -1 })],
    ['more units than are exact', eventOf('payment_intent.succeeded', { ...INTENT, amount: 2 ** 53 })],
    ['a currency nobody knows', eventOf('payment_intent.succeeded', { ...INTENT, currency: 'ABC' })],
    ['bytes that are no text', Uint8Array.from([0x7b, 0xff, 0x7d])],
    ['a byte order mark', `\ufeff${JSON.stringify(eventOf('payout.paid', PAYOUT_DATA))}`],
    ['depth', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ])('such as %s is refused', async (_name, body) => {
    expect(await failureOf(validator().validate(signed(body)))).toMatchObject({
      code: 'webhook_refused',
      reason: 'malformed_body',
    });
  });

  test('does not change what all objects have', async () => {
    const body = `{"id":"evt_1","type":"payment_intent.succeeded","__proto__":{"polluted":1},"data":{"id":"pi_1","amount":1,
      "currency":"USD","metadata":{"__proto__":{"polluted":1},"constructor":"x"}}}`;
    const event = await read(body);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(event).toMatchObject({ kind: 'payment', payment: { metadata: { constructor: 'x' } } });
  });

  test('is read from the very bytes that were verified: of two members with one name the last counts', async () => {
    const body =
      '{"id":"evt_1","type":"payout.failed","type":"payout.p\\u0061id","data":{"id":"po_1","amount":1,"currency":"USD"}}';
    expect(await read(body)).toMatchObject({ type: 'payout.paid' });
  });
});

describe('a delivery', () => {
  test('that is larger than any event is refused unread', async () => {
    const delivery = signed({ id: 'evt_1', type: 'x', note: 'x'.repeat(70_000) });
    expect(await failureOf(validator().validate(delivery))).toMatchObject({ reason: 'body_too_large' });
  });

  test('is refused with a reason in the log, and nothing of it', async () => {
    const { logger, validate } = validator();
    const delivery = signMolamWebhook({ body: eventOf('payout.paid', PAYOUT_DATA), secret: 'other', signedAt: NOW });
    expect(await failureOf(validate(delivery))).toMatchObject({ reason: 'signature_mismatch', provider: 'molam' });
    expect(logger.records.map(({ event, fields }) => [event, fields])).toEqual([
      ['webhook.refused', { reason: 'signature_mismatch' }],
    ]);
  });

  test('whose secret source cannot be reached is not refused: the fault is passed on', async () => {
    const fault = new Error('The vault is sealed.');
    const { validate } = validator(() => Promise.reject(fault));
    expect(await failureOf(validate(signed(eventOf('payout.paid', PAYOUT_DATA))))).toBe(fault);
  });

  test('is signed for tests as the provider signs it', async () => {
    const made = signMolamWebhook({ body: 'x', secret: SECRET, kid: '7', signedAt: new Date(NOW) });
    expect(made.headers.get('molam-signature')).toMatch(/^t=1767225600000,v1=[0-9a-f]{64},kid=7$/);
    expect(Buffer.from(made.body).toString()).toBe('x');
    const now = signMolamWebhook({ body: made.body, secret: SECRET });
    expect(now.body).toBe(made.body);
  });
});

/** A delivery of the simulator as a receiver gets it, by its last attempt. */
function received({ attempts, body, headers }: Delivery): WebhookRequest {
  return { headers: new Headers({ ...headers, ...attempts.at(-1)?.headers }), body: Buffer.from(body) };
}

async function eventsOf(simulator: MolamSimulator, secrets: MolamWebhookSecrets = { 1: SECRET }) {
  const clock = createFakeClock(simulator.control.now());
  const { webhooks } = connect(simulator, { webhookSecrets: secrets }, { clock });
  const events = await Promise.all(simulator.control.deliveries().map((one) => webhooks.validate(received(one))));
  return events.flat();
}

describe('what the simulator delivers', () => {
  test('is read, each step of a payment, a refund and a payout', async () => {
    const simulator = await openSimulator({ webhookUrl: HOOK });
    const molam = connect(simulator);
    const { providerId } = await molam.payments.createPayment({ ...PAYMENT, capture: 'manual', metadata: { a: 'b' } });
    await molam.payments.confirmPayment({ providerId });
    await molam.payments.capturePayment({ providerId });
    await molam.refunds.createRefund({ reference: 'refund-1', paymentId: providerId });
    await molam.payouts.createPayout(PAYOUT);
    const settled = await molam.payouts.createPayout({ ...PAYOUT, reference: 'payout-2' });
    await simulator.control.settle(settled.providerId, 'settled');
    await simulator.control.idle();

    const events = await eventsOf(simulator);
    expect(events.map(({ kind, type }) => `${kind} ${type}`)).toEqual([
      'payment payment_intent.created',
      'payment payment_intent.requires_capture',
      'payment payment_intent.succeeded',
      'refund refund.created',
      'refund refund.succeeded',
      'payout payout.created',
      'payout payout.created',
      'payout payout.paid',
    ]);
    expect(new Set(events.map(({ deduplicationKey }) => deduplicationKey)).size).toBe(8);
    const [, , succeeded] = events;
    expect(succeeded).toMatchObject({ payment: await molam.payments.findPayment({ reference: 'order-1' }) });
  });

  test.each(['standard', 'dual'] as const)('is accepted when signed as %s, through a rotation', async (signing) => {
    const simulator = await openSimulator({ webhookUrl: HOOK, webhookSigning: signing });
    await simulator.control.testWebhook();
    simulator.control.rotate(undefined, { kid: '2', secret: 'whsec_next' });
    await simulator.control.testWebhook();

    expect(await eventsOf(simulator, { 1: SECRET, 2: 'whsec_next' })).toHaveLength(2);
    expect(await failureOf(eventsOf(simulator, { 2: 'whsec_next' }))).toMatchObject({ reason: 'unknown_kid' });
  });

  test.each([
    ['body-only', 'missing_header'],
    ['sha256-prefix', 'missing_field'],
    ['timestamp-header', 'missing_header'],
    ['none', 'missing_header'],
  ] as const)('is refused when signed as %s, which other servers do', async (webhookSigning, reason) => {
    const simulator = await openSimulator({ webhookUrl: HOOK, webhookSigning });
    await simulator.control.testWebhook();
    expect(await failureOf(eventsOf(simulator))).toMatchObject({ reason });
  });

  test('is one event however often and to however many endpoints it is delivered', async () => {
    const simulator = await openSimulator({ webhookUrl: HOOK });
    simulator.control.registerEndpoint({ url: `${HOOK}/2` });
    simulator.control.fault({ kind: 'webhook-duplicated', copies: 3 });
    await connect(simulator).payments.createPayment(PAYMENT);
    await simulator.control.idle();
    await simulator.control.advance(120_000);
    await simulator.control.redeliver(1);

    const keys = (await eventsOf(simulator)).map(({ deduplicationKey }) => deduplicationKey);
    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(1);
  });

  test('is refused once it is stale', async () => {
    const simulator = await openSimulator({ webhookUrl: HOOK });
    await simulator.control.testWebhook();
    await simulator.control.advance(300_001);
    expect(await failureOf(eventsOf(simulator))).toMatchObject({ reason: 'timestamp_out_of_tolerance' });
  });

  test('is refused when somebody else made it up', async () => {
    const simulator = await openSimulator({ webhookUrl: HOOK });
    await connect(simulator).payouts.createPayout(PAYOUT);
    await simulator.control.idle();
    const delivery = await simulator.control.forgeWebhook({ about: 'payout-1', type: 'payout.paid' });
    const { webhooks } = connect(simulator);
    expect(await failureOf(webhooks.validate(received(delivery)))).toMatchObject({ reason: 'signature_mismatch' });
  });
});
