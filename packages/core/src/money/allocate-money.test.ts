import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { allocateMoney } from './allocate-money.js';

const shares = (amount: string, weights: readonly (string | bigint)[], currency = 'USD') =>
  allocateMoney({ amount, currency }, weights).map((share) => share.amount);

describe('allocating money', () => {
  test('gives the units left over to the earlier of equal shares', () => {
    expect(shares('10.00', [1n, 1n, 1n])).toEqual(['3.34', '3.33', '3.33']);
    expect(shares('0.02', [1n, 1n, 1n])).toEqual(['0.01', '0.01', '0.00']);
  });

  test('gives a unit first to the share that lost most by cutting', () => {
    // 10 units over 1 : 6 : 8 are 0.67, 4 and 5.33.
    expect(shares('0.10', [1n, 6n, 8n])).toEqual(['0.01', '0.04', '0.05']);
  });

  test('follows the proportion of the weights, whatever their scale', () => {
    expect(shares('100', ['0.5', '0.3', '0.2'])).toEqual(['50.00', '30.00', '20.00']);
    expect(shares('100', ['50', 30n, '20.0'])).toEqual(['50.00', '30.00', '20.00']);
  });

  test('counts in the units of the currency', () => {
    expect(shares('100', [1n, 1n, 1n], 'XOF')).toEqual(['34', '33', '33']);
    expect(shares('0.000000000000000001', [1n, 1n], 'ETH')).toEqual(['0.000000000000000001', '0.000000000000000000']);
    expect(allocateMoney({ amount: '1', currency: 'ABC' }, [1n, 1n], { scale: 1 }).map(({ amount }) => amount)).toEqual(
      ['0.5', '0.5'],
    );
  });

  test('gives nothing to a weight of zero, even when units are left over', () => {
    expect(shares('0.05', [0n, 3n, '0.0', 3n])).toEqual(['0.00', '0.03', '0.00', '0.02']);
  });

  test('splits a debt as it splits the same credit', () => {
    expect(shares('-10.00', [1n, 1n, 1n])).toEqual(['-3.34', '-3.33', '-3.33']);
  });

  test('splits zero into zeros', () => {
    expect(shares('0', [1n, 2n])).toEqual(['0.00', '0.00']);
  });

  test.each([
    ['no weights', []],
    ['zeros alone', [0n, '0.00']],
    ['a negative weight', [2n, -1n]],
    ['a negative decimal', ['1', '-0.5']],
    ['a weight with an exponent', ['1e3']],
  ])('refuses %s', (_, weights) => {
    expect(() => shares('1', weights)).toThrow(InvalidRequestError);
  });

  test('refuses an amount that is not whole in units of the currency', () => {
    expect(() => shares('0.005', [1n])).toThrow(InvalidRequestError);
  });

  test('answers frozen shares in a frozen list', () => {
    const list = allocateMoney({ amount: '1', currency: 'USD' }, [1n, 1n]);
    expect([list, ...list].every((part) => Object.isFrozen(part))).toBe(true);
  });
});
