import { expect, test } from 'vitest';
import { PaymentsError } from '../errors/payments-error.js';
import type { VerifiedEvent } from '../webhook/verified-event.js';
import { createFakeProvider, type FakeProvider, type FakeProviderOptions } from './fake-provider.js';

const ORDER = {
  reference: 'order-42',
  amount: { amount: '15.00', currency: 'USD' },
  webhookUrl: 'https://shop.example/webhooks/main',
};

/** A receiver that verifies as any other does: the answers it gives, and what it learns. */
function listening(options?: FakeProviderOptions) {
  const fake = createFakeProvider(options);
  const events: VerifiedEvent[] = [];
  const urls: string[] = [];
  const receive = async (request: Request): Promise<Response> => {
    urls.push(request.url);
    try {
      const body = new Uint8Array(await request.arrayBuffer());
      events.push(...(await fake.webhooks.validate({ headers: request.headers, body })));
      return new Response(null, { status: 200 });
    } catch (error) {
      return Response.json(PaymentsError.isInstance(error) ? error : {}, { status: 401 });
    }
  };
  fake.control.deliverTo(receive);
  return { fake, events, urls };
}

const answers = ({ control }: FakeProvider) =>
  control.deliveries().map(({ attempts }) => attempts.map(({ status }) => status));

test('every change of a payment is told, wherever it comes from, and its opening is not', async () => {
  const { events, fake, urls } = listening();
  const { providerId } = await fake.payments.createPayment({ ...ORDER, capture: 'manual' });
  expect(events).toEqual([]);
  await fake.control.pay('order-42');
  await fake.payments.capturePayment({ providerId });

  expect(events).toMatchObject([
    { kind: 'payment', type: 'payment.authorized', payment: { status: 'authorized' }, needsConfirmation: false },
    { kind: 'payment', type: 'payment.paid', payment: { status: 'succeeded', providerId, reference: 'order-42' } },
  ]);
  expect(urls).toEqual([ORDER.webhookUrl, ORDER.webhookUrl]);
});

test('a change was told by the time the call that made it answers', async () => {
  const { fake } = listening();
  await fake.payments.createPayment(ORDER);
  await fake.control.pay('order-42');

  expect(answers(fake)).toEqual([[200]]);
});

test('payouts and refunds are told as what they are', async () => {
  const { events, fake } = listening();
  await fake.payments.createPayment(ORDER);
  await fake.control.pay('order-42');
  await fake.refunds.createRefund({ reference: 'return-1', paymentId: 'fake-payment-1' });
  await fake.control.completeRefund('return-1');
  const destination = { type: 'crypto_address', address: 'T-address' } as const;
  await fake.payouts.createPayout({ ...ORDER, reference: 'salary-7', destination });
  await fake.control.completePayout('salary-7');

  expect(events.map(({ type }) => type)).toEqual([
    'payment.paid',
    'refund.refunded',
    'payout.sent',
    'payout.confirmed',
  ]);
  expect(events[1]).toMatchObject({ kind: 'refund', refund: { status: 'succeeded' } });
  expect(events[3]).toMatchObject({ kind: 'payout', payout: { status: 'confirmed' } });
});

test('a delivery that comes again is the same event', async () => {
  const { events, fake } = listening();
  await fake.payments.createPayment(ORDER);
  await fake.control.pay('order-42', { amount: '1' });
  await fake.control.pay('order-42', { amount: '2' });
  await fake.control.redeliver(1);

  const keys = events.map(({ deduplicationKey }) => deduplicationKey);
  expect(keys).toEqual(['fake-event-1', 'fake-event-2', 'fake-event-1']);
  expect(answers(fake)).toEqual([[200, 200], [200]]);
});

test('a forgery is refused, and one under the right secret lies', async () => {
  const { events, fake } = listening({ webhookSecret: 'shared' });
  await fake.payments.createPayment(ORDER);

  const forged = await fake.control.forgeWebhook({ about: 'order-42' });
  expect(forged).toMatchObject({ genuine: false, type: 'payment.paid', attempts: [{ status: 401 }] });
  expect(events).toEqual([]);

  await fake.control.forgeWebhook({ about: 'order-42', secret: 'shared', state: 'failed' });
  expect(events).toMatchObject([{ payment: { status: 'failed' } }]);
  expect(await fake.payments.findPayment({ reference: 'order-42' })).toMatchObject({ status: 'pending' });
});

test('a body that was changed on the way is refused', async () => {
  const { fake } = listening();
  await fake.payments.createPayment(ORDER);
  await fake.control.pay('order-42');
  const [delivery] = fake.control.deliveries();
  const validate = (body: string, headers = new Headers(delivery?.headers)) =>
    fake.webhooks.validate({ headers, body: new TextEncoder().encode(body) });

  expect(await validate(delivery?.body ?? '')).toHaveLength(1);
  await expect(validate((delivery?.body ?? '').replace('15', '51'))).rejects.toMatchObject({
    reason: 'signature_mismatch',
  });
  await expect(validate(delivery?.body ?? '', new Headers())).rejects.toMatchObject({ reason: 'missing_header' });
});

test('without a handler webhooks are recorded, and can be delivered later', async () => {
  const fake = createFakeProvider();
  await fake.payments.createPayment(ORDER);
  await fake.control.pay('order-42');
  expect(fake.control.deliveries()).toMatchObject([{ id: 1, url: ORDER.webhookUrl, attempts: [] }]);

  fake.control.deliverTo(async () => new Response(null, { status: 204 }));
  expect(await fake.control.redeliver(1)).toMatchObject({ attempts: [{ status: 204 }] });
  expect(await fake.control.redeliver({ id: 1 })).toMatchObject({ attempts: [{ status: 204 }, { status: 204 }] });
});

test('a payment without a webhookUrl is told to the address that the handler was named with, else to nobody', async () => {
  const { fake, urls } = listening();
  const { webhookUrl: _, ...silent } = ORDER;
  await fake.payments.createPayment(silent);
  await fake.control.pay('order-42', { amount: '1' });
  expect(fake.control.deliveries()).toEqual([]);

  fake.control.deliverTo(async ({ url }) => {
    urls.push(url);
    return new Response();
  }, 'https://shop.example/webhooks/fake');
  await fake.control.pay('order-42');
  expect(urls).toEqual(['https://shop.example/webhooks/fake']);
});

test('what a handler throws stands beside the delivery, and the payment is paid', async () => {
  const fake = createFakeProvider();
  const failure = new Error('the database is gone');
  fake.control.deliverTo(() => Promise.reject(failure));
  await fake.payments.createPayment(ORDER);

  expect(await fake.control.pay('order-42')).toMatchObject({ status: 'succeeded' });
  expect(fake.control.deliveries()[0]?.attempts).toMatchObject([{ status: undefined, error: failure }]);
});
