import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { currencyScale, isCurrencyCode, isFiatCurrency, normaliseCurrency } from './currency.js';

describe('currencies', () => {
  test.each([
    ['USD', 2],
    ['EUR', 2],
    ['RUB', 2],
    ['MRU', 2],
    ['XCG', 2],
    ['ZWG', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['XOF', 0],
    ['XAF', 0],
    ['XPF', 0],
    ['CLP', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['VND', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['JOD', 3],
    ['OMR', 3],
    ['TND', 3],
    ['IQD', 3],
    ['LYD', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['BTC', 8],
    ['LTC', 8],
    ['DOGE', 8],
    ['DASH', 8],
    ['BCH', 8],
    ['ETH', 18],
    ['USDT', 6],
    ['USDC', 6],
    ['DAI', 18],
    ['TRX', 6],
    ['TON', 9],
    ['SOL', 9],
    ['BNB', 18],
    ['MATIC', 18],
    ['POL', 18],
    ['AVAX', 18],
    ['SHIB', 18],
    ['XMR', 12],
    ['XRP', 6],
    ['CGPT', 18],
    ['VERSE', 18],
    ['HMSTR', 9],
    ['CRMS', 18],
  ])('%s has %i decimals', (code, scale) => {
    expect(currencyScale(code)).toBe(scale);
    expect(currencyScale(code.toLowerCase())).toBe(scale);
  });

  test('outside the table have no known scale, and neither do names of object members', () => {
    for (const code of ['ABC', 'XAU', 'XXX', 'BGN', 'constructor', '__proto__', 'toString', ''])
      expect(currencyScale(code)).toBeUndefined();
  });

  test('are fiat when ISO 4217 lists them as active, and crypto assets are not', () => {
    for (const code of ['USD', 'xof', 'CLF']) expect(isFiatCurrency(code)).toBe(true);
    for (const code of ['BTC', 'USDT', 'ABC', '', 'US']) expect(isFiatCurrency(code)).toBe(false);
  });

  test('list every active national code once', () => {
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    const codes = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
    expect(codes.filter((code) => isFiatCurrency(code))).toHaveLength(165);
  });

  test('are written in upper case', () => {
    expect(normaliseCurrency('usd')).toBe('USD');
    expect(normaliseCurrency('1inch')).toBe('1INCH');
    expect(normaliseCurrency('usdt.trc20')).toBe('USDT.TRC20');
  });

  test.each(['', ' USD', 'USD ', 'US D', '$', '_USD', '-', 'ＵＳＤ', 'ıst', 'ß', 'USD\n', 'A'.repeat(21), '💰'])(
    'cannot be called %j',
    (code) => {
      expect(isCurrencyCode(code)).toBe(false);
      expect(() => normaliseCurrency(code)).toThrow(InvalidRequestError);
    },
  );

  test('are text and nothing else', () => {
    for (const value of [undefined, null, 1, ['USD'], { toString: () => 'USD' }])
      expect(isCurrencyCode(value)).toBe(false);
  });
});
