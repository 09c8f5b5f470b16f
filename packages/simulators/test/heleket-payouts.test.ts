import { describe, expect, test } from 'vitest';
import { balanceOf, heleketSimulated } from './heleket-client.js';
import { PAYOUT } from './merchant-client.js';

describe('the fee preview', () => {
  const PREVIEW = { amount: '5', currency: 'USDT', network: 'tron', is_subtract: true };

  test.each<[boolean, object]>([
    [true, { commission: '1.00000000', merchant_amount: '6.00000000', payout_amount: '5.00000000' }],
    [false, { commission: '1.00000000', merchant_amount: '5.00000000', payout_amount: '4.00000000' }],
  ])('with is_subtract %j says what the payout then costs, on both paths', async (isSubtract, figures) => {
    const client = await heleketSimulated({ balances: { USDT: '100' } });
    const fields = { ...PREVIEW, is_subtract: isSubtract };
    expect((await client.payout('/v1/payout/calc', { ...fields, address: 'TX' })).result).toEqual(figures);
    expect((await client.payout('/v1/payout/calculate', fields)).result).toEqual(figures);
    expect(balanceOf(client, 'USDT')).toBe('100.00000000');
    expect(client.simulator.control.payouts()).toEqual([]);

    const { result } = await client.payout('/v1/payout', { ...PAYOUT, is_subtract: isSubtract });
    expect(result).toMatchObject({ commission: '1.00000000', order_id: 'payout-1' });
    expect({ ...figures, merchant_amount: result['merchant_amount'] }).toEqual(figures);
    await client.simulator.control.settle('payout-1', 'paid');
    expect(client.simulator.control.transfers().map(({ amount }) => ({ ...figures, payout_amount: amount }))).toEqual([
      figures,
    ]);
  });

  test('needs an address at the documented path only', async () => {
    const { payout } = await heleketSimulated();
    expect((await payout('/v1/payout/calc', PREVIEW)).body).toEqual({
      state: 1,
      errors: { address: ['validation.required'] },
    });
  });

  test('converts fiat, and takes the priority into account', async () => {
    const { payout } = await heleketSimulated();
    const fields = {
      ...PREVIEW,
      amount: '10',
      currency: 'EUR',
      to_currency: 'USDT',
      network: 'eth',
      priority: 'highest',
    };
    expect((await payout('/v1/payout/calculate', fields)).result).toEqual({
      commission: '8.00000000',
      merchant_amount: '18.80000000',
      payout_amount: '10.80000000',
    });
  });

  test.each<[object, object]>([
    [{ amount: undefined }, { errors: { amount: ['validation.required'] } }],
    [{ currency: 'EUR' }, { errors: { to_currency: ['validation.required'] } }],
    [{ network: undefined }, { errors: { network: ['validation.required'] } }],
    [{ priority: 'soon' }, { errors: { priority: ['validation.in', 'validation.prohibited'] } }],
    [{ currency: 'XXX' }, { message: 'The currency was not found' }],
    [{ network: 'btc' }, { message: 'The service was not found' }],
    [{ amount: '1', is_subtract: false }, { message: 'The withdrawal amount is too small' }],
    [{ amount: '0.1' }, { message: 'Minimum amount 0.5 USDT' }],
  ])('with %j is refused with %j', async (change, refusal) => {
    const { payout } = await heleketSimulated();
    const answer = await payout('/v1/payout/calculate', { ...PREVIEW, ...change });
    expect(answer).toMatchObject({ status: 422, body: { state: 1, ...refusal } });
  });
});

describe('a payout', () => {
  test('carries its fee, what it costs and its order_id', async () => {
    const { payout } = await heleketSimulated({ balances: { USDT: '100' } });
    const { result, text } = await payout('/v1/payout', PAYOUT);
    expect(text).toBe(
      `{"state":0,"result":{"uuid":"${String(result['uuid'])}","amount":"5.00000000","currency":"USDT","network":"tron",` +
        `"address":"${PAYOUT.address}","txid":null,"status":"process","is_final":false,"balance":"94.00000000",` +
        '"payer_currency":"USDT","payer_amount":"5.00000000","commission":"1.00000000",' +
        '"merchant_amount":"6.00000000","order_id":"payout-1"}}',
    );
    expect((await payout('/v1/payout/info', { order_id: 'payout-1' })).result).toEqual(result);
  });

  test('says how it was paid for from another balance', async () => {
    const { payout } = await heleketSimulated();
    const ltc = { ...PAYOUT, amount: '1', currency: 'LTC', network: 'litecoin', from_currency: 'USDT' };
    expect((await payout('/v1/payout', ltc)).result).toMatchObject({
      network: 'ltc',
      merchant_amount: '1.00100000',
      convert: {
        to_currency: 'LTC',
        from_currency: 'USDT',
        from_amount: '84.08400000',
        commission: null,
        rate: '0.01190476',
      },
    });
  });

  test('writes figures as JSON numbers where it is set to', async () => {
    const { payout } = await heleketSimulated({ balances: { USDT: '135' }, payoutNumbers: 'number' });
    expect((await payout('/v1/payout', PAYOUT)).text).toContain('"balance":129,');
  });

  test('leaves figures open where it is set to', async () => {
    const { payout } = await heleketSimulated({ payoutNumbers: 'null' });
    expect((await payout('/v1/payout', PAYOUT)).result).toMatchObject({
      balance: null,
      payer_amount: null,
      commission: '1.00000000',
    });
  });
});
