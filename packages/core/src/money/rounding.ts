/**
 * What happens to the part that does not fit.
 *
 * - `half_even`: to the nearest; a half to the even neighbour;
 * - `half_up`: to the nearest; a half away from zero;
 * - `down`, `up`: towards zero, away from zero;
 * - `floor`, `ceiling`: towards the smaller, the larger number.
 */
export type Rounding = 'half_even' | 'half_up' | 'down' | 'up' | 'floor' | 'ceiling';

/** Divides by a positive number and rounds to a whole one. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend - quotient * divisor;
  if (remainder === 0n) return quotient;
  const negative = dividend < 0n;
  const awayFromZero = negative ? quotient - 1n : quotient + 1n;
  return movesAway(quotient, (negative ? -remainder : remainder) * 2n, divisor, negative, rounding)
    ? awayFromZero
    : quotient;
}

function movesAway(
  quotient: bigint,
  twiceRemainder: bigint,
  divisor: bigint,
  negative: boolean,
  rounding: Rounding,
): boolean {
  switch (rounding) {
    case 'half_even':
      return twiceRemainder > divisor || (twiceRemainder === divisor && quotient % 2n !== 0n);
    case 'half_up':
      return twiceRemainder >= divisor;
    case 'down':
      return false;
    case 'up':
      return true;
    case 'floor':
      return negative;
    case 'ceiling':
      return !negative;
    default:
      throw new TypeError(`There is no such rounding: ${String(rounding satisfies never)}.`);
  }
}
