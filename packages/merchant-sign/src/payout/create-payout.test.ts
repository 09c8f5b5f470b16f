import type { CreatePayoutRequest } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { createPayout, type MerchantSignPayoutOptions } from './create-payout.js';
import { payoutSchema } from './payout-schema.js';

interface Request extends CreatePayoutRequest {
  readonly own?: MerchantSignPayoutOptions | undefined;
}

const operation = createPayout({ provider: 'cryptomus', optionsOf: (request: Request) => request.own });
const CONTEXT = { baseUrl: 'https://api.example.com' };
const TRON = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const EVM = '0x52908400098527886E0F7030069857D2E4169EE7';
const BTC = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
const TON = 'EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2';
const to = (address: string) => ({ type: 'crypto_address', address }) as const;

const REQUEST: Request = {
  reference: 'payout-1',
  amount: { amount: '50.5', currency: 'USDT' },
  network: 'tron',
  destination: to(TRON),
  feeFrom: 'balance',
};

function build(changes: Partial<Request> = {}): unknown {
  return JSON.parse(JSON.stringify(operation.build?.({ ...REQUEST, ...changes })));
}

function problems(changes: Partial<Request>): readonly string[] {
  return (operation.check?.({ ...REQUEST, ...changes }, CONTEXT) ?? []).map(({ path }) => path);
}

describe('writes a payout', () => {
  test('with nothing but what was asked for', () => {
    expect(build()).toEqual({
      amount: '50.5',
      currency: 'USDT',
      order_id: 'payout-1',
      address: TRON,
      is_subtract: true,
      network: 'tron',
    });
  });

  test.each([
    ['balance', true],
    ['amount', false],
  ] as const)('whose fee comes from the %s with is_subtract %s, as a truth value', (feeFrom, isSubtract) => {
    expect(build({ feeFrom })).toMatchObject({ is_subtract: isSubtract });
  });

  test('with every field under its name on the wire', () => {
    const request: Partial<Request> = {
      amount: { amount: '10.25', currency: 'eur' },
      network: 'BSC',
      destination: to(EVM),
      webhookUrl: 'https://shop.example/hook',
      own: { toCurrency: 'usdt', rateSource: 'BinanceP2p', fromCurrency: 'USDT', priority: 'high' },
    };
    expect(problems(request)).toEqual([]);
    expect(build(request)).toEqual({
      amount: '10.25',
      currency: 'EUR',
      order_id: 'payout-1',
      address: EVM,
      is_subtract: true,
      network: 'bsc',
      url_callback: 'https://shop.example/hook',
      to_currency: 'USDT',
      course_source: 'BinanceP2p',
      from_currency: 'USDT',
      priority: 'high',
    });
  });

  test('with a memo on TON', () => {
    const request = { amount: { amount: '5', currency: 'TON' }, network: undefined, destination: to(TON), memo: '42' };
    expect(problems(request)).toEqual([]);
    expect(build(request)).toMatchObject({ memo: '42' });
    expect(build(request)).not.toHaveProperty('network');
  });
});

describe('refuses a payout', () => {
  const url = (length: number): string => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;
  const ton = { amount: { amount: '5', currency: 'TON' }, network: 'ton', destination: to(TON) };
  const fiat = { amount: { amount: '5.00', currency: 'USD' } };

  test.each<[string, Partial<Request>, string]>([
    ['that leaves open who bears the fee', { feeFrom: undefined }, 'feeFrom'],
    ['on no network, of a coin with several', { network: undefined }, 'network'],
    [
      'to a bank',
      { destination: { type: 'bank_account', bankCode: 'b', accountNumber: 'a', holder: 'h' } },
      'destination',
    ],
    ['to an address of another network', { destination: to(EVM) }, 'destination.address'],
    ['to an address with a slip of the pen', { destination: to(`${TRON.slice(0, -1)}u`) }, 'destination.address'],
    ['with more decimals than the asset has', { amount: { amount: '0.0000001', currency: 'USDT' } }, 'amount.amount'],
    ['with a memo where there is none', { memo: '42' }, 'memo'],
    ['with a memo of 31 characters', { ...ton, memo: 'm'.repeat(31) }, 'memo'],
    ['with an empty memo', { ...ton, memo: '' }, 'memo'],
    ['with a URL of 256 characters', { webhookUrl: url(256) }, 'webhookUrl'],
    ['in fiat without the currency to send', fiat, 'providerOptions.cryptomus.toCurrency'],
    ['in crypto with another currency to send', { own: { toCurrency: 'TRX' } }, 'providerOptions.cryptomus.toCurrency'],
    ['in crypto with a source of rates', { own: { rateSource: 'Exmo' } }, 'providerOptions.cryptomus.rateSource'],
    ['with a priority on a network without', { own: { priority: 'high' } }, 'providerOptions.cryptomus.priority'],
    [
      'with the payments’ spelling of a source',
      { ...fiat, own: { toCurrency: 'USDT', rateSource: 'BinanceP2P' as never } },
      'providerOptions.cryptomus.rateSource',
    ],
    [
      'from another balance than USDT',
      { own: { fromCurrency: 'BTC' as never } },
      'providerOptions.cryptomus.fromCurrency',
    ],
    ['with an option that does not exist', { own: { speed: 'fast' } as never }, 'providerOptions.cryptomus.speed'],
    [
      'with a currency that is none',
      { ...fiat, own: { toCurrency: 5 as never } },
      'providerOptions.cryptomus.toCurrency',
    ],
  ])('%s', (_name, changes, path) => {
    expect(problems(changes)).toEqual([path]);
  });

  test('whose address would be checked for another chain than the coin is sent on', () => {
    const request = { amount: { amount: '1', currency: 'BTC' }, network: undefined, own: { toCurrency: 'TRX' } };
    expect(problems(request)).toContain('destination.address');
  });
});

describe('accepts a payout', () => {
  test.each<[string, Partial<Request>]>([
    [
      'of a coin with one network',
      { amount: { amount: '1', currency: 'btc' }, network: undefined, destination: to(BTC) },
    ],
    [
      'with a memo of 30 characters',
      { amount: { amount: '5', currency: 'TON' }, network: 'TON', destination: to(TON), memo: 'm'.repeat(30) },
    ],
    ['with a priority where there is one', { network: 'ETH', destination: to(EVM), own: { priority: 'economy' } }],
    ['in fiat', { amount: { amount: '5.00', currency: 'USD' }, own: { toCurrency: 'USDT', rateSource: 'Kucoin' } }],
    [
      'in fiat for a coin with one network',
      { amount: { amount: '5.00', currency: 'USD' }, network: undefined, own: { toCurrency: 'trx' } },
    ],
  ])('%s', (_name, changes) => {
    expect(problems(changes)).toEqual([]);
  });
});

describe('tells an older payout from the one that was asked for', () => {
  const answer = (changes: Readonly<Record<string, unknown>>) =>
    payoutSchema.parse({
      uuid: 'u',
      amount: '50.50000000',
      currency: 'USDT',
      network: 'tron',
      address: TRON,
      ...changes,
    });
  const differs = (changes: Readonly<Record<string, unknown>>, request: Partial<Request> = {}) =>
    operation.differs?.(answer(changes), { ...REQUEST, ...request });
  const fiat: Partial<Request> = { amount: { amount: '10.00', currency: 'USD' }, own: { toCurrency: 'USDT' } };

  test.each<[string, Readonly<Record<string, unknown>>, Partial<Request>]>([
    ['zeros at the end', { amount: '50.5' }, {}],
    ['a number', { amount: 50.5 }, {}],
    ['upper case', { currency: 'usdt', network: 'TRON' }, {}],
    ['what is not told', { network: null, address: null, memo: null }, {}],
    [
      'a network nobody named',
      { currency: 'BTC', amount: '1', network: 'btc', address: BTC },
      { amount: { amount: '1', currency: 'BTC' }, network: undefined, destination: to(BTC) },
    ],
    [
      'the checksum of an address',
      { network: 'eth', address: EVM.toLowerCase() },
      { network: 'eth', destination: to(EVM) },
    ],
    [
      'a fiat amount, told first',
      { amount: '10.00', currency: 'USD', payer_amount: '9.98', payer_currency: 'USDT' },
      fiat,
    ],
    ['a fiat amount, told last', { amount: '9.98', currency: 'USDT', payer_amount: 10, payer_currency: 'USD' }, fiat],
  ])('and sees no difference in %s', (_name, changes, request) => {
    expect(differs(changes, request)).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, Partial<Request>, readonly string[]]>([
    ['amount', { amount: '50.51' }, {}, ['amount']],
    ['currency', { currency: 'USDC' }, {}, ['currency']],
    ['network', { network: 'bsc' }, {}, ['network']],
    ['address', { address: 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf' }, {}, ['destination']],
    ['letter of its address', { address: TRON.toLowerCase() }, {}, ['destination']],
    ['memo', { memo: '43' }, { memo: '42' }, ['memo']],
    ['memo that nobody asked for', { memo: '43' }, {}, ['memo']],
    [
      'fiat amount',
      { amount: '11.00', currency: 'USD', payer_amount: '10.00', payer_currency: 'USDT' },
      fiat,
      ['amount'],
    ],
    [
      'currency, though it is paid from the same balance',
      { currency: 'BTC', payer_amount: '50.5', payer_currency: 'USDT' },
      {},
      ['currency'],
    ],
    [
      'currency that is sent',
      { amount: '10.00', currency: 'USD', payer_amount: '80', payer_currency: 'TRX' },
      fiat,
      ['currency'],
    ],
    [
      'being no conversion at all',
      { amount: '500', payer_amount: '500', payer_currency: 'USDT' },
      fiat,
      ['currency', 'amount'],
    ],
  ])('by its %s', (_name, changes, request, names) => {
    expect(differs(changes, request)).toEqual(names);
  });

  test('and refuses an answer about someone else’s order', () => {
    expect(operation.fits?.(answer({ order_id: 'payout-2' }), REQUEST)).toBe(false);
    expect(operation.fits?.(answer({ order_id: 'payout-1' }), REQUEST)).toBe(true);
    expect(operation.fits?.(answer({}), REQUEST)).toBe(true);
  });
});
