import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { moneyProblems, parseMoney } from './money.js';

function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe('parsing money', () => {
  test('keeps the amount as it was written and puts the currency in upper case', () => {
    expect(parseMoney({ amount: '15.00', currency: 'usd' })).toEqual({ amount: '15.00', currency: 'USD' });
  });

  test('answers a frozen object with nothing else in it', () => {
    const money = parseMoney({ amount: '1', currency: 'EUR', note: 'for lunch' });
    expect(Object.isFrozen(money)).toBe(true);
    expect(Object.keys(money)).toEqual(['amount', 'currency']);
  });

  test('names every problem at once, under the path it was given', () => {
    const wrong = { amount: 15, currency: '' };
    expect(problemsOf(() => parseMoney(wrong))).toEqual(['amount', 'currency']);
    expect(problemsOf(() => parseMoney(wrong, { path: 'refund' }))).toEqual(['refund.amount', 'refund.currency']);
    expect(problemsOf(() => parseMoney('15 USD', { path: 'amount' }))).toEqual(['amount']);
    expect(problemsOf(() => parseMoney(null))).toEqual(['']);
  });

  test('refuses amounts below zero unless they are asked for', () => {
    const debt = { amount: '-1.00', currency: 'USD' };
    expect(problemsOf(() => parseMoney(debt))).toEqual(['amount']);
    expect(parseMoney(debt, { signed: true })).toEqual(debt);
    expect(moneyProblems(debt, { signed: true })).toEqual([]);
  });

  test('never repeats what it refuses', () => {
    const problems = moneyProblems({ amount: '4111 1111 1111 1111', currency: 'IBAN of a person' });
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toMatch(/4111|person/);
  });

  test('leaves zero and the number of decimals to those who know the network', () => {
    expect(moneyProblems({ amount: '0', currency: 'USD' })).toEqual([]);
    expect(moneyProblems({ amount: '1.123456789', currency: 'USDT' })).toEqual([]);
  });
});
