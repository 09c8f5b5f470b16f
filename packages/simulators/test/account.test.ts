import { describe, expect, test } from 'vitest';
import { answerOf, INVOICE, simulated } from './merchant-client.js';

describe('the services', () => {
  test('list every pair with limits and fees as text, networks in upper case', async () => {
    const { payment, payout } = await simulated();
    const payments = (await payment('/v1/payment/services')).body as { readonly result: readonly object[] };
    expect(payments.result).toHaveLength(36);
    expect(payments.result[0]).toEqual({
      network: 'TRON',
      currency: 'USDT',
      is_available: true,
      limit: { min_amount: '0.50000000', max_amount: '10000000.00000000' },
      commission: { fee_amount: '0.00', percent: '1.00' },
    });
    const payouts = (await payout('/v1/payout/services')).body as { readonly result: readonly object[] };
    expect(payouts.result[0]).toMatchObject({ commission: { fee_amount: '1.00000000', percent: '0.00' } });
  });
});

describe('the balance', () => {
  test('is a list of one element, with a row for each currency', async () => {
    const { payment } = await simulated({ balances: { USDT: '12.5' } });
    const { body } = await payment('/v1/balance');
    expect(body).toMatchObject({
      state: 0,
      result: [
        {
          balance: {
            merchant: expect.arrayContaining([
              { uuid: expect.any(String), balance: '12.50000000', currency_code: 'USDT' },
            ]),
            user: expect.arrayContaining([{ uuid: expect.any(String), balance: '0.00000000', currency_code: 'USDT' }]),
          },
        },
      ],
    });
  });
});

describe('the exchange rates', () => {
  test('are text, and leave the currency itself out', async () => {
    const { simulator } = await simulated();
    const { body } = await answerOf(await fetch(`${simulator.baseUrl}/v1/exchange-rate/eth/list`));
    const { result } = body as { readonly result: readonly object[] };
    expect(result).toContainEqual({ from: 'ETH', to: 'USD', course: '3200.00000000' });
    expect(result).toContainEqual({ from: 'ETH', to: 'BTC', course: '0.05000000' });
    expect(result).not.toContainEqual(expect.objectContaining({ to: 'ETH' }));
  });

  test('of an unknown currency are refused', async () => {
    const { simulator } = await simulated();
    expect(await answerOf(await fetch(`${simulator.baseUrl}/v1/exchange-rate/xxx/list`))).toMatchObject({
      status: 422,
    });
  });
});

describe('discounts of the account', () => {
  test('are listed as integers, set with the answer as text, and applied to new invoices', async () => {
    const { payment } = await simulated();
    const set = await payment('/v1/payment/discount/set', {
      currency: 'usdt',
      network: 'TRON',
      discount_percent: '20',
    });
    expect(set.result).toEqual({ currency: 'USDT', network: 'tron', discount: '20' });
    const { body } = await payment('/v1/payment/discount/list');
    expect(body).toMatchObject({
      result: expect.arrayContaining([{ currency: 'USDT', network: 'tron', discount: 20 }]),
    });
    expect((await payment('/v1/payment', INVOICE)).result).toMatchObject({
      payer_amount: '12.00000000',
      discount_percent: 20,
    });
    const own = await payment('/v1/payment', { ...INVOICE, order_id: 'own', discount_percent: 0 });
    expect(own.result).toMatchObject({ payer_amount: '15.00000000', discount_percent: 0 });
  });

  test('are refused for what does not exist and beyond their limits', async () => {
    const { payment } = await simulated();
    const unknown = await payment('/v1/payment/discount/set', {
      currency: 'BUSD',
      network: 'bsc',
      discount_percent: 1,
    });
    expect(unknown.body).toEqual({ state: 1, message: 'The service BUSD bsc was not found' });
    expect(
      (await payment('/v1/payment/discount/set', { currency: 'USDT', network: 'bsc', discount_percent: -100 })).body,
    ).toEqual({
      state: 1,
      errors: { discount_percent: ['validation.min.numeric'] },
    });
    expect((await payment('/v1/payment/discount/set', { discount_percent: 'many' })).body).toMatchObject({
      errors: {
        currency: ['validation.required'],
        network: ['validation.required'],
        discount_percent: ['validation.integer'],
      },
    });
  });
});

describe('transfers', () => {
  test('move money to the owner and back, and show in the books', async () => {
    const { simulator, payout } = await simulated({ balances: { USDT: '100' } });
    const there = await payout('/v1/transfer/to-personal', { amount: '30', currency: 'usdt' });
    expect(there.result).toEqual({
      user_wallet_transaction_uuid: expect.any(String),
      user_wallet_balance: '30.00000000',
      merchant_transaction_uuid: expect.any(String),
      merchant_balance: '70.00000000',
    });
    const back = await payout('/v1/transfer/to-business', { amount: '10.5', currency: 'USDT' });
    expect(back.result).toMatchObject({ user_wallet_balance: '19.50000000', merchant_balance: '80.50000000' });
    expect(simulator.control.transfers()).toMatchObject([
      { kind: 'transfer', amount: '30.00000000', currency: 'USDT' },
      { kind: 'transfer', amount: '10.50000000' },
    ]);
  });

  test.each<[string, object, object]>([
    ['to-personal', { amount: '100.00000001', currency: 'USDT' }, { message: 'Not enough funds' }],
    ['to-business', { amount: '1', currency: 'USDT' }, { message: 'Not enough funds' }],
    ['to-personal', { amount: '1', currency: 'USD' }, { message: 'No found user wallet' }],
    ['to-business', { amount: '1', currency: 'USD' }, { message: 'Merchant wallet not found' }],
    ['to-personal', { amount: '0.1', currency: 'USDT' }, { message: 'Minimum amount 0.5 USDT' }],
    ['to-personal', { amount: '10000000.1', currency: 'USDT' }, { message: 'Maximum amount 10000000 USDT' }],
    ['to-business', {}, { errors: { amount: ['validation.required'], currency: ['validation.required'] } }],
  ])('%s of %j is refused with %j', async (direction, fields, refusal) => {
    const { simulator, payout } = await simulated({ balances: { USDT: '100' } });
    const answer = await payout(`/v1/transfer/${direction}`, fields);
    expect(answer).toMatchObject({ status: 422, body: { state: 1, ...refusal } });
    expect(simulator.control.transfers()).toEqual([]);
  });

  test('are refused where they are forbidden', async () => {
    const { simulator, payout } = await simulated();
    simulator.control.forbid('transfers');
    const answer = await payout('/v1/transfer/to-personal', { amount: '1', currency: 'USDT' });
    expect(answer.body).toEqual({ state: 1, message: 'You are forbidden' });
  });
});

describe('recurring payments', () => {
  const PLAN = {
    amount: '15.00',
    currency: 'USD',
    to_currency: 'USDT',
    name: 'Monthly plan',
    period: 'monthly',
    order_id: 'plan-1',
  };

  test('answer every documented member in the documented order', async () => {
    const { simulator, payment } = await simulated();
    const { result } = await payment('/v1/recurrence/create', { ...PLAN, discount_days: 30, discount_amount: '5' });
    expect(Object.entries(result)).toEqual(
      Object.entries({
        uuid: result['uuid'],
        name: 'Monthly plan',
        order_id: 'plan-1',
        amount: '15.00',
        currency: 'USD',
        payer_currency: 'USDT',
        payer_amount_usd: '15.00',
        payer_amount: '15.00000000',
        url_callback: null,
        discount_days: 30,
        discount_amount: '5.00',
        end_of_discount: '2026-01-31T03:00:00+03:00',
        period: 'monthly',
        status: 'wait_accept',
        url: `${simulator.baseUrl}/recurring/${String(result['uuid'])}`,
        last_pay_off: null,
        additional_data: null,
      }),
    );
    expect((await payment('/v1/recurrence/info', { uuid: result['uuid'] })).result).toEqual(result);
  });

  test('are charged once the payer has accepted, with a webhook for each charge', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/recurrence/create', { ...PLAN, discount_days: 10, discount_amount: '5' });
    await expect(simulator.control.charge('plan-1')).rejects.toThrow('wait_accept');
    await simulator.control.settle('plan-1', 'active');
    expect(await simulator.control.charge('plan-1')).toMatchObject({ kind: 'charge', paid: '10.00000000' });
    await simulator.control.advance(10 * 86_400_000);
    expect(await simulator.control.charge('plan-1')).toMatchObject({ paid: '15.00000000', credited: '14.85000000' });
    expect((await payment('/v1/recurrence/info', { order_id: 'plan-1' })).result).toMatchObject({
      status: 'active',
      last_pay_off: '2026-01-11T03:00:00+03:00',
    });
    expect(simulator.control.transfers()).toHaveLength(2);
  });

  test('are cancelled by the merchant', async () => {
    const { payment } = await simulated();
    await payment('/v1/recurrence/create', PLAN);
    expect((await payment('/v1/recurrence/cancel', { order_id: 'plan-1' })).result).toMatchObject({
      status: 'cancel_by_merchant',
    });
    expect((await payment('/v1/recurrence/info', { order_id: 'plan-1' })).result).toMatchObject({
      status: 'cancel_by_merchant',
    });
  });

  test('are listed in pages of 8', async () => {
    const { payment } = await simulated();
    for (let index = 1; index <= 9; index += 1) {
      await payment('/v1/recurrence/create', { ...PLAN, order_id: `plan-${String(index)}` });
    }
    const { result } = await payment('/v1/recurrence/list');
    expect(result).toMatchObject({ paginate: { count: 8, hasPages: true, perPage: 8 } });
    const { nextCursor } = result['paginate'] as { readonly nextCursor: string };
    const next = await payment(`/v1/recurrence/list?cursor=${encodeURIComponent(nextCursor)}`);
    expect(next.result['items']).toMatchObject([{ order_id: 'plan-1' }]);
  });

  test('are refused with their failing fields, an order_id used before, and unknown currencies', async () => {
    const { payment } = await simulated();
    expect((await payment('/v1/recurrence/create', { name: 'ab', period: 'daily', discount_days: 0 })).body).toEqual({
      state: 1,
      errors: {
        amount: ['validation.required'],
        currency: ['validation.required'],
        name: ['validation.min.string'],
        period: ['validation.in'],
        discount_days: ['validation.min.numeric'],
        discount_amount: ['validation.required_with'],
      },
    });
    expect((await payment('/v1/recurrence/create', { ...PLAN, discount_amount: '1' })).body).toEqual({
      state: 1,
      errors: { discount_days: ['validation.required_with'] },
    });
    expect((await payment('/v1/recurrence/create', { ...PLAN, currency: 'XXX' })).status).toBe(422);
    expect((await payment('/v1/recurrence/create', { ...PLAN, to_currency: 'EUR' })).status).toBe(422);
    await payment('/v1/recurrence/create', PLAN);
    expect((await payment('/v1/recurrence/create', PLAN)).body).toEqual({
      state: 1,
      errors: { order_id: ['validation.unique'] },
    });
    expect((await payment('/v1/recurrence/info', { order_id: 'none' })).body).toEqual({
      state: 1,
      message: 'Recurrence was not found',
    });
  });
});
