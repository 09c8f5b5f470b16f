import { InvalidRequestError } from '../errors/invalid-request-error.js';
import type { ScaleOptions } from './currency.js';
import { DECIMAL_RULE, readDecimal, unitsAt, type Decimal } from './decimal.js';
import { fromMinorUnits, toMinorUnits } from './minor-units.js';
import type { Money } from './money.js';

/**
 * Splits an amount by weights into one share per weight, in the order of the
 * weights. The shares add up to the amount exactly, and each differs from its
 * exact part by less than one smallest unit.
 *
 * Every share is first cut to whole units; the units left over go one each to the
 * shares that lost most, the earlier one first among equals. A weight of zero gets
 * nothing. A negative amount splits as the positive one does, with the sign turned.
 *
 * @param weights - Zero or more each, at least one above zero: decimal text or whole numbers.
 *   Only their proportion matters.
 * @throws {@link InvalidRequestError} A weight is malformed or negative, all are zero, or the
 *   amount is not a whole number of smallest units.
 */
export function allocateMoney(
  money: Money,
  weights: readonly (string | bigint)[],
  options: ScaleOptions = {},
): readonly Money[] {
  const total = toMinorUnits(money, options);
  const shares = split(total < 0n ? -total : total, wholeWeights(weights));
  return Object.freeze(shares.map((share) => fromMinorUnits(total < 0n ? -share : share, money.currency, options)));
}

function split(total: bigint, weights: readonly bigint[]): bigint[] {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight, index) => {
    const exact = total * weight;
    const share = exact / weightSum;
    return { index, share, lost: exact - share * weightSum };
  });
  const leftOver = total - parts.reduce((sum, { share }) => sum + share, 0n);
  const shares = parts.map(({ share }) => share);
  const byLoss = parts.sort((left, right) => {
    if (left.lost === right.lost) return left.index - right.index;
    return left.lost > right.lost ? -1 : 1;
  });
  for (const { index, share } of byLoss.slice(0, Number(leftOver))) shares[index] = share + 1n;
  return shares;
}

/** The weights as whole numbers in the same proportion. */
function wholeWeights(weights: readonly (string | bigint)[]): readonly bigint[] {
  const decimals = weights.map((weight, index) => {
    const decimal: Decimal | undefined = typeof weight === 'bigint' ? { units: weight, scale: 0 } : readDecimal(weight);
    if (decimal === undefined) throw wrongWeights(`weights.${String(index)}`, DECIMAL_RULE);
    if (decimal.units < 0n) throw wrongWeights(`weights.${String(index)}`, 'must not be negative');
    return decimal;
  });
  if (decimals.every(({ units }) => units === 0n)) throw wrongWeights('weights', 'must not all be zero');
  const scale = decimals.reduce((largest, decimal) => Math.max(largest, decimal.scale), 0);
  return decimals.map((decimal) => unitsAt(scale, decimal));
}

function wrongWeights(path: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ path, message }]);
}
