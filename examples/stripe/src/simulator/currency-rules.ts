import { InvalidParameter } from './refusal.js';

/** The decimals of some currencies; what is not here is none that this simulator takes. */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ['usd', 2],
  ['eur', 2],
  ['gbp', 2],
  ['huf', 2],
  ['twd', 2],
  ['isk', 2],
  ['jpy', 0],
  ['mga', 0],
  ['xof', 0],
  ['bhd', 3],
  ['kwd', 3],
]);

/** The least that can be charged. */
const MINIMUM: ReadonlyMap<string, number> = new Map([
  ['usd', 50],
  ['eur', 50],
  ['gbp', 30],
  ['jpy', 50],
]);

/** Refuses a currency that does not exist, and amounts finer than it is taken in. */
export function checkAmount(units: number, currency: string, param: string, forPayout = false): void {
  const decimals = DECIMALS.get(currency);
  if (decimals === undefined) throw new InvalidParameter('currency', `Invalid currency: ${currency}.`);
  const isWhole = currency === 'isk' || (forPayout && (currency === 'huf' || currency === 'twd'));
  if (isWhole && units % 100 !== 0)
    throw new InvalidParameter(param, 'Invalid amount.', 'invalid_charge_amount_no_decimal_compatible');
  if (decimals === 3 && units % 10 !== 0) throw new InvalidParameter(param, 'The last digit must be 0.');
  if (forPayout) return;
  if (units > 99_999_999) throw new InvalidParameter(param, 'Amount is too large.', 'amount_too_large');
  if (units < (MINIMUM.get(currency) ?? 1))
    throw new InvalidParameter(param, 'Amount is too small.', 'amount_too_small');
}

/** Smallest units as decimal text in major units. */
export function decimalOf(units: number, currency: string): string {
  const decimals = DECIMALS.get(currency) ?? 0;
  const digits = String(units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
