/**
 * A decimal number as a whole number of 10^-18, so that sums, fees and
 * conversions are exact. Up to 18 decimals are kept; nothing passes through a float.
 */
export type Fixed = bigint;

const DECIMALS = 18;
const ONE = 10n ** BigInt(DECIMALS);

/** Reads `"15"`, `"15.00"` or `"-0.5"`. Answers `undefined` for any other text, exponents included. */
export function parseFixed(text: string): Fixed | undefined {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,18}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const magnitude = BigInt(whole) * ONE + BigInt(fraction.padEnd(DECIMALS, '0'));
  return sign === '' ? magnitude : -magnitude;
}

/** Reads a decimal text that is known to be one. @throws RangeError for any other text. */
export function fixed(text: string): Fixed {
  const value = parseFixed(text);
  if (value === undefined) throw new RangeError(`"${text}" is not a decimal number such as "15.00".`);
  return value;
}

/** Writes a number with exactly `decimals` decimals, the last one rounded half away from zero. */
export function formatFixed(value: Fixed, decimals: number): string {
  const rounded = roundFixed(value, decimals);
  const magnitude = rounded < 0n ? -rounded : rounded;
  const whole = (magnitude / ONE).toString();
  const fraction = (magnitude % ONE).toString().padStart(DECIMALS, '0').slice(0, decimals);
  return `${rounded < 0n ? '-' : ''}${whole}${decimals === 0 ? '' : `.${fraction}`}`;
}

/** Writes a number as short as it goes: `"0.5"`, `"10000000"`. */
export function formatShort(value: Fixed): string {
  return formatFixed(value, DECIMALS).replace(/0+$/, '').replace(/\.$/, '');
}

/** Rounds half away from zero to `decimals` decimals. */
export function roundFixed(value: Fixed, decimals: number): Fixed {
  const step = 10n ** BigInt(DECIMALS - decimals);
  return divideRounding(value, step) * step;
}

/** The product, rounded half away from zero in the eighteenth decimal. */
export function multiply(left: Fixed, right: Fixed): Fixed {
  return divideRounding(left * right, ONE);
}

/** The quotient, rounded half away from zero in the eighteenth decimal. */
export function divide(left: Fixed, right: Fixed): Fixed {
  return divideRounding(left * ONE, right);
}

/** `value * numerator / denominator`, rounded once. */
export function proportion(value: Fixed, numerator: Fixed, denominator: Fixed): Fixed {
  return divideRounding(value * numerator, denominator);
}

function divideRounding(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const left = numerator < 0n ? -numerator : numerator;
  const right = denominator < 0n ? -denominator : denominator;
  const magnitude = (2n * left + right) / (2n * right);
  return negative ? -magnitude : magnitude;
}
