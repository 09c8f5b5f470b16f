import { describe, expect, test } from 'vitest';
import { PAYOUT, receiver, simulated, type MerchantClient } from './merchant-client.js';

function balanceOf({ simulator }: MerchantClient, currency: string): string | undefined {
  return simulator.control.balances().find((row) => row.currency === currency)?.merchant;
}

describe('creating a payout', () => {
  test('answers every documented member in the documented order, and takes the money at once', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    const { text, result } = await client.payout('/v1/payout', { ...PAYOUT, network: 'TRON', is_subtract: '1' });
    expect(text).toBe(
      `{"state":0,"result":{"uuid":"${String(result['uuid'])}","amount":"5.00000000","currency":"USDT","network":"tron",` +
        `"address":"${PAYOUT.address}","txid":null,"status":"process","is_final":false,"balance":"94.00000000",` +
        '"payer_currency":"USDT","payer_amount":"5.00000000"}}',
    );
    expect(balanceOf(client, 'USDT')).toBe('94.00000000');
    expect(client.simulator.control.transfers()).toEqual([]);
  });

  test('writes figures as JSON numbers where it is set to', async () => {
    const { payout } = await simulated({ balances: { USDT: '135' }, payoutNumbers: 'number' });
    const { text } = await payout('/v1/payout', PAYOUT);
    expect(text).toContain('"balance":129,"payer_currency":"USDT","payer_amount":5}');
  });

  test('takes the fee from the balance when is_subtract is true, so that the receiver gets everything', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    await client.payout('/v1/payout', { ...PAYOUT, is_subtract: true });
    await client.simulator.control.settle('payout-1', 'paid');
    expect(client.simulator.control.transfers()).toMatchObject([{ kind: 'payout', amount: '5.00000000' }]);
    expect(balanceOf(client, 'USDT')).toBe('94.00000000');
  });

  test('takes the fee from the amount when is_subtract is false, so that the receiver gets less', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    await client.payout('/v1/payout', { ...PAYOUT, is_subtract: false });
    await client.simulator.control.settle('payout-1', 'paid');
    expect(client.simulator.control.transfers()).toMatchObject([{ kind: 'payout', amount: '4.00000000' }]);
    expect(balanceOf(client, 'USDT')).toBe('95.00000000');
  });

  test('under an order_id used before answers the payout it has, and sends nothing twice', async () => {
    const { simulator, payout } = await simulated();
    const first = await payout('/v1/payout', PAYOUT);
    const second = await payout('/v1/payout', {
      ...PAYOUT,
      amount: '50',
      address: 'TSomeoneElse11111111111111111111111',
    });
    expect(second.result).toEqual(first.result);
    const many = await Promise.all(Array.from({ length: 20 }, () => payout('/v1/payout', PAYOUT)));
    expect(new Set(many.map(({ result }) => result['uuid']))).toEqual(new Set([first.result['uuid']]));
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test('may use the order_id of an invoice', async () => {
    const { simulator, payment, payout } = await simulated();
    await payment('/v1/payment', { amount: '15', currency: 'USD', order_id: 'payout-1' });
    expect((await payout('/v1/payout', PAYOUT)).status).toBe(200);
    await expect(simulator.control.settle('payout-1', 'paid')).rejects.toThrow('uuid');
  });

  test('converts fiat into the currency that is sent', async () => {
    const { simulator, payout } = await simulated();
    const fiat = { ...PAYOUT, amount: '10', currency: 'EUR', to_currency: 'USDT', course_source: 'BinanceP2p' };
    const { result } = await payout('/v1/payout', fiat);
    expect(result).toMatchObject({
      amount: '10.00',
      currency: 'EUR',
      payer_currency: 'USDT',
      payer_amount: '10.80000000',
    });
    expect(simulator.control.payouts()).toMatchObject([{ sent: '10.80000000', debited: '11.80000000' }]);
  });

  test('is paid for in USDT when asked to', async () => {
    const client = await simulated({ balances: { USDT: '100', LTC: '0' } });
    const { network: _, ...ltc } = { ...PAYOUT, currency: 'LTC', amount: '1', from_currency: 'USDT' };
    await client.payout('/v1/payout', ltc);
    // 1 LTC and 0.001 LTC of fee, at 84 dollars.
    expect(client.simulator.control.payouts()).toMatchObject([{ debited: '84.08400000', debitedCurrency: 'USDT' }]);
    expect(balanceOf(client, 'USDT')).toBe('15.91600000');
    const more = await client.payout('/v1/payout', { ...ltc, order_id: 'payout-2' });
    expect(more.body).toEqual({ state: 1, message: 'Not enough balance for convert USDT to LTC' });
  });

  test.each<[string, object, string]>([
    ['economy', { priority: 'economy' }, '3.20000000'],
    ['recommended', {}, '4.00000000'],
    ['high', { priority: 'high' }, '6.00000000'],
    ['highest', { priority: 'highest' }, '8.00000000'],
  ])('costs more or less with priority %s', async (_, change, commission) => {
    const { simulator, payout } = await simulated();
    await payout('/v1/payout', { ...PAYOUT, network: 'eth', ...change });
    expect(simulator.control.payouts()).toMatchObject([{ commission }]);
  });

  test('needs no network for a currency that has only one', async () => {
    const { payout } = await simulated();
    const { network: _, ...btc } = { ...PAYOUT, currency: 'BTC', amount: '0.5' };
    expect((await payout('/v1/payout', btc)).result).toMatchObject({ network: 'btc' });
  });

  test('carries a memo on TON', async () => {
    const { simulator, payout } = await simulated();
    await payout('/v1/payout', { ...PAYOUT, network: 'ton', memo: 'room 7' });
    expect(simulator.control.payouts()).toMatchObject([{ memo: 'room 7' }]);
  });

  test('names every failing field at once', async () => {
    const { payout } = await simulated();
    expect((await payout('/v1/payout')).body).toEqual({
      state: 1,
      errors: Object.fromEntries(
        ['amount', 'currency', 'order_id', 'address', 'is_subtract'].map((field) => [field, ['validation.required']]),
      ),
    });
    const wrong = {
      amount: '1e3',
      currency: 'USDT',
      order_id: 'x'.repeat(101),
      address: PAYOUT.address,
      is_subtract: 'perhaps',
      url_callback: 'ftp://shop.example/x',
      from_currency: 'BTC',
      priority: 'asap',
      memo: 'x'.repeat(31),
    };
    expect((await payout('/v1/payout', wrong)).body).toEqual({
      state: 1,
      errors: {
        amount: ['validation.regex'],
        order_id: ['validation.max.string'],
        is_subtract: ['validation.boolean'],
        url_callback: ['validation.url'],
        from_currency: ['validation.in'],
        priority: ['validation.in', 'validation.prohibited'],
        network: ['validation.required'],
        memo: ['validation.max.string', 'validation.prohibited'],
      },
    });
    expect((await payout('/v1/payout', { ...PAYOUT, priority: 'high', memo: 'x' })).body).toEqual({
      state: 1,
      errors: { memo: ['validation.prohibited'], priority: ['validation.prohibited'] },
    });
    expect((await payout('/v1/payout', { ...PAYOUT, currency: 'USD' })).body).toEqual({
      state: 1,
      errors: { to_currency: ['validation.required'] },
    });
  });

  test.each<[string, object, string]>([
    ['an unknown currency', { currency: 'XXX' }, 'The currency was not found'],
    ['a pair that does not exist', { currency: 'BTC', network: 'tron' }, 'The service was not found'],
    ['an unknown target', { currency: 'USD', to_currency: 'EUR' }, 'Not found service to_currency'],
    ['more than there is', { amount: '99.00000001' }, 'Not enough funds'],
    ['too little', { amount: '0.49999999' }, 'Minimum amount 0.5 USDT'],
    ['too much', { amount: '10000001' }, 'Maximum amount 10000000 USDT'],
    ['an amount that the fee uses up', { amount: '1', is_subtract: false }, 'The withdrawal amount is too small'],
  ])('is refused for %s, and takes nothing', async (_, change, message) => {
    const client = await simulated({ balances: { USDT: '100' } });
    expect(await client.payout('/v1/payout', { ...PAYOUT, ...change })).toMatchObject({
      status: 422,
      body: { state: 1, message },
    });
    expect(balanceOf(client, 'USDT')).toBe('100.00000000');
  });

  test('is refused where payouts are forbidden', async () => {
    const { simulator, payout } = await simulated();
    simulator.control.forbid('payouts');
    expect((await payout('/v1/payout', PAYOUT)).body).toEqual({ state: 1, message: 'You are forbidden' });
  });

  test('can use up the balance to the last hundred-millionth', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    expect((await client.payout('/v1/payout', { ...PAYOUT, amount: '99' })).status).toBe(200);
    expect(balanceOf(client, 'USDT')).toBe('0.00000000');
  });
});

describe('a payout under way', () => {
  test('goes from process through check to paid, telling the merchant each time', async () => {
    const { simulator, payout } = await simulated();
    const { url, received } = await receiver();
    const { result } = await payout('/v1/payout', { ...PAYOUT, url_callback: url });
    expect(await simulator.control.advancePayout('payout-1')).toMatchObject({ status: 'check', txid: null });
    expect(await simulator.control.advancePayout('payout-1')).toMatchObject({ status: 'paid', money: 'sent' });
    await expect(simulator.control.advancePayout('payout-1')).rejects.toThrow('final');
    expect(received().map(({ status, is_final }) => [status, is_final])).toEqual([
      ['check', false],
      ['paid', true],
    ]);
    expect(Object.keys(received()[1] ?? {})).toEqual([
      'type',
      'uuid',
      'order_id',
      'amount',
      'merchant_amount',
      'commission',
      'is_final',
      'status',
      'txid',
      'currency',
      'network',
      'payer_currency',
      'payer_amount',
      'sign',
    ]);
    expect(received()[1]).toMatchObject({
      type: 'payout',
      uuid: result['uuid'],
      amount: '5.00000000',
      merchant_amount: '6.00000000',
      commission: '1.00000000',
    });
    expect(received()[0]).not.toHaveProperty('txid');
    expect((await payout('/v1/payout/info', { order_id: 'payout-1' })).result).toMatchObject({
      status: 'paid',
      is_final: true,
      txid: received()[1]?.['txid'],
    });
  });

  test('gives the money back when it fails, once', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    const { control } = client.simulator;
    await client.payout('/v1/payout', PAYOUT);
    await control.advancePayout('payout-1');
    expect(await control.advancePayout('payout-1', 'fail')).toMatchObject({ status: 'fail', money: 'returned' });
    await control.settle('payout-1', 'cancel');
    expect(balanceOf(client, 'USDT')).toBe('100.00000000');
    expect(control.transfers()).toEqual([]);
  });

  test('keeps the money while a failure is not final, and may be sent after all', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    const { control } = client.simulator;
    await client.payout('/v1/payout', PAYOUT);
    await control.settle('payout-1', 'fail', { final: false });
    expect(balanceOf(client, 'USDT')).toBe('94.00000000');
    await control.settle('payout-1', 'paid');
    expect(control.transfers()).toHaveLength(1);
    expect(balanceOf(client, 'USDT')).toBe('94.00000000');
  });

  test('is in the books once, however often it is settled as paid, and not undone by a contradiction', async () => {
    const client = await simulated({ balances: { USDT: '100' } });
    const { control } = client.simulator;
    await client.payout('/v1/payout', PAYOUT);
    await control.settle('payout-1', 'paid');
    await control.settle('payout-1', 'paid');
    await control.settle('payout-1', 'fail');
    expect(control.transfers()).toHaveLength(1);
    expect(control.payouts()).toMatchObject([{ status: 'fail', money: 'sent' }]);
    expect(balanceOf(client, 'USDT')).toBe('94.00000000');
  });

  test('can be put into a status that nobody documented, and be on its way with a hash', async () => {
    const { simulator, payout } = await simulated();
    await payout('/v1/payout', PAYOUT);
    await simulator.control.settle('payout-1', 'queued_for_moon');
    expect((await payout('/v1/payout/info', { order_id: 'payout-1' })).result).toMatchObject({
      status: 'queued_for_moon',
      is_final: false,
    });
    await simulator.control.settle('payout-1', 'check', { broadcast: true });
    const { result } = await payout('/v1/payout/info', { order_id: 'payout-1' });
    expect(result).toMatchObject({ status: 'check', txid: expect.any(String) });
    expect(simulator.control.transfers()).toEqual([]);
  });

  test('finishes by itself on autopilot', async () => {
    const { simulator, payout } = await simulated({ autopilot: true, autopilotStepMs: 1_000 });
    await payout('/v1/payout', PAYOUT);
    await simulator.control.advance(1_000);
    expect(simulator.control.payouts()).toMatchObject([{ status: 'check' }]);
    await simulator.control.advance(1_000);
    expect(simulator.control.payouts()).toMatchObject([{ status: 'paid' }]);
    await simulator.control.advance(10_000);
    expect(simulator.control.transfers()).toHaveLength(1);
  });
});

describe('looking up payouts', () => {
  test('finds one by either name, by order_id when both are given, with up to 100 characters', async () => {
    const { payout } = await simulated();
    const long = 'x'.repeat(100);
    const { result: first } = await payout('/v1/payout', PAYOUT);
    const { result: second } = await payout('/v1/payout', { ...PAYOUT, order_id: long });
    expect((await payout('/v1/payout/info', { uuid: first['uuid'] })).result).toEqual(first);
    expect((await payout('/v1/payout/info', { uuid: first['uuid'], order_id: long })).result).toEqual(second);
    expect((await payout('/v1/payout/info', { order_id: 'none' })).body).toEqual({
      state: 1,
      message: 'Payout was not found',
    });
    expect((await payout('/v1/payout/info')).status).toBe(422);
  });

  test('can be as strict with the length as the documentation', async () => {
    const { payout } = await simulated({ payoutLookupOrderIdLength: 32 });
    expect((await payout('/v1/payout/info', { order_id: 'x'.repeat(33) })).body).toEqual({
      state: 1,
      errors: { order_id: ['validation.max.string'] },
    });
  });

  test('lists them newest first, with the merchant and without the payer’s figures', async () => {
    const { simulator, payout } = await simulated();
    await payout('/v1/payout', PAYOUT);
    await payout('/v1/payout', { ...PAYOUT, order_id: 'payout-2' });
    const { result } = await payout('/v1/payout/list');
    expect(result).toMatchObject({
      merchant_uuid: simulator.merchantId,
      items: [{ order_id: 'payout-2', payment_status: null }, { order_id: 'payout-1' }],
      paginate: { count: 2, hasPages: false, nextCursor: null, previousCursor: null, perPage: 15 },
    });
    expect(result['items']).not.toMatchObject([{ payer_amount: expect.anything() }]);
  });
});
