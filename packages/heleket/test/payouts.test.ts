import { bodiesSent, failureOf, SAMPLE_ADDRESSES, SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { describe, expect, test } from 'vitest';
import { heleketIdempotencyKeyOf } from '../src/index.js';
import { open } from './account.js';

describe('a payout', () => {
  test.each([
    ['balance', true, '50.00000000', '51.00000000'],
    ['amount', false, '49.00000000', '50.00000000'],
  ] as const)(
    'with the fee from the %s says is_subtract %j, sends %s and debits %s',
    async (feeFrom, flag, sent, debited) => {
      const { heleket, control, simulator } = await open();
      expect(await heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, feeFrom })).toMatchObject({
        provider: 'heleket',
        reference: 'payout-1',
        status: 'pending',
        sentAmount: { amount: sent, currency: 'USDT' },
        debitedAmount: { amount: debited, currency: 'USDT' },
        fee: { amount: '1.00000000', currency: 'USDT' },
      });
      expect(bodiesSent(simulator, '/v1/payout')).toMatchObject([{ is_subtract: flag }]);
      expect(control.payouts()).toMatchObject([{ sent, debited }]);
    },
  );

  test('from another balance tells what was converted', async () => {
    const { heleket } = await open();
    const payout = await heleket.payouts.createPayout({
      ...SAMPLE_PAYOUT,
      amount: { amount: '0.01', currency: 'BTC' },
      network: 'btc',
      destination: { type: 'crypto_address', address: SAMPLE_ADDRESSES.btc },
      providerOptions: { heleket: { fromCurrency: 'USDT' } },
    });
    expect(payout.conversion).toMatchObject({ from: { currency: 'USDT' }, toCurrency: 'BTC' });
    expect(Number(payout.conversion?.from.amount)).toBeGreaterThan(0);
  });

  test('under a key of 64 digits is recognised, and found in the history', async () => {
    const { heleket, simulator } = await open({ payoutLookupOrderIdLength: 32 });
    const request = { ...SAMPLE_PAYOUT, reference: heleketIdempotencyKeyOf('plan 7, May') };
    const { providerId } = await heleket.payouts.createPayout(request);
    expect(await heleket.payouts.createPayout(request)).toMatchObject({ providerId });
    expect(await heleket.payouts.findPayout({ reference: request.reference })).toMatchObject({ providerId });
    expect(bodiesSent(simulator, '/v1/payout/info')).toEqual([]);
    expect(simulator.control.payouts()).toHaveLength(1);
  });
});

describe('a preview of a payout', () => {
  const { reference: _reference, ...terms } = SAMPLE_PAYOUT;

  test.each(['balance', 'amount'] as const)(
    'with the fee from the %s says what the payout then costs',
    async (feeFrom) => {
      const { heleket, simulator } = await open();
      const quote = await heleket.payouts.quotePayout({ ...terms, feeFrom });
      expect(simulator.control.payouts()).toEqual([]);
      const { debitedAmount, fee, sentAmount } = await heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, feeFrom });
      expect(quote).toEqual({ debitedAmount, fee, sentAmount });
      expect(bodiesSent(simulator, '/v1/payout/calc')).toEqual([
        {
          amount: '50',
          currency: 'USDT',
          address: SAMPLE_ADDRESSES.tron,
          is_subtract: feeFrom === 'balance',
          network: 'tron',
        },
      ]);
    },
  );

  test('in fiat is in the currency that would be sent', async () => {
    const { heleket } = await open();
    const quote = await heleket.payouts.quotePayout({
      ...terms,
      amount: { amount: '10.8', currency: 'EUR' },
      providerOptions: { heleket: { toCurrency: 'USDT' } },
    });
    expect(quote).toMatchObject({ sentAmount: { currency: 'USDT' }, fee: { currency: 'USDT' } });
  });

  test.each<[unknown, string]>([
    [undefined, 'amount'],
    [{ ...terms, amount: undefined }, 'amount'],
    [{ ...terms, amount: { amount: 50, currency: 'USDT' } }, 'amount.amount'],
    [{ ...terms, destination: null }, 'destination.address'],
    [{ ...terms, destination: { type: 'crypto_address', address: 5 } }, 'destination.address'],
    [{ ...terms, destination: { type: 'crypto_address', address: SAMPLE_ADDRESSES.evm } }, 'destination.address'],
    [{ ...terms, network: 5 }, 'network'],
    [{ ...terms, network: undefined }, 'network'],
    [{ ...terms, feeFrom: undefined }, 'feeFrom'],
    [{ ...terms, feeFrom: 'me' }, 'feeFrom'],
    [{ ...terms, memo: '1' }, 'memo'],
    [{ ...terms, providerOptions: 5 }, 'providerOptions'],
    [{ ...terms, providerOptions: { heleket: { fromCurrency: 'USDT' } } }, 'providerOptions.heleket.fromCurrency'],
  ])('of %j is refused for its %s', async (request, path) => {
    const { heleket, control } = await open();
    const failure = await failureOf(heleket.payouts.quotePayout(request as never));
    expect(failure).toMatchObject({
      code: 'invalid_request',
      problems: expect.arrayContaining([expect.objectContaining({ path })]),
    });
    expect(control.requests()).toEqual([]);
  });
});
