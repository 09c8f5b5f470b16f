import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';

describe('minor units', () => {
  test.each([
    ['15.00', 'USD', 1500n],
    ['15', 'usd', 1500n],
    ['15', 'XOF', 15n],
    ['1.234', 'KWD', 1234n],
    ['0.00000001', 'BTC', 1n],
    ['1.000000000000000001', 'ETH', 1_000_000_000_000_000_001n],
    ['-0.05', 'USD', -5n],
    ['1.5000', 'USD', 150n],
    ['15.0', 'JPY', 15n],
  ])('of %s %s are %s', (amount, currency, units) => {
    expect(toMinorUnits({ amount, currency })).toBe(units);
  });

  test.each([
    [1500n, 'usd', '15.00'],
    [5n, 'USD', '0.05'],
    [-5n, 'USD', '-0.05'],
    [0n, 'KWD', '0.000'],
    [15n, 'XOF', '15'],
    [1n, 'BTC', '0.00000001'],
  ])('%s %s are written with every decimal of the currency: %s', (units, currency, amount) => {
    expect(fromMinorUnits(units, currency)).toEqual({ amount, currency: currency.toUpperCase() });
  });

  test('refuse an amount that is not whole in them and never round it', () => {
    for (const [amount, currency] of [
      ['0.001', 'USD'],
      ['1.5', 'XOF'],
      ['0.000000001', 'BTC'],
    ] as const) {
      expect(() => toMinorUnits({ amount, currency })).toThrow(InvalidRequestError);
    }
    expect(() => toMinorUnits({ amount: '0.001', currency: 'USD' })).toThrow('amount must have at most 2 decimals');
  });

  test('follow the scale they are given, for a token that has another one on its chain', () => {
    const money = { amount: '1.000000000000000001', currency: 'USDT' };
    expect(() => toMinorUnits(money)).toThrow(InvalidRequestError);
    expect(toMinorUnits(money, { scale: 18 })).toBe(10n ** 18n + 1n);
    expect(fromMinorUnits(5n, 'ABC', { scale: 1 })).toEqual({ amount: '0.5', currency: 'ABC' });
  });

  test('are not guessed for a currency outside the table', () => {
    expect(() => toMinorUnits({ amount: '1', currency: 'ABC' })).toThrow('scale is needed');
    expect(() => fromMinorUnits(1n, 'ABC')).toThrow('scale is needed');
  });
});
