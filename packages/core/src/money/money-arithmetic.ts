import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { getScale, normaliseCurrency, type ScaleOptions } from './currency.js';
import { getDecimal, powerOfTen, unitsAt, writeDecimal } from './decimal.js';
import { frozenMoney, type Money } from './money.js';
import { divideRounded, type Rounding } from './rounding.js';

/** Options of {@link roundMoney} and {@link multiplyMoney}. */
export interface RoundingOptions extends ScaleOptions {
  /** There is no default: whom a rounding favours is a business decision. */
  readonly rounding: Rounding;
}

/**
 * Orders two amounts of one currency by value.
 *
 * @throws {@link InvalidRequestError} The currencies differ, or one of the two is not {@link Money}.
 */
export function compareMoney(left: Money, right: Money): -1 | 0 | 1 {
  sharedCurrency(left, right);
  const difference = aligned(left, right);
  if (difference.left === difference.right) return 0;
  return difference.left < difference.right ? -1 : 1;
}

/**
 * Whether two amounts have the same value and currency: `1.5` and `1.500` USD are
 * equal. Amounts of different currencies are never equal, not even zeros.
 *
 * @throws {@link InvalidRequestError} One of the two is not {@link Money}.
 */
export function equalMoney(left: Money, right: Money): boolean {
  const { left: leftUnits, right: rightUnits } = aligned(left, right);
  return leftUnits === rightUnits && normaliseCurrency(left.currency) === normaliseCurrency(right.currency);
}

/** Whether the amount is zero, however it is written. @throws {@link InvalidRequestError} It is not {@link Money}. */
export function isZero(money: Money): boolean {
  return getDecimal(money.amount, 'amount').units === 0n;
}

/** Whether the amount is above zero. @throws {@link InvalidRequestError} It is not {@link Money}. */
export function isPositive(money: Money): boolean {
  return getDecimal(money.amount, 'amount').units > 0n;
}

/**
 * The sum of two amounts of one currency, with as many decimals as the longer of the two.
 *
 * @throws {@link InvalidRequestError} The currencies differ, or one of the two is not {@link Money}.
 */
export function addMoney(left: Money, right: Money): Money {
  const currency = sharedCurrency(left, right);
  const units = aligned(left, right);
  return frozenMoney(writeDecimal(units.left + units.right, units.scale), currency);
}

/**
 * What remains of `left` without `right`: below zero if `right` is larger. With
 * as many decimals as the longer of the two.
 *
 * @throws {@link InvalidRequestError} The currencies differ, or one of the two is not {@link Money}.
 */
export function subtractMoney(left: Money, right: Money): Money {
  const currency = sharedCurrency(left, right);
  const units = aligned(left, right);
  return frozenMoney(writeDecimal(units.left - units.right, units.scale), currency);
}

/**
 * The sum of any number of amounts, all of `currency`. The sum of none is `"0"`.
 *
 * @throws {@link InvalidRequestError} One of them has another currency or is not {@link Money}.
 */
export function sumMoney(amounts: Iterable<Money>, currency: string): Money {
  const code = normaliseCurrency(currency);
  let units = 0n;
  let scale = 0;
  for (const money of amounts) {
    requireSameCurrency(money.currency, code);
    const decimal = getDecimal(money.amount, 'amount');
    if (decimal.scale > scale) {
      units *= powerOfTen(decimal.scale - scale);
      scale = decimal.scale;
    }
    units += unitsAt(scale, decimal);
  }
  return frozenMoney(writeDecimal(units, scale), code);
}

/**
 * The amount times a decimal factor. Exact unless `options` ask for rounding:
 * the product then has as many decimals as both factors together.
 *
 * @param factor - Decimal text such as `"0.015"`.
 * @param options - Rounds the product to the smallest unit of the currency.
 * @throws {@link InvalidRequestError} The factor is not decimal text, `money` is not {@link Money}, or
 *   no scale is known to round to.
 */
export function multiplyMoney(money: Money, factor: string, options?: RoundingOptions): Money {
  const currency = normaliseCurrency(money.currency);
  const left = getDecimal(money.amount, 'amount');
  const right = getDecimal(factor, 'factor');
  const units = left.units * right.units;
  const scale = left.scale + right.scale;
  return frozenMoney(
    options === undefined ? writeDecimal(units, scale) : rounded(units, scale, currency, options),
    currency,
  );
}

/**
 * The amount at the scale of its currency, with exactly so many decimals: `"1.005"`
 * USD becomes `"1.00"` by `half_even` and `"1.01"` by `half_up`.
 *
 * @throws {@link InvalidRequestError} `money` is not {@link Money}, or no scale is known.
 */
export function roundMoney(money: Money, options: RoundingOptions): Money {
  const currency = normaliseCurrency(money.currency);
  const { units, scale } = getDecimal(money.amount, 'amount');
  return frozenMoney(rounded(units, scale, currency, options), currency);
}

function rounded(units: bigint, scale: number, currency: string, options: RoundingOptions): string {
  const target = getScale(currency, options);
  const result =
    scale <= target
      ? units * powerOfTen(target - scale)
      : divideRounded(units, powerOfTen(scale - target), options.rounding);
  return writeDecimal(result, target);
}

/** Both amounts in the smallest unit that either of them uses. */
function aligned(left: Money, right: Money): { readonly left: bigint; readonly right: bigint; readonly scale: number } {
  const leftDecimal = getDecimal(left.amount, 'amount');
  const rightDecimal = getDecimal(right.amount, 'amount');
  const scale = Math.max(leftDecimal.scale, rightDecimal.scale);
  return { left: unitsAt(scale, leftDecimal), right: unitsAt(scale, rightDecimal), scale };
}

function sharedCurrency(left: Money, right: Money): string {
  const currency = normaliseCurrency(left.currency);
  requireSameCurrency(right.currency, currency);
  return currency;
}

function requireSameCurrency(currency: string, expected: string): void {
  if (currency === expected) return;
  const code = normaliseCurrency(currency);
  if (code === expected) return;
  throw new InvalidRequestError([
    { path: 'currency', message: `must be the same on all amounts; found ${expected} and ${code}` },
  ]);
}
