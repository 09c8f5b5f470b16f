import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { getScale, normaliseCurrency, type ScaleOptions } from './currency.js';
import { getDecimal, powerOfTen, unitsAt, writeDecimal } from './decimal.js';
import { frozenMoney, type Money } from './money.js';

/**
 * The amount as a whole number of smallest units: 1500 for `"15.00"` USD, 15 for `"15"` XOF.
 *
 * @throws {@link InvalidRequestError} The amount needs more decimals than the currency has, the
 *   scale of the currency is not known, or `money` is not {@link Money}. Nothing is ever rounded.
 */
export function toMinorUnits(money: Money, options: ScaleOptions = {}): bigint {
  const scale = getScale(normaliseCurrency(money.currency), options);
  const decimal = getDecimal(money.amount, 'amount');
  if (decimal.scale <= scale) return unitsAt(scale, decimal);
  const divisor = powerOfTen(decimal.scale - scale);
  const units = decimal.units / divisor;
  if (units * divisor !== decimal.units) {
    throw new InvalidRequestError([{ path: 'amount', message: `must have at most ${String(scale)} decimals` }]);
  }
  return units;
}

/**
 * A whole number of smallest units as {@link Money}, with exactly as many
 * decimals as the currency has: 1500 USD is `"15.00"`.
 *
 * @throws {@link InvalidRequestError} The scale of the currency is not known.
 */
export function fromMinorUnits(units: bigint, currency: string, options: ScaleOptions = {}): Money {
  const code = normaliseCurrency(currency);
  return frozenMoney(writeDecimal(units, getScale(code, options)), code);
}
