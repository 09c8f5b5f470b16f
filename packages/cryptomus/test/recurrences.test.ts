import { describe, expect, test } from 'vitest';
import { bodiesSent, failureOf, open, USD_15 } from './account.js';

const RECURRENCE = { reference: 'plan-7', amount: USD_15, name: 'Membership', period: 'monthly' } as const;

describe('a recurring payment', () => {
  test('is opened with every field under its name on the wire', async () => {
    const { cryptomus, simulator } = await open();
    const recurrence = await cryptomus.recurrences.createRecurrence({
      ...RECURRENCE,
      toCurrency: 'usdt',
      webhookUrl: 'https://shop.example/hook',
      introduction: { days: 30, amount: '5.00' },
      description: 'seat 12',
    });
    expect(recurrence).toMatchObject({
      provider: 'cryptomus',
      reference: 'plan-7',
      name: 'Membership',
      amount: USD_15,
      period: 'monthly',
      status: 'pending',
      providerStatus: 'wait_accept',
      lastPaidAt: undefined,
    });
    expect(recurrence.checkoutUrl).toContain('/recurring/');
    expect(bodiesSent(simulator, '/v1/recurrence/create')).toEqual([
      {
        amount: '15.00',
        currency: 'USD',
        name: 'Membership',
        period: 'monthly',
        order_id: 'plan-7',
        to_currency: 'USDT',
        url_callback: 'https://shop.example/hook',
        discount_days: 30,
        discount_amount: '5.00',
        additional_data: 'seat 12',
      },
    ]);
  });

  test('is found by reference and by id, and is absent when there is none', async () => {
    const { cryptomus } = await open();
    const created = await cryptomus.recurrences.createRecurrence(RECURRENCE);
    const { providerId } = created;
    expect(await cryptomus.recurrences.findRecurrence({ reference: 'plan-7' })).toEqual(created);
    expect(await cryptomus.recurrences.findRecurrence({ providerId })).toEqual(created);
    expect(await cryptomus.recurrences.findRecurrence({ reference: 'nobody' })).toBeUndefined();
  });

  test('tells when it was paid last', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.recurrences.createRecurrence(RECURRENCE);
    await simulator.control.settle('plan-7', 'active');
    await simulator.control.advance(3_600_000);
    await simulator.control.charge('plan-7');
    expect(await cryptomus.recurrences.findRecurrence({ reference: 'plan-7' })).toMatchObject({
      status: 'active',
      lastPaidAt: new Date('2026-01-01T01:00:00Z'),
    });
  });

  test('is cancelled by reference or by id', async () => {
    const { cryptomus, simulator } = await open();
    const { providerId } = await cryptomus.recurrences.createRecurrence(RECURRENCE);
    expect(await cryptomus.recurrences.cancelRecurrence({ providerId })).toMatchObject({
      status: 'cancelled',
      providerStatus: 'cancel_by_merchant',
    });
    await cryptomus.recurrences.cancelRecurrence({ reference: 'plan-7' });
    expect(bodiesSent(simulator, '/v1/recurrence/cancel')).toEqual([{ uuid: providerId }, { order_id: 'plan-7' }]);
  });

  test('under a reference that is taken is of unknown outcome, and is not sent again', async () => {
    const { cryptomus, simulator } = await open();
    await cryptomus.recurrences.createRecurrence(RECURRENCE);
    expect(await failureOf(cryptomus.recurrences.createRecurrence(RECURRENCE))).toMatchObject({
      code: 'outcome_unknown',
      reference: 'plan-7',
    });
    expect(simulator.control.recurrences()).toHaveLength(1);
    expect(bodiesSent(simulator, '/v1/recurrence/create')).toHaveLength(2);
  });

  test('is refused by the provider in a currency it does not have', async () => {
    const { cryptomus } = await open();
    const request = { ...RECURRENCE, amount: { amount: '15', currency: 'NEWCOIN' } };
    expect(await failureOf(cryptomus.recurrences.createRecurrence(request))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'The currency was not found',
    });
  });

  test('is not named by nothing, by two names or by what is no name', async () => {
    const { cryptomus, simulator } = await open();
    for (const query of [{}, null, { reference: 'a', providerId: 'b' }, { reference: 'a b' }, { providerId: '' }]) {
      for (const method of [cryptomus.recurrences.findRecurrence, cryptomus.recurrences.cancelRecurrence]) {
        expect(await failureOf(method(query as never))).toMatchObject({ code: 'invalid_request' });
      }
    }
    expect(simulator.control.requests()).toEqual([]);
  });
});

test('recurring payments are listed over all their pages, newest first', async () => {
  const { cryptomus, simulator } = await open();
  const references = Array.from({ length: 9 }, (_, index) => `plan-${String(index)}`);
  for (const reference of references) await cryptomus.recurrences.createRecurrence({ ...RECURRENCE, reference });
  const listed: (string | undefined)[] = [];
  for await (const { reference } of cryptomus.recurrences.listRecurrences()) listed.push(reference);
  expect(listed).toEqual([...references].reverse());
  expect(bodiesSent(simulator, '/v1/recurrence/list')).toEqual([{}, {}]);
});
