import { describe, expect, test } from 'vitest';
import {
  amountProblems,
  currencyProblems,
  lengthProblems,
  rangeProblems,
  sameCode,
  truthProblems,
  unknownNameProblems,
  wordProblems,
} from './request-limits.js';

describe('decimals of an amount', () => {
  test.each([
    ['USD', '15.25', '15.255'],
    ['JPY', '15', '15.5'],
    // The wire answers fiat amounts with two decimals, whatever the currency has.
    ['KWD', '15.25', '15.255'],
    ['USDT', '0.000001', '0.0000001'],
    ['usdt', '0.000001', '0.0000001'],
    ['BTC', '0.00000001', '0.000000001'],
    ['ETH', '0.00000001', '0.000000001'],
    ['NEWCOIN', '0.00000001', '0.000000001'],
  ])('%s takes %s and refuses %s', (currency, fine, tooFine) => {
    expect(amountProblems({ amount: fine, currency })).toEqual([]);
    expect(amountProblems({ amount: tooFine, currency })).toEqual([
      { path: 'amount.amount', message: expect.stringContaining(`more decimals than ${currency}`) },
    ]);
  });

  test('do not count zeros at the end', () => {
    expect(amountProblems({ amount: '15.250000000000', currency: 'USD' })).toEqual([]);
  });

  test('are not judged for what is no amount, and what is no currency is never repeated', () => {
    expect(amountProblems({ amount: '1e5', currency: 'USD' })).toEqual([]);
    expect(amountProblems({ amount: '0.123456789', currency: 'payer@example.com' })).toEqual([]);
  });
});

describe('lengths', () => {
  test('are inclusive at both ends', () => {
    const told = ['', 'ab', 'abc', 'abcde', 'abcdef'].map(
      (text) => lengthProblems(text, 'x', { min: 3, max: 5 }).length,
    );
    expect(told).toEqual([1, 1, 0, 0, 1]);
  });

  test.each([null, 5, {}, ['a', 'b', 'c']])('refuse %j, which is no text', (value) => {
    expect(lengthProblems(value, 'x', { max: 5 })).toHaveLength(1);
  });
});

describe('ranges', () => {
  test.each([
    [-100, 1],
    [-99, 0],
    [100, 0],
    [101, 1],
    [1.5, 1],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
    ['5', 1],
    [null, 1],
  ])('%j has %i problems', (value, problems) => {
    expect(rangeProblems(value, 'x', { min: -99, max: 100 })).toHaveLength(problems);
  });

  test('take fractions where the wire does', () => {
    expect(rangeProblems(4.5, 'x', { min: 0, max: 5, whole: false })).toEqual([]);
  });
});

test('what was not given is no problem', () => {
  expect([
    lengthProblems(undefined, 'x', { max: 1 }),
    rangeProblems(undefined, 'x', { min: 0, max: 1 }),
    wordProblems(undefined, 'x', []),
    truthProblems(undefined, 'x'),
    currencyProblems(undefined, 'x'),
    unknownNameProblems(undefined, 'x', []),
  ]).toEqual([[], [], [], [], [], []]);
});

test('words, truth values and currencies are taken literally', () => {
  expect(wordProblems('Binance', 'x', ['Binance'])).toEqual([]);
  expect(wordProblems('binance', 'x', ['Binance', 'Exmo'])).toEqual([
    { path: 'x', message: 'must be one of Binance, Exmo' },
  ]);
  expect(truthProblems('true', 'x')).toHaveLength(1);
  expect(currencyProblems('US DT', 'x')).toHaveLength(1);
});

describe('names of options', () => {
  test('that are not known are named', () => {
    expect(unknownNameProblems({ known: 1, lifetme: 2 }, 'providerOptions.cryptomus', ['known'])).toEqual([
      { path: 'providerOptions.cryptomus.lifetme', message: 'is not a known option' },
    ]);
  });

  test('that could be anything at all are not repeated', () => {
    const [problem] = unknownNameProblems({ 'payer@example.com\n': 1 }, 'x', []);
    expect(problem?.path).toBe('x.(an unusual name)');
  });

  test.each([null, 5, 'toCurrency', [['toCurrency']]])('are not looked for in %j', (options) => {
    expect(unknownNameProblems(options, 'x', ['toCurrency'])).toEqual([{ path: 'x', message: 'must be an object' }]);
  });
});

test('codes are compared without regard to case', () => {
  expect([
    sameCode('TRON', 'tron'),
    sameCode(null, undefined),
    sameCode('tron', undefined),
    sameCode('a', 'b'),
  ]).toEqual([true, true, false, false]);
});
