import { currencyScale, type Money, toMinorUnits } from '@paymux/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fromWireDecimal,
  fromWireUnits,
  majorAmountProblems,
  minorAmountProblems,
  readWireDecimal,
  toWireDecimal,
  toWireUnits,
} from './amounts.js';
import { writeJson } from './exact-json.js';

const CURRENCIES = ['USD', 'EUR', 'XOF', 'XAF', 'JPY', 'KRW', 'KWD', 'BHD', 'TND'] as const;
const scaleOf = (currency: string): number => currencyScale(currency) ?? Number.NaN;

/** An amount of so many smallest units, as a merchant may write it. */
function written(units: bigint, currency: string, noughts: number): Money {
  const scale = scaleOf(currency);
  const digits = units.toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  const shortest = fraction.replace(/0{1,3}$/, (end) => end.slice(0, noughts));
  return { amount: scale === 0 || shortest === '' ? whole : `${whole}.${shortest}`, currency };
}

const money = (limit: bigint) =>
  fc
    .tuple(fc.bigInt(1n, limit), fc.constantFrom(...CURRENCIES), fc.integer({ min: 0, max: 3 }))
    .map(([units, currency, noughts]) => ({ units, amount: written(units, currency, noughts) }));

describe('one amount', () => {
  test('is a count of smallest units on one wire and a decimal on the other, and both are exact', () => {
    fc.assert(
      fc.property(money(10n ** 15n - 1n), ({ amount, units }) => {
        expect([...minorAmountProblems(amount), ...majorAmountProblems(amount)]).toEqual([]);
        expect(BigInt(toWireUnits(amount))).toBe(units);
        const onTheWire = writeJson({ amount: toWireDecimal(amount) });
        const read = readWireDecimal((JSON.parse(onTheWire) as { readonly amount: number }).amount);
        expect(toMinorUnits({ amount: read ?? '', currency: amount.currency })).toBe(units);
      }),
      { numRuns: 2_000 },
    );
  });

  test('has one spelling on each wire, however it was written', () => {
    fc.assert(
      fc.property(money(10n ** 15n - 1n), ({ amount, units }) => {
        const canonical = written(units, amount.currency, 3);
        expect(writeJson(toWireDecimal(amount))).toBe(writeJson(toWireDecimal(canonical)));
        expect(writeJson(toWireDecimal(amount))).toMatch(/^(?:0|[1-9]\d*)(?:\.\d+)?$/);
      }),
    );
  });

  test('comes back from either wire as it went', () => {
    fc.assert(
      fc.property(money(10n ** 15n - 1n), ({ amount, units }) => {
        const canonical = written(units, amount.currency, 3);
        expect(fromWireUnits(toWireUnits(amount), amount.currency)).toEqual(canonical);
        expect(fromWireDecimal(amount.amount, amount.currency)).toEqual(canonical);
      }),
    );
  });
});

describe('an amount that a wire cannot carry exactly', () => {
  test.each([
    ['USD', '0.001'],
    ['XOF', '0.5'],
    ['JPY', '1.01'],
    ['KWD', '1.0001'],
  ])('for more decimals than %s has is refused on both: %s', (currency, amount) => {
    const message = `has more decimals than ${currency} has (${scaleOf(currency)})`;
    expect(minorAmountProblems({ amount, currency })).toEqual([{ path: 'amount.amount', message }]);
    expect(majorAmountProblems({ amount, currency })).toEqual([{ path: 'amount.amount', message }]);
  });

  test.each(['USDT', 'BTC', 'dollars', '__proto__'])('for being in %s is refused on both', (currency) => {
    for (const problemsOf of [minorAmountProblems, majorAmountProblems]) {
      expect(problemsOf({ amount: '1', currency })).toMatchObject([{ path: 'amount.currency' }]);
    }
  });

  test('for its size is refused where it begins to be rounded, and not before', () => {
    expect(minorAmountProblems({ amount: '90071992547409.91', currency: 'USD' })).toEqual([]);
    expect(minorAmountProblems({ amount: '90071992547409.92', currency: 'USD' })).toMatchObject([
      { path: 'amount.amount' },
    ]);
    expect(majorAmountProblems({ amount: '999999999999.999', currency: 'KWD' })).toEqual([]);
    expect(majorAmountProblems({ amount: '1000000000000.000', currency: 'KWD' })).toMatchObject([
      { path: 'amount.amount' },
    ]);
  });
});

test.each([
  ['500.0', 'USD', '500.00'],
  ['500', 'USD', '500.00'],
  ['500.00', 'XOF', '500'],
  ['1.005', 'USD', '1.005'],
])('%s %s is read as %s', (amount, currency, read) => {
  expect(fromWireDecimal(amount, currency)).toEqual({ amount: read, currency });
});
