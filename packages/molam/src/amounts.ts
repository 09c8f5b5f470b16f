import {
  currencyScale,
  decimalPlaces,
  fromMinorUnits,
  isFiatCurrency,
  type Money,
  numberToDecimal,
  type Problem,
  toMinorUnits,
} from '@paymux/core';
import { JsonDecimal } from './exact-json.js';

/** What a JSON number keeps of a decimal fraction, on this side and on the other. */
const JSON_DECIMAL_DIGITS = 15;

/** Refuses an amount that does not fit an integer of smallest units. */
export function minorAmountProblems(amount: Money, path = 'amount'): readonly Problem[] {
  const problems = unitProblems(amount, path);
  if (problems.length > 0 || toMinorUnits(amount) <= Number.MAX_SAFE_INTEGER) return problems;
  return [{ path: `${path}.amount`, message: 'is beyond what this wire counts exactly (2^53 smallest units)' }];
}

/** Refuses an amount that does not fit a JSON number in major units. */
export function majorAmountProblems(amount: Money, path = 'amount'): readonly Problem[] {
  const problems = unitProblems(amount, path);
  if (problems.length > 0 || toMinorUnits(amount) < 10n ** BigInt(JSON_DECIMAL_DIGITS)) return problems;
  return [
    {
      path: `${path}.amount`,
      message: `has more digits than a JSON number keeps (${JSON_DECIMAL_DIGITS}, decimals included)`,
    },
  ];
}

/** The wire takes three letters, and counts in what ISO 4217 calls their smallest unit. */
function unitProblems({ amount, currency }: Money, path: string): readonly Problem[] {
  if (!isFiatCurrency(currency)) {
    return [{ path: `${path}.currency`, message: 'must be a national currency such as "USD"' }];
  }
  const scale = currencyScale(currency) ?? 0;
  if (decimalPlaces(amount) <= scale) return [];
  return [{ path: `${path}.amount`, message: `has more decimals than ${currency.toUpperCase()} has (${scale})` }];
}

/** An amount that was checked, as the integer the wire wants. */
export function toWireUnits(amount: Money): number {
  return Number(toMinorUnits(amount));
}

/** An amount that was checked, as the decimal the wire wants: equal amounts give equal bytes. */
export function toWireDecimal(amount: Money): JsonDecimal {
  return new JsonDecimal(fromMinorUnits(toMinorUnits(amount), amount.currency).amount);
}

/** An integer of smallest units as an amount. The currency is one whose smallest unit is known. */
export function fromWireUnits(units: number, currency: string): Money {
  return fromMinorUnits(BigInt(units), currency);
}

/** A decimal of the wire as an amount, with as many decimals as its currency has, or more if it came with more. */
export function fromWireDecimal(amount: string, currency: string): Money {
  const exact = decimalPlaces(amount) <= (currencyScale(currency) ?? 0);
  return exact ? fromMinorUnits(toMinorUnits({ amount, currency }), currency) : { amount, currency };
}

/** A JSON number or a text of one, as decimal text; `undefined` when digits were lost on the way. */
export function readWireDecimal(value: number | string): string | undefined {
  return typeof value === 'number' ? numberToDecimal(value) : value;
}
