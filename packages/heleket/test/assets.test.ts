import { bodiesSent, SAMPLE_ADDRESSES, SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { expect, test } from 'vitest';
import { open, openByApiKey } from './account.js';

const { btc, evm, tron } = SAMPLE_ADDRESSES;
const XRP = 'rDsbeomae4FXwgQTJp9Rs64Qg9vDiTCdBv';

const request = (currency: string, network: string, address: string) => ({
  ...SAMPLE_PAYOUT,
  amount: { amount: '25', currency },
  network,
  destination: { type: 'crypto_address', address } as const,
});

test.each([
  ['USDT', 'tron', tron],
  ['USDT', 'eth', evm],
  ['USDT', 'bsc', evm],
  ['USDT', 'polygon', evm],
  ['BTC', 'btc', btc],
  ['ETH', 'eth', evm],
  ['XRP', 'xrp', XRP],
])('%s is paid out on %s with an API key', async (currency, network, address) => {
  const { heleket, simulator } = await openByApiKey();

  const payout = await heleket.payouts.createPayout(request(currency, network, address));
  expect(payout).toMatchObject({ status: 'pending', amount: { currency }, network });
  expect(bodiesSent(simulator, '/api/v1/payouts')).toMatchObject([{ asset: currency, network }]);
});

test.each([
  ['USDT', 'tron', tron],
  ['USDT', 'eth', evm],
  ['USDT', 'bsc', evm],
  ['USDT', 'polygon', evm],
  ['BTC', 'btc', btc],
  ['ETH', 'eth', evm],
])('%s is paid out on %s with a signature', async (currency, network, address) => {
  const { heleket, simulator } = await open();

  const payout = await heleket.payouts.createPayout(request(currency, network, address));
  expect(payout).toMatchObject({ status: 'pending', amount: { currency } });
  expect(bodiesSent(simulator, '/v1/payout')).toMatchObject([{ currency, network }]);
});
