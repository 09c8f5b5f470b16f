import { JsonNumber } from '../json/encode-json.js';
import { decimalParts } from '../json/json-text.js';

/** Currencies of ISO 4217 whose smallest unit is not a hundredth. */
const DECIMALS: Readonly<Record<string, number>> = Object.fromEntries([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((currency) => [currency, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((currency) => [currency, 3] as const),
]);

/** How many decimals a currency has: two, unless ISO 4217 says otherwise. */
export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/** Writes an amount in smallest units as decimal text in major units: `250075` EUR is `"2500.75"`. */
export function majorText(minor: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${minor < 0n ? '-' : ''}${whole}${fraction}`;
}

/** An amount in smallest units as a JSON number. */
export function minorNumber(minor: bigint): JsonNumber {
  return new JsonNumber(minor.toString());
}

/**
 * Reads a decimal number in major units. Answers `undefined` for other text and
 * for more decimals than the currency has; zeros at the end do not count.
 */
export function parseMajor(digits: string, currency: string): bigint | undefined {
  if (!/^-?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?$/.test(digits)) return undefined;
  const { mantissa, exponent } = decimalParts(digits);
  const shift = exponent + decimalsOf(currency);
  return mantissa === 0n ? 0n : shift < 0 ? undefined : mantissa * 10n ** BigInt(shift);
}
