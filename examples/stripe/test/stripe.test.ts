import { readFileSync } from 'node:fs';
import { isVerifiedEvent, PaymentsError } from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { createStripe, startStripeSimulator, type StripeDelivery, type StripeSimulatorOptions } from '../src/index.js';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});

const usd = (amount: string) => ({ amount, currency: 'USD' });
const RETURN_URL = 'https://shop.example/paid';
const ORDER = { reference: 'order-42', amount: usd('15.00') } as const;
const PAYOUT = {
  reference: 'payout-7',
  amount: { amount: '20.50', currency: 'EUR' },
  destination: { type: 'bank_account', bankCode: 'stripe', accountNumber: 'ba_1Main', holder: 'Ada Example' },
} as const;

/** An account at a simulator of its own. Time stands still until a test moves it. */
async function openAccount(options: Omit<StripeSimulatorOptions, 'clock'> = {}) {
  const clock = createFakeClock('2026-11-21T12:00:00.000Z');
  const { baseUrl, close, control, secretKey, webhookSecret } = await startStripeSimulator({ clock, ...options });
  const logger = createRecordingLogger();
  const account = { baseUrl, secretKey, webhookSecrets: [webhookSecret], returnUrl: RETURN_URL, maxRetries: 0 };
  const provider = createStripe(account, { clock, logger });
  cleanUp.push(() => provider.close(), close);
  return { ...provider, account, clock, control, logger };
}

/** What a promise fails with. */
async function failureOf(promise: Promise<unknown>): Promise<PaymentsError> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!PaymentsError.isInstance(error)) throw error;
  return error;
}

const asRequest = ({ body, headers }: Pick<StripeDelivery, 'body' | 'headers'>) => ({
  headers: new Headers(headers),
  body: new TextEncoder().encode(body),
});

test('is whole in 250 lines of code', () => {
  const lines = readFileSync(new URL('../src/stripe.ts', import.meta.url), 'utf8').split('\n');
  const code = lines.filter((line) => !/^\s*(?:\/\/.*|\/\*\*.*|\*.*)?$/.test(line));

  expect(code.length).toBeLessThanOrEqual(250);
  expect(lines.every(({ length }) => length <= 120)).toBe(true);
});

test('declares that references are found by reading lists, and that keys are kept for a day', async () => {
  const { capabilities } = await openAccount();

  const opened = { lookup: 'scan', deduplicatesForMs: 86_400_000 };
  const changed = { lookup: 'id', deduplicatesForMs: 86_400_000 };
  expect(capabilities).toEqual({
    operations: {
      createPayment: opened,
      confirmPayment: changed,
      capturePayment: changed,
      cancelPayment: changed,
      createRefund: opened,
      createPayout: opened,
      cancelPayout: changed,
    },
    webhooks: { scheme: 'hmac-sha256', needsConfirmation: false },
    partialRefunds: true,
    payoutMemo: false,
  });
});

test('has no webhooks without a secret', () => {
  const stripe = createStripe({ secretKey: 'sk_test_1' });

  expect(stripe.webhooks).toBeUndefined();
  expect(stripe.capabilities.webhooks).toBeUndefined();
});

test('changes are methods of the contract for the compiler as well', async () => {
  const { payments } = await openAccount();

  expectTypeOf(payments.capturePayment).toBeFunction();
  expectTypeOf(payments).not.toHaveProperty('cancelPayout');
});

describe('the wire', () => {
  test('is a form with nested names, a version, and a key that belongs to its path', async () => {
    const { control, payments } = await openAccount();

    await payments.createPayment({ ...ORDER, description: 'tea & cake', metadata: { shop: '7' } });

    const { headers, text } = control.requests()[0] ?? {};
    expect(Object.fromEntries(new URLSearchParams(text))).toEqual({
      amount: '1500',
      currency: 'usd',
      capture_method: 'automatic',
      description: 'tea & cake',
      'automatic_payment_methods[enabled]': 'true',
      'metadata[shop]': '7',
      'metadata[paymux_reference]': 'order-42',
    });
    expect(headers).toMatchObject({
      authorization: 'Bearer sk_test_simulator',
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': '/v1/payment_intents:order-42',
      'stripe-version': '2025-04-30.basil',
    });
  });

  test('tells the code, the field and the request of a refusal', async () => {
    const { payments } = await openAccount();

    expect(await failureOf(payments.createPayment({ ...ORDER, amount: usd('0.10') }))).toMatchObject({
      code: 'provider_refused',
      httpStatus: 400,
      providerCode: 'amount_too_small',
      providerFields: { amount: ['amount_too_small'] },
      requestId: expect.stringMatching(/^req_/) as unknown,
    });
  });

  test('takes a failure of somebody behind Stripe for no refusal', async () => {
    const { control, payments } = await openAccount();
    control.fault({ kind: 'refusal', status: 424, message: 'external_dependency' });

    expect(await failureOf(payments.createPayment(ORDER))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('amounts', () => {
  test.each([
    ['500', 'JPY', '500'],
    ['12', 'MGA', '12'],
    ['12.5', 'USD', '1250'],
    ['12', 'ISK', '1200'],
    ['1.23', 'KWD', '1230'],
    ['10.45', 'HUF', '1045'],
  ])('%s %s are %s smallest units', async (amount, currency, units) => {
    const { control, payments } = await openAccount();

    const payment = await payments.createPayment({ reference: 'order-1', amount: { amount, currency } });

    expect(new URLSearchParams(control.requests()[0]?.text).get('amount')).toBe(units);
    expect([payment.amount.currency, Number(payment.amount.amount)]).toEqual([currency, Number(amount)]);
  });

  test.each([
    ['1.5', 'JPY', 'amount.amount'],
    ['1.234', 'KWD', 'amount.amount'],
    ['40.10', 'ISK', 'amount.amount'],
    ['5', 'UGX', 'amount.currency'],
    ['5', 'IQD', 'amount.currency'],
    ['5', 'USDC', 'amount.currency'],
  ])('of %s %s are refused before anything is sent', async (amount, currency, path) => {
    const { control, payments } = await openAccount();

    const error = await failureOf(payments.createPayment({ reference: 'order-1', amount: { amount, currency } }));

    expect(error).toMatchObject({ code: 'invalid_request', problems: [{ path }] });
    expect(control.requests()).toEqual([]);
  });

  test('of payouts in forints and Taiwan dollars are whole', async () => {
    const { payouts } = await openAccount();

    for (const currency of ['HUF', 'TWD']) {
      const error = await failureOf(payouts.createPayout({ ...PAYOUT, amount: { amount: '10.45', currency } }));
      expect(error).toMatchObject({ problems: [{ path: 'amount.amount' }] });
    }
    expect(await payouts.createPayout({ ...PAYOUT, amount: { amount: '10', currency: 'HUF' } })).toMatchObject({
      status: 'pending',
    });
  });
});

describe('payments', () => {
  test('are confirmed with a payment method', async () => {
    const { payments } = await openAccount();
    const { providerId, status } = await payments.createPayment(ORDER);

    const paid = await payments.confirmPayment({ providerId, paymentMethod: 'pm_card_visa', idempotencyKey: 'c-1' });

    expect(status).toBe('pending');
    expect(paid).toMatchObject({ status: 'succeeded', final: true, receivedAmount: usd('15.00') });
  });

  test('whose card needs 3-D Secure send the payer to the bank and back to the shop', async () => {
    const { control, payments } = await openAccount();
    const { providerId } = await payments.createPayment(ORDER);

    const paymentMethod = 'pm_card_threeDSecure2Required';
    const waiting = await payments.confirmPayment({ providerId, paymentMethod, idempotencyKey: 'c-1' });
    await control.pay(providerId);

    expect(waiting).toMatchObject({
      status: 'requires_action',
      final: false,
      nextAction: { type: 'redirect', url: expect.stringContaining(`/3d-secure/${providerId}`) as unknown },
    });
    expect(new URLSearchParams(control.requests().at(-1)?.text).get('return_url')).toBe(RETURN_URL);
    expect(await payments.findPayment({ providerId })).toMatchObject({ status: 'succeeded', nextAction: undefined });
  });

  test('whose card is declined can be paid otherwise', async () => {
    const { payments } = await openAccount();
    const { providerId } = await payments.createPayment(ORDER);

    const declined = await failureOf(
      payments.confirmPayment({ providerId, paymentMethod: 'pm_card_visa_chargeDeclined', idempotencyKey: 'c-1' }),
    );
    const between = await payments.findPayment({ providerId });
    const paid = await payments.confirmPayment({ providerId, paymentMethod: 'pm_card_visa', idempotencyKey: 'c-2' });

    expect(declined).toMatchObject({ code: 'provider_refused', outcome: 'rejected', providerCode: 'card_declined' });
    expect(between).toMatchObject({ status: 'pending', providerStatus: 'requires_payment_method' });
    expect(paid.status).toBe('succeeded');
  });

  test('that are captured in part have received that part', async () => {
    const { control, payments } = await openAccount();
    const { providerId } = await payments.createPayment({ ...ORDER, capture: 'manual' });
    await control.pay(providerId);

    const captured = await payments.capturePayment({ providerId, amount: usd('9.99'), idempotencyKey: 'take-1' });

    expect(captured).toMatchObject({ status: 'succeeded', amount: usd('15.00'), receivedAmount: usd('9.99') });
    expect(control.transfers()).toEqual([{ kind: 'payment', amount: '9.99', currency: 'USD' }]);
  });

  test('are not captured in another currency, because the call would take the number for its own', async () => {
    const { control, payments } = await openAccount();
    const { providerId } = await payments.createPayment({ ...ORDER, capture: 'manual' });
    await control.pay(providerId);

    const amount = { amount: '9.99', currency: 'EUR' };
    const error = await failureOf(payments.capturePayment({ providerId, amount, idempotencyKey: 'take-1' }));

    expect(error).toMatchObject({ outcome: 'not_sent', problems: [{ path: 'amount.currency' }] });
    expect(control.transfers()).toEqual([]);
  });

  test('are shown to a browser by a secret that nothing prints', async () => {
    const { payments } = await openAccount();
    const { providerId } = await payments.createPayment(ORDER);

    const secret = await payments.readClientSecret({ providerId });

    expect(secret.reveal()).toMatch(/^pi_secret_/);
    expect(`${JSON.stringify(secret)}${String(secret)}`).not.toContain('pi_secret_');
  });

  test('cannot be told where a payer lands one by one, and say so', async () => {
    const { logger, payments } = await openAccount();

    await payments.createPayment({ ...ORDER, returnUrl: 'https://shop.example/order-42' });

    expect(JSON.stringify(logger.records)).toContain('"fields":["returnUrl"]');
  });

  test('are found by reference without reading what is older than asked for', async () => {
    const { clock, control, payments } = await openAccount();
    await payments.createPayment({ ...ORDER, reference: 'order-1' });
    await clock.advance(3_600_000);
    const { providerId } = await payments.createPayment(ORDER);

    const createdAfter = new Date(clock.now().getTime() - 60_000);

    expect(await payments.findPayment({ reference: 'order-42', createdAfter })).toMatchObject({ providerId });
    expect(await payments.findPayment({ reference: 'order-1', createdAfter })).toBeUndefined();
    expect(control.requests().at(-1)?.query).toContain(
      `created%5Bgte%5D=${String(Math.floor(createdAfter.getTime() / 1000))}`,
    );
  });

  test('that broke inside stay in doubt under their key for a day, and a look-up settles them', async () => {
    const { control, payments } = await openAccount();
    control.breakNext();

    expect(await failureOf(payments.createPayment(ORDER))).toMatchObject({ outcome: 'unknown' });
    expect(await failureOf(payments.createPayment(ORDER))).toMatchObject({ outcome: 'unknown' });
    expect(await payments.findPayment({ reference: 'order-42' })).toMatchObject({ status: 'pending' });
    expect(control.payments()).toHaveLength(1);
  });

  test('keep the metadata of the shop apart from our reference', async () => {
    const { payments } = await openAccount();
    const { providerId } = await payments.createPayment({ ...ORDER, metadata: { shop: '7' } });

    const payment = await payments.findPayment({ providerId });

    expect([payment?.reference, payment?.metadata]).toEqual(['order-42', { shop: '7' }]);
    expect(await failureOf(payments.createPayment({ ...ORDER, metadata: { paymux_reference: 'x' } }))).toMatchObject({
      problems: [{ path: 'metadata' }],
    });
  });
});

describe('refunds', () => {
  test('may have the reference of their payment', async () => {
    const { control, payments, refunds } = await openAccount();
    const { providerId: paymentId } = await payments.createPayment(ORDER);
    await control.pay(paymentId);

    const refund = await refunds.createRefund({ reference: 'order-42', paymentId, amount: usd('5.00') });

    expect(refund).toMatchObject({ reference: 'order-42', paymentId, status: 'succeeded', amount: usd('5.00') });
  });

  test('in another currency are refused before anything is paid back', async () => {
    const { control, payments, refunds } = await openAccount();
    const { providerId: paymentId } = await payments.createPayment(ORDER);
    await control.pay(paymentId);

    const amount = { amount: '1000', currency: 'JPY' };
    const error = await failureOf(refunds.createRefund({ reference: 'refund-1', paymentId, amount }));

    expect(error).toMatchObject({ outcome: 'not_sent', problems: [{ path: 'amount.currency' }] });
    expect(control.requests().filter(({ path }) => path === '/v1/refunds')).toEqual([]);
  });

  test('of a payment that was refunded already are refused', async () => {
    const { control, payments, refunds } = await openAccount();
    const { providerId: paymentId } = await payments.createPayment(ORDER);
    await control.pay(paymentId);
    await refunds.createRefund({ reference: 'refund-1', paymentId });

    const error = await failureOf(refunds.createRefund({ reference: 'refund-2', paymentId }));

    expect(error).toMatchObject({ outcome: 'rejected', providerCode: 'charge_already_refunded' });
  });
});

describe('webhooks', () => {
  /**
   * Signed by OpenSSL, each `v1` with a secret of its own:
   * `printf '%s' "1795176000.$BODY" | openssl dgst -sha256 -hmac "$SECRET"`.
   */
  const VECTOR = {
    at: '2026-11-20T12:00:00.000Z',
    body: '{"id":"evt_1QxOpenssl","object":"event","type":"payment_intent.succeeded","created":1795176000,"livemode":false,"data":{"object":{"id":"pi_3Vector","object":"payment_intent","amount":1500,"amount_received":1500,"currency":"usd","created":1795175990,"metadata":{"paymux_reference":"order-42"},"next_action":null,"status":"succeeded"}}}',
    secret: 'whsec_vector_5f2c',
    signature: 'ba2cf356abb01a30f749960a4a128612d8023cab9ad16bde47a2c8f3b24738ed',
    oldSecret: 'whsec_vector_old',
    oldSignature: '8d40ff5d269211670d8b40dfa87f7cab8bfbe0f1effac8b56fda8f37dd05d561',
  } as const;

  const receive = (header: string, secrets: readonly string[] = [VECTOR.secret], at: string = VECTOR.at) => {
    const stripe = createStripe(
      { secretKey: 'sk_test_1', webhookSecrets: [...secrets] },
      { clock: createFakeClock(at) },
    );
    const request = asRequest({ body: VECTOR.body, headers: { 'stripe-signature': header } });
    return stripe.webhooks?.validate(request) ?? Promise.reject(new Error('There are no webhooks.'));
  };

  test('signed by OpenSSL are verified, and say what happened', async () => {
    const [event] = await receive(`t=1795176000,v1=${VECTOR.signature}`);

    expect(isVerifiedEvent(event)).toBe(true);
    expect(event).toMatchObject({
      kind: 'payment',
      type: 'payment_intent.succeeded',
      mode: 'test',
      deduplicationKey: 'evt_1QxOpenssl',
      needsConfirmation: false,
      occurredAt: new Date(VECTOR.at),
      payment: { providerId: 'pi_3Vector', reference: 'order-42', status: 'succeeded', amount: usd('15.00') },
    });
  });

  test.each([
    ['beside a signature of another scheme', `t=1795176000,v1=${VECTOR.signature},v0=${'0'.repeat(64)}`],
    ['as the second of two', `t=1795176000,v1=${'0'.repeat(64)},v1=${VECTOR.signature}`],
    ['by the old secret and the new one', `t=1795176000,v1=${VECTOR.oldSignature},v1=${VECTOR.signature}`],
  ])('are verified %s', async (_how, header) => {
    expect(await receive(header)).toHaveLength(1);
  });

  test('are verified by either secret while one is rolled', async () => {
    const secrets = [VECTOR.secret, VECTOR.oldSecret];

    expect(await receive(`t=1795176000,v1=${VECTOR.oldSignature}`, secrets)).toHaveLength(1);
    expect(await receive(`t=1795176000,v1=${VECTOR.signature}`, secrets)).toHaveLength(1);
    await expect(receive(`t=1795176000,v1=${VECTOR.oldSignature}`)).rejects.toMatchObject({
      reason: 'signature_mismatch',
    });
  });

  test('are verified for five minutes, and no longer', async () => {
    const header = `t=1795176000,v1=${VECTOR.signature}`;

    expect(await receive(header, undefined, '2026-11-20T12:05:00.000Z')).toHaveLength(1);
    await expect(receive(header, undefined, '2026-11-20T12:05:01.000Z')).rejects.toMatchObject({
      reason: 'timestamp_out_of_tolerance',
    });
  });

  test.each([
    ['the time', `t=1795176001,v1=${VECTOR.signature}`],
    ['the scheme', `t=1795176000,v0=${VECTOR.signature}`],
    ['the signature', `t=1795176000,v1=${VECTOR.signature.replace('b', 'c')}`],
  ])('with %s altered are refused', async (_what, header) => {
    await expect(receive(header)).rejects.toMatchObject({ code: 'webhook_refused' });
  });

  test('sent again by the simulator have another signature and the same key', async () => {
    const { account, clock, control, payments } = await openAccount();
    await payments.createPayment(ORDER);
    const [first] = control.deliveries();
    if (first === undefined) throw new Error('Nothing was sent.');
    await clock.advance(600_000);
    control.roll('whsec_new');
    control.redeliver(first);
    const again = control.deliveries().at(-1) ?? first;

    const stripe = createStripe({ ...account, webhookSecrets: ['whsec_new'] }, { clock });
    const [event] = (await stripe.webhooks?.validate(asRequest(again))) ?? [];

    expect(again.headers['stripe-signature']).not.toBe(first.headers['stripe-signature']);
    expect(event?.deduplicationKey).toBe((JSON.parse(first.body) as { readonly id: string }).id);
  });

  test('about what is neither payment, refund nor payout are kept and not acted on', async () => {
    const { control, payments, webhooks } = await openAccount();
    await payments.createPayment(ORDER);
    control.redeliver({ headers: {}, status: undefined, body: VECTOR.body.replace('payment_intent.', 'charge.') });

    const [event] =
      (await webhooks?.validate(asRequest(control.deliveries().at(-1) ?? { body: '', headers: {} }))) ?? [];

    expect(event).toMatchObject({ kind: 'unrecognised', type: 'charge.succeeded' });
  });
});
