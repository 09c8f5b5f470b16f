import type { CreatePaymentRequest } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { createPayment, type MerchantSignPaymentOptions } from './create-payment.js';
import { paymentSchema } from './payment-schema.js';

interface Request extends CreatePaymentRequest {
  readonly own?: MerchantSignPaymentOptions | undefined;
}

const operation = createPayment({ provider: 'cryptomus', optionsOf: (request: Request) => request.own });
const CONTEXT = { baseUrl: 'https://api.example.com' };
const REQUEST: Request = { reference: 'order-1', amount: { amount: '15.00', currency: 'USD' } };

function build(changes: Partial<Request> = {}): unknown {
  return JSON.parse(JSON.stringify(operation.build?.({ ...REQUEST, ...changes })));
}

function problems(changes: Partial<Request>): readonly string[] {
  return (operation.check?.({ ...REQUEST, ...changes }, CONTEXT) ?? []).map(({ path }) => path);
}

function ownProblems(own: unknown): readonly string[] {
  return problems({ own: own as MerchantSignPaymentOptions });
}

describe('writes a payment', () => {
  test('with nothing but what was asked for', () => {
    expect(build()).toEqual({ amount: '15.00', currency: 'USD', order_id: 'order-1' });
  });

  test('with every field under its name on the wire', () => {
    const own: MerchantSignPaymentOptions = {
      toCurrency: 'usdt',
      acceptsRest: false,
      payerFeePercent: 50,
      toleratedShortfallPercent: 1.5,
      currencies: [{ currency: 'usdt', network: 'TRON' }, { currency: 'BTC' }],
      exceptCurrencies: [{ currency: 'ETH', network: 'eth' }],
      rateSource: 'Binance',
      referralCode: 'friend',
      discountPercent: -5,
      refresh: true,
    };
    const request = {
      amount: { amount: '1500.10', currency: 'usd' },
      network: 'TRON',
      returnUrl: 'https://shop.example/done',
      cancelUrl: 'https://shop.example/back',
      webhookUrl: 'https://shop.example/hook',
      expiresInSeconds: 600,
      metadata: { cart: '7' },
      own,
    };
    expect(problems(request)).toEqual([]);
    expect(build(request)).toEqual({
      amount: '1500.10',
      currency: 'USD',
      order_id: 'order-1',
      network: 'tron',
      url_return: 'https://shop.example/back',
      url_success: 'https://shop.example/done',
      url_callback: 'https://shop.example/hook',
      lifetime: 600,
      additional_data: '{"cart":"7"}',
      is_payment_multiple: false,
      to_currency: 'USDT',
      subtract: 50,
      accuracy_payment_percent: 1.5,
      currencies: [{ currency: 'USDT', network: 'tron' }, { currency: 'BTC' }],
      except_currencies: [{ currency: 'ETH', network: 'eth' }],
      course_source: 'Binance',
      from_referral_code: 'friend',
      discount_percent: -5,
      is_refresh: true,
    });
  });

  test('with the very text of the amount', () => {
    expect(build({ amount: { amount: '0.00000001', currency: 'BTC' } })).toMatchObject({ amount: '0.00000001' });
    expect(build({ amount: { amount: '10.50000', currency: 'USD' } })).toMatchObject({ amount: '10.50000' });
  });

  test('without metadata when there is none in it', () => {
    expect(build({ metadata: {} })).not.toHaveProperty('additional_data');
  });
});

describe('takes a request up to the limits of the wire and no further:', () => {
  const url = (length: number): string => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;
  const metadata = (length: number): Record<string, string> => ({ m: 'x'.repeat(length - '{"m":""}'.length) });

  test.each<[string, Partial<Request>, Partial<Request>, string]>([
    ['lifetime, least', { expiresInSeconds: 300 }, { expiresInSeconds: 299 }, 'expiresInSeconds'],
    ['lifetime, most', { expiresInSeconds: 43_200 }, { expiresInSeconds: 43_201 }, 'expiresInSeconds'],
    ['webhook URL', { webhookUrl: url(255) }, { webhookUrl: url(256) }, 'webhookUrl'],
    ['return URL', { returnUrl: url(255) }, { returnUrl: url(256) }, 'returnUrl'],
    ['cancel URL', { cancelUrl: url(255) }, { cancelUrl: url(256) }, 'cancelUrl'],
    ['metadata', { metadata: metadata(255) }, { metadata: metadata(256) }, 'metadata (as JSON)'],
    ['capture', { capture: 'automatic' }, { capture: 'manual' }, 'capture'],
  ])('%s', (_name, fits, exceeds, path) => {
    expect(problems(fits)).toEqual([]);
    expect(problems(exceeds)).toEqual([path]);
  });

  test.each<[keyof MerchantSignPaymentOptions, readonly unknown[], readonly unknown[]]>([
    ['toCurrency', ['USDT'], ['US DT', '', 5, null]],
    ['acceptsRest', [true, false], ['true', 1, null]],
    ['payerFeePercent', [0, 100], [-1, 101, 1.5, '5', null]],
    ['toleratedShortfallPercent', [0, 5, 0.5], [-0.1, 5.1, '1', Number.NaN]],
    ['currencies', [[], [{ currency: 'USDT' }]], ['USDT', ['USDT'], [{}], [null], [{ currency: 'USDT', netwrk: 'x' }]]],
    ['exceptCurrencies', [[{ currency: 'USDT', network: 'tron' }]], [{}, [{ currency: 'USDT', network: 5 }]]],
    ['rateSource', ['Binance', 'BinanceP2P', 'Exmo', 'Kucoin'], ['BinanceP2p', 'binance', '']],
    ['referralCode', ['a'], ['', 5]],
    ['discountPercent', [-99, 0, 100], [-100, 101, 0.5]],
    ['refresh', [true], [0]],
  ])('%s', (name, accepted, refused) => {
    for (const value of accepted) expect(ownProblems({ [name]: value })).toEqual([]);
    for (const value of refused) {
      const [path = ''] = ownProblems({ [name]: value });
      expect(path).toMatch(new RegExp(`^providerOptions\\.cryptomus\\.${name}\\b`));
    }
  });

  test('options that do not exist, by name', () => {
    expect(ownProblems({ lifetme: 5, toCurency: 'USDT' })).toEqual([
      'providerOptions.cryptomus.lifetme',
      'providerOptions.cryptomus.toCurency',
    ]);
    expect(ownProblems(null)).toEqual(['providerOptions.cryptomus']);
  });
});

describe('tells an older payment from the one that was asked for', () => {
  const answer = (changes: Readonly<Record<string, unknown>>) =>
    paymentSchema.parse({ uuid: 'u', order_id: 'order-1', amount: '15.00', currency: 'USD', ...changes });
  const differs = (changes: Readonly<Record<string, unknown>>, request: Partial<Request> = {}) =>
    operation.differs?.(answer(changes), { ...REQUEST, ...request });
  const usdt = { amount: { amount: '15', currency: 'USDT' } };

  test.each<[string, Readonly<Record<string, unknown>>, Partial<Request>]>([
    ['zeros at the end', { amount: '15.00000000' }, {}],
    ['fewer zeros', { amount: '15' }, {}],
    ['a number', { amount: 15 }, {}],
    ['lower case', { currency: 'usd' }, {}],
    ['a network in upper case', { currency: 'USDT', network: 'TRON' }, { ...usdt, network: 'tron' }],
    ['a network nobody asked for', { network: 'bsc', payer_currency: 'USDT' }, {}],
    ['the network of a fiat payment that the payer chose', { network: 'bsc' }, { network: 'tron' }],
    ['no network yet, of a fiat payment', { network: null }, { network: 'tron' }],
    ['a conversion', { payer_currency: 'USDT', network: 'tron' }, { network: 'tron', own: { toCurrency: 'usdt' } }],
    ['a conversion not told yet', { payer_currency: null }, { own: { toCurrency: 'USDT' } }],
  ])('and sees no difference in %s', (_name, changes, request) => {
    expect(differs(changes, request)).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, Partial<Request>, readonly string[]]>([
    ['amount', { amount: '15.01' }, {}, ['amount']],
    ['amount beyond a float', { amount: '15.00000000000000001' }, {}, ['amount']],
    ['currency', { currency: 'EUR' }, {}, ['currency']],
    ['network', { currency: 'USDT', network: 'bsc' }, { ...usdt, network: 'tron' }, ['network']],
    ['network that should be there', { currency: 'USDT', network: null }, { ...usdt, network: 'tron' }, ['network']],
    ['conversion', { payer_currency: 'BTC' }, { own: { toCurrency: 'USDT' } }, ['currency']],
    [
      'all of it',
      { amount: '1', currency: 'BTC', network: 'btc' },
      { ...usdt, network: 'tron' },
      ['amount', 'currency', 'network'],
    ],
  ])('by its %s', (_name, changes, request, names) => {
    expect(differs(changes, request)).toEqual(names);
  });

  test('and refuses an answer about someone else’s order', () => {
    expect(operation.fits?.(answer({ order_id: 'order-2' }), REQUEST)).toBe(false);
    expect(operation.fits?.(answer({}), REQUEST)).toBe(true);
  });
});
