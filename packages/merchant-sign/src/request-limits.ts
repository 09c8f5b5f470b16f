import {
  currencyScale,
  decimalPlaces,
  isCurrencyCode,
  isDecimalText,
  isFiatCurrency,
  type Money,
  type Problem,
} from '@paymux/core';

/** The finest amounts the wire speaks of: answers carry up to 8 decimals for crypto currencies, 2 for others. */
const CRYPTO_DECIMALS = 8;
const FIAT_DECIMALS = 2;

/** Refuses an amount that the asset, or the wire, cannot carry exactly. */
export function amountProblems({ amount, currency }: Money, path = 'amount'): readonly Problem[] {
  if (!isDecimalText(amount) || !isCurrencyCode(currency)) return [];
  const finest = isFiatCurrency(currency) ? FIAT_DECIMALS : CRYPTO_DECIMALS;
  const limit = Math.min(currencyScale(currency) ?? finest, finest);
  if (decimalPlaces(amount) <= limit) return [];
  return [{ path: `${path}.amount`, message: `has more decimals than ${currency} can carry here (${String(limit)})` }];
}

/** Refuses a text that is longer or shorter than the wire takes it, and what is no text. */
export function lengthProblems(
  value: unknown,
  path: string,
  { min = 1, max }: { readonly min?: number; readonly max: number },
): readonly Problem[] {
  if (value === undefined || (typeof value === 'string' && value.length >= min && value.length <= max)) return [];
  return [{ path, message: `must have ${String(min)} to ${String(max)} characters` }];
}

/** Refuses a number outside the wire's range. */
export function rangeProblems(
  value: unknown,
  path: string,
  { min, max, whole = true }: { readonly min: number; readonly max: number; readonly whole?: boolean },
): readonly Problem[] {
  if (value === undefined) return [];
  const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  const kind = whole ? 'a whole number' : 'a number';
  return fits ? [] : [{ path, message: `must be ${kind} from ${String(min)} to ${String(max)}` }];
}

/** Refuses a word the wire does not know. */
export function wordProblems(value: unknown, path: string, words: readonly string[]): readonly Problem[] {
  if (value === undefined || words.includes(value as string)) return [];
  return [{ path, message: `must be one of ${words.join(', ')}` }];
}

/** Refuses what is neither `true` nor `false`. */
export function truthProblems(value: unknown, path: string): readonly Problem[] {
  return value === undefined || typeof value === 'boolean' ? [] : [{ path, message: 'must be true or false' }];
}

/** Refuses what cannot be a currency's code. */
export function currencyProblems(value: unknown, path: string): readonly Problem[] {
  if (value === undefined || isCurrencyCode(value)) return [];
  return [{ path, message: 'must be a currency code such as "USDT"' }];
}

/** Refuses options that are no object, and names that an options object does not have. */
export function unknownNameProblems(options: unknown, path: string, names: readonly string[]): readonly Problem[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [{ path, message: 'must be an object' }];
  }
  return Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((name) => ({ path: `${path}.${printable(name)}`, message: 'is not a known option' }));
}

/** A name as it can stand in a problem: one that could be anything at all is not repeated. */
export function printable(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : '(an unusual name)';
}

/** Whether two codes name the same currency or network: the wire mixes upper and lower case. */
export function sameCode(left: string | null | undefined, right: string | null | undefined): boolean {
  return left?.toLowerCase() === right?.toLowerCase();
}
