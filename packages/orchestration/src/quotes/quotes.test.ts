import { type PaymentProvider, ProviderRegistry, ProviderUnreachableError } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { openTill } from '../../test/till.js';
import { Quotes } from './quotes.js';
import type { OfferedAsset, QuotingProvider } from './quoting-provider.js';

const TRON: OfferedAsset = {
  currency: 'USDT',
  network: 'tron',
  available: true,
  minimum: '1.50',
  maximum: '1000.00',
  feeAmount: '0.50',
  feePercent: '1.5',
};
const ETH: OfferedAsset = { ...TRON, network: 'eth', feeAmount: '5', enabled: true };
const OFF: OfferedAsset = { ...TRON, network: 'bsc', enabled: false };
const GONE: OfferedAsset = { ...TRON, network: 'sol', available: false };
const PAYOUT = {
  amount: { amount: '100', currency: 'USDT' },
  destination: { type: 'crypto_address', address: 'TXYZ' },
} as const;

/** Quotes from accounts that offer these, and from one that offers nothing. */
function quotesOf(offers: Readonly<Record<string, QuotingProvider>>): Quotes {
  const { provider } = openTill();
  const accounts = Object.entries(offers).map(([id, offer]) => {
    const own = Object.entries(offer).map(([part, methods]) => [
      part,
      { ...(provider as unknown as Readonly<Record<string, object>>)[part], ...(methods as object) },
    ]);
    return { id, provider: { ...provider, ...Object.fromEntries(own) } as PaymentProvider };
  });
  return new Quotes({ providers: new ProviderRegistry([...accounts, { id: 'silent', provider }]) });
}

const SILENT = { account: 'silent', because: 'it does not offer this' };
const listing = (...assets: readonly OfferedAsset[]) => ({ listServices: () => Promise.resolve(assets) });

describe('the fee of a payout', () => {
  test('is what a provider previews, else what it lists, and accounts without either are named', async () => {
    const asked: unknown[] = [];
    const quotes = quotesOf({
      previews: {
        payouts: {
          ...listing(TRON),
          quotePayout: (request) => {
            asked.push(request);
            const fee = { amount: '0.75', currency: 'USDT' };
            return Promise.resolve({ fee, debitedAmount: { amount: '100.75', currency: 'USDT' } });
          },
        },
      },
      lists: { payouts: listing(ETH, TRON, OFF, GONE) },
    });

    expect(await quotes.payoutFees({ ...PAYOUT, network: 'TRON' })).toEqual({
      quotes: [
        {
          account: 'previews',
          source: 'previewed',
          fee: { amount: '0.75', currency: 'USDT' },
          debitedAmount: { amount: '100.75', currency: 'USDT' },
        },
        { account: 'lists', source: 'listed', fee: { amount: '2', currency: 'USDT' } },
      ],
      missing: [SILENT],
    });
    expect(asked).toEqual([{ ...PAYOUT, network: 'TRON', feeFrom: 'balance' }]);
  });

  test('is told for every network that can be used where none is named', async () => {
    const quotes = quotesOf({ lists: { payouts: listing(TRON, ETH, OFF, GONE) } });

    const told = await quotes.payoutFees(PAYOUT);
    expect(told.quotes.map(({ fee }) => fee.amount)).toEqual(['2', '6.5']);
  });

  test('of one account is told although another one cannot be asked', async () => {
    const quotes = quotesOf({
      lists: { payouts: listing(TRON) },
      down: { payouts: { listServices: () => Promise.reject(new ProviderUnreachableError('timeout')) } },
      broken: { payouts: { listServices: () => Promise.reject(new Error('no')) } },
    });

    const told = await quotes.payoutFees(PAYOUT);
    expect(told.quotes.map(({ account }) => account)).toEqual(['lists']);
    expect(told.missing).toEqual([
      { account: 'down', because: 'provider_unreachable' },
      { account: 'broken', because: 'an error without a name' },
      SILENT,
    ]);
  });
});

describe('limits, rates and balances', () => {
  test('tell the least and the most of what can be used, for payouts and payments apart', async () => {
    const quotes = quotesOf({ a: { payouts: listing(TRON, OFF), payments: listing(ETH) } });
    const limits = {
      account: 'a',
      currency: 'USDT',
      minimum: { amount: '1.5', currency: 'USDT' },
      maximum: { amount: '1000', currency: 'USDT' },
    };

    expect(await quotes.limits({ operation: 'payout', currency: 'usdt' })).toEqual({
      quotes: [{ ...limits, network: 'tron' }],
      missing: [SILENT],
    });
    expect(await quotes.limits({ operation: 'payment', currency: 'usdt' })).toMatchObject({
      quotes: [{ ...limits, network: 'eth' }],
    });
    expect((await quotes.limits({ operation: 'payout', currency: 'BTC' })).quotes).toEqual([]);
  });

  test('tell what a currency is worth, in one or in all', async () => {
    const rates = [
      { from: 'USDT', to: 'EUR', rate: '0.91' },
      { from: 'USDT', to: 'BTC', rate: '0.00001' },
    ];
    const quotes = quotesOf({ a: { exchangeRates: { listExchangeRates: () => Promise.resolve(rates) } } });

    expect((await quotes.rates({ from: 'USDT' })).quotes).toHaveLength(2);
    expect(await quotes.rates({ from: 'USDT', to: 'eur' })).toEqual({
      quotes: [{ account: 'a', from: 'USDT', to: 'EUR', rate: '0.91' }],
      missing: [SILENT],
    });
  });

  test('tell what can be paid out of each asset', async () => {
    const merchant = [{ balance: { amount: '12', currency: 'USDT' } }, { balance: { amount: '3', currency: 'BTC' } }];
    const quotes = quotesOf({ a: { account: { getBalance: () => Promise.resolve({ merchant }) } } });

    expect(await quotes.balances()).toEqual({
      quotes: [
        { account: 'a', balance: { amount: '12', currency: 'USDT' } },
        { account: 'a', balance: { amount: '3', currency: 'BTC' } },
      ],
      missing: [SILENT],
    });
  });
});
