import { describe, expect, test } from 'vitest';
import { bodiesSent, failureOf, open } from './account.js';

test('the balance tells both purses of the account', async () => {
  const { cryptomus, simulator } = await open({ balances: { USDT: '10' } });
  const { merchant, personal } = await cryptomus.account.getBalance();
  expect(merchant.find(({ balance }) => balance.currency === 'USDT')?.balance.amount).toBe('10.00000000');
  expect(personal.find(({ balance }) => balance.currency === 'USDT')?.balance.currency).toBe('USDT');
  expect(bodiesSent(simulator, '/v1/balance')).toEqual([{}]);
});

test('a discount that was set is listed', async () => {
  const { cryptomus, simulator } = await open();
  const discount = { currency: 'USDT', network: 'tron', percent: -5 };
  expect(await cryptomus.discounts.setDiscount(discount)).toEqual(discount);
  expect(await cryptomus.discounts.listDiscounts()).toContainEqual(discount);
  expect(bodiesSent(simulator, '/v1/payment/discount/set')).toEqual([
    { currency: 'USDT', network: 'tron', discount_percent: -5 },
  ]);
  const nowhere = { currency: 'BTC', network: 'tron', percent: 5 };
  expect(await failureOf(cryptomus.discounts.setDiscount(nowhere))).toMatchObject({ code: 'provider_refused' });
  const toolarge = { ...discount, percent: 101 };
  expect(await failureOf(cryptomus.discounts.setDiscount(toolarge))).toMatchObject({ code: 'invalid_request' });
});

describe('exchange rates', () => {
  test('are public: no merchant, no signature, no body', async () => {
    const { cryptomus, simulator } = await open();
    const rates = await cryptomus.exchangeRates.listExchangeRates({ currency: 'btc' });
    expect(rates.find(({ to }) => to === 'USD')).toEqual({ from: 'BTC', to: 'USD', rate: '64000.00000000' });
    const [request] = simulator.control.requests();
    expect(request).toMatchObject({ method: 'GET', path: '/v1/exchange-rate/BTC/list', text: '' });
    expect(Object.keys(request?.headers ?? {})).not.toEqual(expect.arrayContaining(['merchant']));
    expect(Object.keys(request?.headers ?? {})).not.toEqual(expect.arrayContaining(['sign']));
  });

  test('of what is no currency are not asked for', async () => {
    const { cryptomus, simulator } = await open();
    for (const currency of ['..', '../../v1/balance', '']) {
      expect(await failureOf(cryptomus.exchangeRates.listExchangeRates({ currency }))).toMatchObject({
        code: 'invalid_request',
      });
    }
    expect(simulator.control.requests()).toEqual([]);
  });
});

describe('a transfer', () => {
  const request = { reference: 'move-1', amount: { amount: '2.50', currency: 'USDT' } };

  test('moves money between the two purses, there and back', async () => {
    const { cryptomus, simulator } = await open({ balances: { USDT: '10' } });
    expect(await cryptomus.transfers.transferToPersonal(request)).toMatchObject({
      reference: 'move-1',
      merchantBalance: '7.50000000',
    });
    expect(await cryptomus.transfers.transferToBusiness(request)).toMatchObject({ merchantBalance: '10.00000000' });
    expect(bodiesSent(simulator, '/v1/transfer/to-personal')).toEqual([{ amount: '2.50', currency: 'USDT' }]);
    expect(bodiesSent(simulator, '/v1/transfer/to-business')).toEqual([{ amount: '2.50', currency: 'USDT' }]);
    expect(simulator.control.transfers()).toHaveLength(2);
  });

  test('passes on what the provider says no with', async () => {
    const { cryptomus, simulator } = await open({ balances: { USDT: '1' } });
    expect(await failureOf(cryptomus.transfers.transferToPersonal(request))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'Not enough funds',
    });
    simulator.control.forbid('transfers');
    expect(await failureOf(cryptomus.transfers.transferToBusiness(request))).toMatchObject({
      code: 'provider_refused',
      providerMessage: 'You are forbidden',
    });
    expect(simulator.control.transfers()).toEqual([]);
  });
});
