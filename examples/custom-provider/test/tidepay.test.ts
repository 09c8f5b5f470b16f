import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isVerifiedEvent, type VerifiedEvent, type WebhookRequest } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createTidepay, startTidepaySimulator, type TidepayDelivery } from '../src/index.js';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});

const REQUEST = { reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } } as const;
const PAYOUT = {
  reference: 'payout-7',
  amount: { amount: '20.50', currency: 'EUR' },
  destination: { type: 'bank_account', bankCode: 'TIDE', accountNumber: '123', holder: 'Ada Example' },
} as const;

/** An account at a simulator of its own. Time stands still until a test moves it. */
async function openAccount() {
  const clock = createFakeClock('2026-11-21T12:00:00.000Z');
  const simulator = await startTidepaySimulator({ clock });
  const { apiKey, baseUrl, control, webhookSecret } = simulator;
  const provider = createTidepay({ apiKey, baseUrl, webhookSecrets: [webhookSecret], maxRetries: 0 }, { clock });
  cleanUp.push(
    () => provider.close(),
    () => simulator.close(),
  );
  return { ...provider, apiKey, baseUrl, clock, control, webhookSecret };
}

const asRequest = ({ body, headers }: Pick<TidepayDelivery, 'body' | 'headers'>): WebhookRequest => ({
  headers: new Headers(headers),
  body: new TextEncoder().encode(body),
});

test('is whole in 80 lines of code, payments, refunds, payouts and signed webhooks included', () => {
  const lines = readFileSync(new URL('../src/tidepay.ts', import.meta.url), 'utf8').split('\n');

  const code = lines.filter((line) => !/^\s*(?:\/\/.*|\/\*\*.*|\*.*)?$/.test(line));

  expect(code.length).toBeLessThanOrEqual(80);
  expect(lines.every(({ length }) => length <= 120)).toBe(true);
});

test('declares what can be found out afterwards, from the description itself', async () => {
  const { capabilities } = await openAccount();

  const afterwards = { lookup: 'reference', deduplicatesForMs: 86_400_000 };
  expect(capabilities).toEqual({
    operations: { createPayment: afterwards, createRefund: afterwards, createPayout: afterwards },
    webhooks: { scheme: 'hmac-sha256', needsConfirmation: false },
    partialRefunds: true,
    payoutMemo: false,
  });
});

describe('payments', () => {
  test('are opened, found by either name, paid and listed', async () => {
    const { control, payments } = await openAccount();

    const opened = await payments.createPayment({ ...REQUEST, returnUrl: 'https://shop.example/thanks' });
    expect(opened).toMatchObject({ provider: 'tidepay', reference: 'order-42', status: 'pending', final: false });
    await control.pay(opened.providerId);

    const paid = { status: 'succeeded', final: true, providerStatus: 'paid', receivedAmount: REQUEST.amount };
    expect(await payments.findPayment({ providerId: opened.providerId })).toMatchObject(paid);
    expect(await payments.findPayment({ reference: 'order-42' })).toMatchObject(paid);
    expect((await payments.listPayments().page()).items).toMatchObject([paid]);
    expect(JSON.parse(control.requests()[0]?.body ?? '')).toEqual({
      reference: 'order-42',
      amount: { value: 1500, currency: 'USD' },
      return_url: 'https://shop.example/thanks',
    });
  });

  test('that are short stay pending, with what did arrive', async () => {
    const { control, payments } = await openAccount();
    const { providerId } = await payments.createPayment(REQUEST);

    await control.pay(providerId, { amount: '1.00' });

    expect(await payments.findPayment({ providerId })).toMatchObject({
      status: 'pending',
      exception: 'underpaid',
      final: false,
      receivedAmount: { amount: '1.00', currency: 'USD' },
    });
  });

  test('in a state that nobody has mapped are neither success, failure nor pending', async () => {
    const { control, payments } = await openAccount();
    const { providerId } = await payments.createPayment(REQUEST);

    await control.settle(providerId, 'constructor');

    expect(await payments.findPayment({ providerId })).toMatchObject({ status: 'unrecognised', final: false });
  });

  test('that do not exist are absent, and no answer of another object is taken for them', async () => {
    const { payments } = await openAccount();

    expect(await payments.findPayment({ reference: 'order-43' })).toBeUndefined();
    expect(await payments.findPayment({ providerId: '../charges' })).toBeUndefined();
    await expect(payments.findPayment({ providerId: '..' })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('are listed over every page, and within the time that was asked for', async () => {
    const { clock, payments } = await openAccount();
    for (let number = 0; number < 51; number += 1) {
      await payments.createPayment({ ...REQUEST, reference: `order-${String(number)}` });
    }
    const createdFrom = new Date(clock.now().getTime() + 1000);
    await clock.advance(1000);
    await payments.createPayment({ ...REQUEST, reference: 'late' });

    const all = await itemsOf(payments.listPayments());
    const late = await itemsOf(payments.listPayments({ createdFrom }));

    expect(all.map(({ reference }) => reference).slice(0, 2)).toEqual(['late', 'order-50']);
    expect(all).toHaveLength(52);
    expect(late.map(({ reference }) => reference)).toEqual(['late']);
  });

  test.each([
    ['a manual capture', { capture: 'manual' }, 'capture'],
    ['a network', { network: 'tron' }, 'network'],
    ['a time limit', { expiresInSeconds: 600 }, 'expiresInSeconds'],
    ['half a cent', { amount: { amount: '1.005', currency: 'USD' } }, 'amount.amount'],
  ] as const)('are refused with %s, which this wire cannot carry, before anything is sent', async (_, extra, path) => {
    const { control, payments } = await openAccount();

    await expect(payments.createPayment({ ...REQUEST, ...extra })).rejects.toMatchObject({
      code: 'invalid_request',
      problems: [{ path }],
    });
    expect(control.requests()).toEqual([]);
  });
});

describe('an outcome', () => {
  test('of a connection lost after sending is unknown, and the same call brings the one payment', async () => {
    const { control, payments } = await openAccount();
    control.fault({ path: '/v1/charges', kind: 'reset-after' });

    await expect(payments.createPayment(REQUEST)).rejects.toMatchObject({ code: 'outcome_unknown' });
    const again = await payments.createPayment(REQUEST);

    expect((await payments.listPayments().page()).items).toEqual([again]);
  });

  test.each([
    ['server-error', 'unknown'],
    ['not-json', 'unknown'],
    ['reset-before', 'unknown'],
    ['rate-limit', 'not_sent'],
  ] as const)('of "%s" is %s', async (kind, outcome) => {
    const { control, payouts } = await openAccount();
    control.fault({ path: '/v1/transfers', kind });

    await expect(payouts.createPayout(PAYOUT)).rejects.toMatchObject({ outcome });
  });

  test('of a key used with other contents is a conflict', async () => {
    const { payments } = await openAccount();
    await payments.createPayment(REQUEST);

    const other = { ...REQUEST, amount: { amount: '9.00', currency: 'USD' } };
    await expect(payments.createPayment(other)).rejects.toMatchObject({ code: 'reference_conflict' });
  });

  test('of a wrong key is a refusal of the credentials, and shows none of them', async () => {
    const { baseUrl } = await openAccount();
    const stranger = createTidepay({ apiKey: 'stolen-key-1', baseUrl, webhookSecrets: ['unused-secret'] });
    cleanUp.push(() => stranger.close());

    const error: unknown = await stranger.payments.createPayment(REQUEST).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'authentication_refused', providerCode: 'bad_key' });
    expect(JSON.stringify(error) + String(error)).not.toContain('stolen-key-1');
  });
});

test('refunds a part, then the rest, and hears that there is no more', async () => {
  const { control, payments, refunds } = await openAccount();
  const { providerId: paymentId } = await payments.createPayment(REQUEST);
  await control.pay(paymentId);

  const part = await refunds.createRefund({
    reference: 'refund-1',
    paymentId,
    amount: { amount: '5', currency: 'USD' },
  });
  const rest = await refunds.createRefund({ reference: 'refund-2', paymentId });
  await control.settle(part.providerId ?? '', 'done');

  expect(rest).toMatchObject({ paymentId, status: 'pending', amount: { amount: '10.00', currency: 'USD' } });
  expect(await refunds.findRefund?.({ reference: 'refund-1' })).toMatchObject({ status: 'succeeded', final: true });
  await expect(refunds.createRefund({ reference: 'refund-3', paymentId })).rejects.toMatchObject({
    code: 'provider_refused',
    providerCode: 'too_much',
  });
});

test('pays out once, however often it is asked', async () => {
  const { control, payouts } = await openAccount();

  const first = await payouts.createPayout(PAYOUT);
  const second = await payouts.createPayout(PAYOUT);
  await control.settle(first.providerId, 'arrived');

  expect(second.providerId).toBe(first.providerId);
  expect(control.transfers()).toMatchObject([{ reference: 'payout-7', amount: { value: 2050, currency: 'EUR' } }]);
  expect(await payouts.findPayout({ reference: 'payout-7' })).toMatchObject({ status: 'confirmed', final: true });
});

test('pays to bank accounts only', async () => {
  const { control, payouts } = await openAccount();

  const destination = { type: 'crypto_address', address: 'T123' } as const;

  await expect(payouts.createPayout({ ...PAYOUT, destination })).rejects.toMatchObject({
    problems: [{ path: 'destination.type' }],
  });
  expect(control.requests()).toEqual([]);
});

describe('webhooks', () => {
  test('become verified events about the object as the answers write it', async () => {
    const { control, payments, payouts, webhooks } = await openAccount();
    const payment = await payments.createPayment(REQUEST);
    const payout = await payouts.createPayout(PAYOUT);
    await control.pay(payment.providerId);
    await control.settle(payout.providerId, 'returned');

    const events: VerifiedEvent[] = [];
    for (const delivery of control.deliveries())
      events.push(...((await webhooks?.validate(asRequest(delivery))) ?? []));

    expect(events.every(isVerifiedEvent)).toBe(true);
    expect(events).toMatchObject([
      {
        kind: 'payment',
        type: 'charge.paid',
        mode: 'test',
        payment: { status: 'succeeded' },
        needsConfirmation: false,
      },
      { kind: 'payout', type: 'transfer.returned', payout: { status: 'reversed', reference: 'payout-7' } },
    ]);
    expect(new Set(events.map(({ deduplicationKey }) => deduplicationKey)).size).toBe(2);
  });

  test('are refused when anything in them was changed, and when they are late by a second', async () => {
    const { clock, control, payments, webhooks } = await openAccount();
    const { providerId } = await payments.createPayment(REQUEST);
    await control.settle(providerId, 'declined');
    const [delivery] = control.deliveries();
    if (delivery === undefined) throw new Error('Nothing was delivered.');

    const forged = { ...delivery, body: delivery.body.replace('declined', 'paid') };
    await expect(webhooks?.validate(asRequest(forged))).rejects.toMatchObject({ reason: 'signature_mismatch' });
    await clock.advance(300_001);
    await expect(webhooks?.validate(asRequest(delivery))).rejects.toMatchObject({
      reason: 'timestamp_out_of_tolerance',
    });
  });

  test('about what nobody has mapped are kept as unrecognised', async () => {
    const { control, payments, webhooks } = await openAccount();
    await payments.createPayment(REQUEST);
    const body = JSON.stringify({ id: 'evt_1', type: 'toString.made', live: true, data: {} });

    const events = await webhooks?.validate(signedDelivery(body));

    expect(control.deliveries()).toEqual([]);
    expect(events).toMatchObject([{ kind: 'unrecognised', type: 'toString.made', mode: 'live' }]);
  });
});

function signedDelivery(body: string): WebhookRequest {
  const signedAt = String(Date.parse('2026-11-21T12:00:00.000Z') / 1000);
  const signature = createHmac('sha256', 'tide_test_secret').update(`${signedAt}.${body}`).digest('hex');
  return asRequest({ body, headers: { 'tidepay-signature': `t=${signedAt},v1=${signature}` } });
}

async function itemsOf<Item>(listing: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listing) items.push(item);
  return items;
}
