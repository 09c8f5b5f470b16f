import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import {
  addMoney,
  compareMoney,
  equalMoney,
  isPositive,
  isZero,
  multiplyMoney,
  roundMoney,
  subtractMoney,
  sumMoney,
} from './money-arithmetic.js';
import type { Money } from './money.js';
import type { Rounding } from './rounding.js';

const usd = (amount: string): Money => ({ amount, currency: 'USD' });
const eur = (amount: string): Money => ({ amount, currency: 'EUR' });

describe('arithmetic on money', () => {
  test('adds and subtracts exactly, where doubles do not', () => {
    expect(addMoney(usd('0.1'), usd('0.2'))).toEqual(usd('0.3'));
    expect(subtractMoney(usd('1.00'), usd('0.9'))).toEqual(usd('0.10'));
    expect(addMoney(usd('123456789012345678901234567890.12'), usd('0.01')).amount).toBe(
      '123456789012345678901234567890.13',
    );
  });

  test('goes below zero and back', () => {
    const debt = subtractMoney(usd('5'), usd('7.50'));
    expect(debt).toEqual(usd('-2.50'));
    expect(addMoney(debt, usd('2.5'))).toEqual(usd('0.00'));
  });

  test('keeps as many decimals as the longer amount', () => {
    expect(addMoney(usd('15.00'), usd('0.5')).amount).toBe('15.50');
    expect(sumMoney([usd('1'), usd('0.250'), usd('0.75')], 'usd')).toEqual(usd('2.000'));
  });

  test('sums nothing to zero', () => {
    expect(sumMoney([], 'usd')).toEqual(usd('0'));
  });

  test('orders by value and not by text', () => {
    expect(compareMoney(usd('9'), usd('10.0'))).toBe(-1);
    expect(compareMoney(usd('1.5'), usd('1.500'))).toBe(0);
    expect([usd('2'), usd('10'), usd('-3')].sort(compareMoney).map(({ amount }) => amount)).toEqual(['-3', '2', '10']);
  });

  test('takes a currency in any case for the same and answers in upper case', () => {
    const lower = { amount: '1', currency: 'usd' };
    expect(addMoney(lower, usd('1'))).toEqual(usd('2'));
    expect(addMoney(usd('1'), lower)).toEqual(usd('2'));
    expect(equalMoney(lower, usd('1.0'))).toBe(true);
  });

  test('refuses to mix currencies, naming both', () => {
    for (const mix of [addMoney, subtractMoney, compareMoney]) {
      expect(() => mix(usd('1'), eur('1'))).toThrow(InvalidRequestError);
      expect(() => mix(usd('1'), eur('1'))).toThrow('found USD and EUR');
    }
    expect(() => sumMoney([usd('1'), eur('1')], 'USD')).toThrow('found USD and EUR');
  });

  test('finds amounts of different currencies unequal, even zeros', () => {
    expect(equalMoney(usd('0'), eur('0'))).toBe(false);
    expect(equalMoney(usd('1'), usd('1.01'))).toBe(false);
  });

  test('knows zero and above zero, however they are written', () => {
    expect(['0', '-0', '0.000'].every((amount) => isZero(usd(amount)) && !isPositive(usd(amount)))).toBe(true);
    expect(['0.00000001', '5'].every((amount) => isPositive(usd(amount)) && !isZero(usd(amount)))).toBe(true);
    expect(isPositive(usd('-1'))).toBe(false);
  });

  test('answers frozen objects', () => {
    const results = [
      addMoney(usd('1'), usd('1')),
      multiplyMoney(usd('1'), '2'),
      sumMoney([], 'USD'),
      roundMoney(usd('1'), { rounding: 'down' }),
    ];
    expect(results.every((result) => Object.isFrozen(result))).toBe(true);
  });

  test('refuses what is not money, without repeating it', () => {
    const calls = [
      () => addMoney(usd('1'), usd('1e3')),
      () => subtractMoney(usd('1e3'), usd('1')),
      () => compareMoney(usd('1e3'), usd('1')),
      () => equalMoney(usd('1e3'), usd('1e3')),
      () => isZero(usd('1e3')),
      () => isPositive(usd('1e3')),
      () => sumMoney([usd('1e3')], 'USD'),
      () => multiplyMoney(usd('1'), '1e3'),
      () => roundMoney(usd('1e3'), { rounding: 'down' }),
      () => addMoney({ amount: '1', currency: '1e3 ' }, { amount: '1', currency: '1e3 ' }),
    ];
    for (const call of calls) {
      expect(call).toThrow(InvalidRequestError);
      expect(call).not.toThrow('1e3');
    }
  });

  test('refuses a result that nobody could read again', () => {
    const huge = usd('9'.repeat(50));
    expect(() => multiplyMoney(huge, '9'.repeat(50))).toThrow('would be longer than 80 characters');
    expect(() => addMoney(usd('9'.repeat(80)), usd('1'))).toThrow(InvalidRequestError);
  });
});

describe('multiplying money', () => {
  test('is exact unless rounding is asked for', () => {
    expect(multiplyMoney(usd('19.99'), '0.015').amount).toBe('0.29985');
    expect(multiplyMoney(usd('19.99'), '0.015', { rounding: 'half_even' }).amount).toBe('0.30');
    expect(multiplyMoney({ amount: '100', currency: 'XOF' }, '0.333', { rounding: 'up' }).amount).toBe('34');
    expect(multiplyMoney(usd('10'), '-0.5').amount).toBe('-5.0');
  });
});

describe('rounding money', () => {
  const cases: readonly (readonly [Rounding, readonly string[]])[] = [
    ['half_even', ['1.00', '1.02', '1.01', '-1.00', '-1.02']],
    ['half_up', ['1.01', '1.02', '1.01', '-1.01', '-1.02']],
    ['down', ['1.00', '1.01', '1.01', '-1.00', '-1.01']],
    ['up', ['1.01', '1.02', '1.02', '-1.01', '-1.02']],
    ['floor', ['1.00', '1.01', '1.01', '-1.01', '-1.02']],
    ['ceiling', ['1.01', '1.02', '1.02', '-1.00', '-1.01']],
  ];
  test.each(cases)('%s meets halves and quarters on both sides of zero', (rounding, expected) => {
    const amounts = ['1.005', '1.015', '1.0125', '-1.005', '-1.015'];
    expect(amounts.map((amount) => roundMoney(usd(amount), { rounding }).amount)).toEqual(expected);
  });

  test('writes every decimal of the currency, also where none was there', () => {
    expect(roundMoney(usd('7'), { rounding: 'down' }).amount).toBe('7.00');
    expect(roundMoney({ amount: '7.9', currency: 'JPY' }, { rounding: 'down' }).amount).toBe('7');
    expect(roundMoney(usd('-0.001'), { rounding: 'half_up' }).amount).toBe('0.00');
  });

  test('takes another scale than the currency has, and needs one for a currency it does not know', () => {
    expect(roundMoney({ amount: '0.123456789012', currency: 'ETH' }, { rounding: 'down', scale: 8 }).amount).toBe(
      '0.12345678',
    );
    expect(() => roundMoney({ amount: '1', currency: 'ABC' }, { rounding: 'down' })).toThrow('scale is needed');
    for (const scale of [-1, 1.5, 37, Number.NaN]) {
      expect(() => roundMoney(usd('1'), { rounding: 'down', scale })).toThrow(
        'scale must be a whole number from 0 to 36',
      );
    }
  });

  test('refuses a rounding that does not exist', () => {
    expect(() => roundMoney(usd('0.001'), { rounding: 'nearest' as Rounding })).toThrow(TypeError);
  });
});
