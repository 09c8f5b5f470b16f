import { createFakeClock } from '@paymux/core/testing';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { startCryptomusSimulator, startHeleketSimulator, startMolamSimulator } from '@paymux/simulators';
import { type DurablePaymux, openPaymux } from 'paymux';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const AMOUNT = { amount: '100', currency: 'USDT' };
const DESTINATION = { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' } as const;
const SILENT = { account: 'molam', because: 'it does not offer this' };

let paymux: DurablePaymux;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  const cryptomus = await startCryptomusSimulator({ balances: { USDT: '500' }, rates: { TRX: '0.25' } });
  const heleket = await startHeleketSimulator({ balances: { USDT: '700' }, rates: { TRX: '0.125' } });
  const molam = await startMolamSimulator();
  const merchants = { cryptomus, heleket };
  paymux = await openPaymux(
    {
      accounts: [
        ...(['cryptomus', 'heleket'] as const).map((id) => {
          const { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = merchants[id];
          return { id, provider: id, options: { baseUrl, merchantId, paymentApiKey, payoutApiKey } };
        }),
        {
          id: 'molam',
          provider: 'molam',
          options: { apiKey: molam.apiKey, baseUrl: molam.baseUrl, originEntityId: 'merch_1' },
        },
      ],
      routing: {
        rules: [
          {
            id: 'cheapest',
            accounts: [{ account: 'molam' }, { account: 'cryptomus' }, { account: 'heleket' }],
            choose: 'cheapest',
          },
        ],
      },
      worker: false,
    },
    { store: new InMemoryStore({ clock: createFakeClock() }) },
  );
  closing.push(
    () => paymux.close(),
    () => cryptomus.close(),
    () => heleket.close(),
    () => molam.close(),
  );
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('quotes from the three simulators', () => {
  test('tell the fee of a payout: previewed, listed, or why not', async () => {
    const asked = { amount: AMOUNT, network: 'tron', destination: DESTINATION, feeFrom: 'balance' } as const;

    const { missing, quotes } = await paymux.quotes.payoutFees(asked);
    expect(quotes).toMatchObject([
      { account: 'cryptomus', fee: { currency: 'USDT' }, source: 'listed' },
      { account: 'heleket', fee: { currency: 'USDT' }, source: 'previewed' },
    ]);
    expect(quotes.map(({ fee }) => Number(fee.amount))).toEqual([1, 1]);
    expect(Number(quotes[1]?.debitedAmount?.amount)).toBe(101);
    expect(missing).toEqual([SILENT]);
  });

  test('tell the least and the most, for payouts and payments', async () => {
    for (const operation of ['payout', 'payment'] as const) {
      const { missing, quotes } = await paymux.quotes.limits({ operation, currency: 'USDT', network: 'tron' });

      expect(quotes.map(({ account, maximum, minimum }) => [account, minimum.amount, maximum.amount])).toEqual([
        ['cryptomus', '0.5', '10000000'],
        ['heleket', '0.5', '10000000'],
      ]);
      expect(missing).toEqual([SILENT]);
    }
  });

  test('tell rates, each its own', async () => {
    const { missing, quotes } = await paymux.quotes.rates({ from: 'TRX', to: 'USD' });

    expect(quotes.map(({ account, rate }) => [account, Number(rate)])).toEqual([
      ['cryptomus', 0.25],
      ['heleket', 0.125],
    ]);
    expect(missing).toEqual([SILENT]);
  });

  test('tell the balance of every asset', async () => {
    const { missing, quotes } = await paymux.quotes.balances();
    const inUsdt = quotes.filter(({ balance }) => balance.currency === 'USDT');

    expect(inUsdt.map(({ account, balance }) => [account, Number(balance.amount)])).toEqual([
      ['cryptomus', 500],
      ['heleket', 700],
    ]);
    expect(missing).toEqual([SILENT]);
  });

  test('decide where a payout goes, and are kept with it', async () => {
    const payout = await paymux.payouts.createPayout({
      reference: 'salary-1',
      creator: 'payroll',
      amount: AMOUNT,
      network: 'tron',
      destination: DESTINATION,
      feeFrom: 'balance',
    });
    const { events } = await paymux.payouts.history(payout.id);

    // Both cost the same, and the first of them is first in the rule; the one that quotes nothing is tried last.
    expect(payout).toMatchObject({ account: 'cryptomus', state: 'pending', route: { fallback: ['heleket', 'molam'] } });
    expect(events[0]?.detail).toMatchObject({
      route: {
        because: expect.stringContaining(
          'the cheapest (molam: it does not offer this, cryptomus: 1 USDT, heleket: 1',
        ) as string,
        costs: [{ account: 'molam' }, { cost: { amount: '1' } }, { cost: { amount: '1' } }],
      },
    });
  });
});
