import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { createFakeProvider } from './fake-provider.js';

const ORDER = { reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } };

describe('a payment', () => {
  test('is opened, and found by its reference and by its id', async () => {
    const { payments } = createFakeProvider();
    const opened = await payments.createPayment({ ...ORDER, metadata: { cart: '7' } });

    expect(opened).toMatchObject({
      provider: 'fake',
      providerId: 'fake-payment-1',
      reference: 'order-42',
      status: 'pending',
      final: false,
      providerStatus: 'open',
      receivedAmount: { amount: '0', currency: 'USD' },
      checkoutUrl: 'https://fake.example/pay/fake-payment-1',
      metadata: { cart: '7' },
    });
    expect(await payments.findPayment({ reference: 'order-42' })).toEqual(opened);
    expect(await payments.findPayment({ providerId: 'fake-payment-1' })).toEqual(opened);
    expect(await payments.findPayment({ reference: 'order-43' })).toBeUndefined();
  });

  test('names network and address where a network is asked for', async () => {
    const { payments } = createFakeProvider();
    const { deposit } = await payments.createPayment({ ...ORDER, network: 'tron' });

    expect(deposit).toEqual({ amount: ORDER.amount, network: 'tron', address: 'fake-payment-1-address' });
  });

  test.each([
    ['all of it', ['15'], { status: 'succeeded', final: true, receivedAmount: { amount: '15.00' } }],
    ['less', ['1.00'], { status: 'pending', exception: 'underpaid', receivedAmount: { amount: '1.00' } }],
    ['the rest later', ['1.00', undefined], { status: 'succeeded', receivedAmount: { amount: '15.00' } }],
    ['more', ['20'], { status: 'succeeded', exception: 'overpaid', receivedAmount: { amount: '20.00' } }],
    ['a second time', ['15', '15'], { status: 'succeeded', exception: 'overpaid' }],
  ])('of which the payer pays %s says so', async (_what, amounts, expected) => {
    const { control, payments } = createFakeProvider();
    await payments.createPayment(ORDER);
    for (const amount of amounts) await control.pay('order-42', { amount });

    const { receivedAmount, ...others } = expected as { receivedAmount?: { amount: string } };
    const found = await payments.findPayment({ reference: 'order-42' });
    expect(found).toMatchObject(others);
    if (receivedAmount !== undefined) expect(Number(found?.receivedAmount?.amount)).toBe(Number(receivedAmount.amount));
  });

  test('expires by the clock at the very instant it names', async () => {
    const clock = createFakeClock();
    const { payments } = createFakeProvider({}, { clock });
    const { expiresAt } = await payments.createPayment({ ...ORDER, expiresInSeconds: 60 });
    const status = async () => (await payments.findPayment({ reference: 'order-42' }))?.status;
    expect(expiresAt).toEqual(new Date(clock.now().getTime() + 60_000));

    await clock.advance(59_999);
    expect(await status()).toBe('pending');
    await clock.advance(1);
    expect(await status()).toBe('expired');
  });

  test.each([
    ['in full is paid late', undefined, { status: 'succeeded', exception: 'late', final: true }],
    ['in part stays expired, and tells what came', '1', { status: 'expired', exception: 'underpaid', final: true }],
  ])('that is paid %s after it expired', async (_what, amount, expected) => {
    const { control, payments } = createFakeProvider();
    await payments.createPayment(ORDER);
    await control.expire('order-42');

    expect(await control.pay('order-42', { amount })).toMatchObject(expected);
  });

  test('whose time is over by the clock is late, though nobody has looked since', async () => {
    const clock = createFakeClock();
    const { control, payments } = createFakeProvider({}, { clock });
    await payments.createPayment({ ...ORDER, expiresInSeconds: 60 });
    await clock.advance(60_000);

    expect(await control.pay('order-42')).toMatchObject({ status: 'succeeded', exception: 'late' });
  });

  test('that is captured by hand moves money only then, and only as much', async () => {
    const { control, payments } = createFakeProvider();
    const { providerId } = await payments.createPayment({ ...ORDER, capture: 'manual' });
    expect(await control.pay('order-42')).toMatchObject({ status: 'authorized', final: false });
    expect(control.transfers()).toEqual([]);

    const captured = await payments.capturePayment({ providerId, amount: { amount: '10', currency: 'usd' } });

    expect(captured).toMatchObject({ status: 'succeeded', receivedAmount: { amount: '10' } });
    expect(control.transfers()).toMatchObject([{ kind: 'payment', reference: 'order-42', amount: '10' }]);
  });

  test('that is confirmed charges the payer', async () => {
    const { payments } = createFakeProvider();
    const { providerId } = await payments.createPayment(ORDER);

    expect(await payments.confirmPayment({ providerId, paymentMethod: 'card' })).toMatchObject({ status: 'succeeded' });
  });

  test('that is cancelled takes no money, and says why', async () => {
    const { control, payments } = createFakeProvider();
    const { providerId } = await payments.createPayment(ORDER);
    expect(await payments.cancelPayment({ providerId })).toMatchObject({ status: 'cancelled', final: true });

    await expect(control.pay('order-42')).rejects.toThrow('fake-payment-1 is cancelled: it takes no more money.');
    expect(control.transfers()).toEqual([]);
  });

  test('has any state that it is given, and an unknown word is neither success nor failure', async () => {
    const { control, payments } = createFakeProvider();
    await payments.createPayment(ORDER);
    const state = async (word: string) => {
      await control.settle('order-42', word);
      return payments.findPayment({ reference: 'order-42' });
    };

    expect(await state('held')).toMatchObject({ status: 'processing', exception: 'held', final: false });
    expect(await state('needs_payer')).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect' } });
    expect(await state('brand_new')).toMatchObject({
      status: 'unrecognised',
      providerStatus: 'brand_new',
      final: false,
    });
  });
});

describe('a reference', () => {
  test('that comes again gives the same payment, as it is now', async () => {
    const { control, payments } = createFakeProvider();
    await payments.createPayment(ORDER);
    await control.pay('order-42');

    const again = await payments.createPayment({ ...ORDER, amount: { amount: '15', currency: 'usd' } });

    expect(again).toMatchObject({ providerId: 'fake-payment-1', status: 'succeeded' });
  });

  test('that comes again with other contents is a conflict that names what differs', async () => {
    const { payments } = createFakeProvider();
    await payments.createPayment(ORDER);
    const other = { ...ORDER, amount: { amount: '16', currency: 'USD' }, network: 'tron' };

    await expect(payments.createPayment(other)).rejects.toMatchObject({
      code: 'reference_conflict',
      outcome: 'unknown',
      differs: ['amount', 'network'],
      providerId: 'fake-payment-1',
    });
  });
});

describe('a change of a payment', () => {
  test('under a key that was used is made once', async () => {
    const { control, payments } = createFakeProvider();
    const { providerId } = await payments.createPayment({ ...ORDER, capture: 'manual' });
    await control.pay('order-42');
    const capture = { providerId, idempotencyKey: 'capture-1' };

    expect(await payments.capturePayment(capture)).toEqual(await payments.capturePayment(capture));
    expect(control.transfers()).toHaveLength(1);
  });

  test('under a key that another change has is a conflict', async () => {
    const { control, payments } = createFakeProvider();
    const { providerId } = await payments.createPayment({ ...ORDER, capture: 'manual' });
    await control.pay('order-42');
    await payments.capturePayment({ providerId, idempotencyKey: 'capture-1' });
    const other = { providerId, idempotencyKey: 'capture-1', amount: { amount: '1', currency: 'USD' } };

    await expect(payments.capturePayment(other)).rejects.toMatchObject({ code: 'reference_conflict' });
  });

  test('that its state does not allow leaves the outcome to a look-up', async () => {
    const { payments } = createFakeProvider();
    const { providerId } = await payments.createPayment(ORDER);

    await expect(payments.capturePayment({ providerId })).rejects.toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
    });
  });

  test('to more than was authorized is refused, in another currency as well', async () => {
    const { control, payments } = createFakeProvider();
    const { providerId } = await payments.createPayment({ ...ORDER, capture: 'manual' });
    await control.pay('order-42');

    for (const amount of [
      { amount: '15.01', currency: 'USD' },
      { amount: '1', currency: 'EUR' },
    ]) {
      await expect(payments.capturePayment({ providerId, amount })).rejects.toMatchObject({
        outcome: 'rejected',
        providerCode: 'amount_too_large',
      });
    }
  });
});

test('lists payments newest first, page by page, within the time asked for', async () => {
  const clock = createFakeClock('2026-03-01T00:00:00Z');
  const { payments } = createFakeProvider({}, { clock });
  for (let number = 1; number <= 60; number += 1) {
    await payments.createPayment({ ...ORDER, reference: `order-${String(number)}` });
    await clock.advance(1000);
  }

  const first = await payments.listPayments().page();
  expect(first.items).toHaveLength(50);
  expect(first.items[0]).toMatchObject({ reference: 'order-60' });
  const references: (string | undefined)[] = [];
  for await (const { reference } of payments.listPayments()) references.push(reference);
  expect(references.at(-1)).toBe('order-1');
  expect(new Set(references).size).toBe(60);

  const [createdFrom, createdTo] = [new Date('2026-03-01T00:00:01Z'), new Date('2026-03-01T00:00:02Z')];
  const some = await payments.listPayments({ createdFrom, createdTo }).page();
  expect(some.items.map(({ reference }) => reference)).toEqual(['order-3', 'order-2']);
  expect(some.nextCursor).toBeUndefined();
});

test('a request that cannot be right reaches no gateway', async () => {
  const { control, payments } = createFakeProvider();

  await expect(payments.createPayment({ ...ORDER, reference: 'order 42' })).rejects.toMatchObject({
    code: 'invalid_request',
    outcome: 'not_sent',
  });
  expect(control.requests()).toEqual([]);
});

test('a payment that nobody opened cannot be paid', async () => {
  await expect(createFakeProvider().control.pay('order-1')).rejects.toThrow('knows no payment named "order-1"');
});
