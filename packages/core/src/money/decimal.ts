import { InvalidRequestError } from '../errors/invalid-request-error.js';

/** The longest decimal text accepted or written, sign and point included. */
const MAX_DECIMAL_LENGTH = 80;

/** What decimal text looks like, as a clause for problems. */
export const DECIMAL_RULE = `must be decimal text such as "15.00", without exponent, plus, spaces or leading zeros, and at most ${String(MAX_DECIMAL_LENGTH)} characters long`;

/** A decimal taken apart: its value is `units` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;
/** So many digits fit a double without loss, and a small number becomes a bigint quicker than text does. */
const EXACT_DIGITS = 15;

const POWERS_OF_TEN: readonly bigint[] = Array.from(
  { length: MAX_DECIMAL_LENGTH + 1 },
  (_, power) => 10n ** BigInt(power),
);

/** Ten to a power from 0 to 80, and beyond. */
export function powerOfTen(power: number): bigint {
  return POWERS_OF_TEN[power] ?? 10n ** BigInt(power);
}

/** Takes decimal text apart. Answers `undefined` for anything else, in one pass and bounded time. */
export function readDecimal(text: unknown): Decimal | undefined {
  if (typeof text !== 'string') return undefined;
  const point = findPoint(text);
  if (point === undefined) return undefined;
  const scale = point === NO_POINT ? 0 : text.length - point - 1;
  const digits = point === NO_POINT ? text : text.slice(0, point) + text.slice(point + 1);
  // Small numbers become bigints quicker than text does.
  return { units: BigInt(digits.length <= EXACT_DIGITS ? Number(digits) : digits), scale };
}

const NO_POINT = -1;

/** Where the point of decimal text is, {@link NO_POINT} if it has none; `undefined` for any other text. */
function findPoint(text: string): number | undefined {
  const length = text.length;
  if (length === 0 || length > MAX_DECIMAL_LENGTH) return undefined;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let point = NO_POINT;
  for (let index = start; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === POINT && point === NO_POINT) point = index;
    else if (!(code >= ZERO && code <= NINE)) return undefined;
  }
  const wholeEnd = point === NO_POINT ? length : point;
  if (wholeEnd === start || point === length - 1) return undefined;
  return wholeEnd - start > 1 && text.charCodeAt(start) === ZERO ? undefined : point;
}

/**
 * Takes decimal text apart, or throws.
 *
 * @throws {@link InvalidRequestError} `path` is not decimal text.
 */
export function getDecimal(text: string, path: string): Decimal {
  const decimal = readDecimal(text);
  if (decimal === undefined) throw new InvalidRequestError([{ path, message: DECIMAL_RULE }]);
  return decimal;
}

/**
 * Writes `units` with exactly `scale` digits after the point.
 *
 * @throws {@link InvalidRequestError} The text would be longer than 80.
 */
export function writeDecimal(units: bigint, scale: number): string {
  const digits = units.toString();
  let text = digits;
  if (scale > 0) {
    const negative = units < 0n;
    const magnitude = (negative ? digits.slice(1) : digits).padStart(scale + 1, '0');
    const point = magnitude.length - scale;
    text = `${negative ? '-' : ''}${magnitude.slice(0, point)}.${magnitude.slice(point)}`;
  }
  if (text.length > MAX_DECIMAL_LENGTH) {
    throw new InvalidRequestError([
      { path: 'amount', message: `would be longer than ${String(MAX_DECIMAL_LENGTH)} characters` },
    ]);
  }
  return text;
}

/** The same value at a larger scale. */
export function unitsAt(scale: number, decimal: Decimal): bigint {
  return decimal.scale === scale ? decimal.units : decimal.units * powerOfTen(scale - decimal.scale);
}

/**
 * Whether `value` is decimal text: an optional minus, digits without leading
 * zeros, and optionally a point followed by digits. At most 80 characters.
 * Exponents, a plus, spaces, separators and digits of other scripts are refused,
 * and so is every `number`. Never throws, and takes no longer for hostile text.
 */
export function isDecimalText(value: unknown): value is string {
  return typeof value === 'string' && findPoint(value) !== undefined;
}

/**
 * Orders two decimals by value: `"1.5"` and `"1.500"` are equal, and so are `"0"` and `"-0"`.
 *
 * @throws {@link InvalidRequestError} One of them is not decimal text.
 */
export function compareDecimals(left: string, right: string): -1 | 0 | 1 {
  const leftDecimal = getDecimal(left, 'left');
  const rightDecimal = getDecimal(right, 'right');
  const scale = Math.max(leftDecimal.scale, rightDecimal.scale);
  const leftUnits = unitsAt(scale, leftDecimal);
  const rightUnits = unitsAt(scale, rightDecimal);
  if (leftUnits === rightUnits) return 0;
  return leftUnits < rightUnits ? -1 : 1;
}

/**
 * The one shortest text of a decimal: no trailing zeros after the point, no
 * point without digits behind it, no minus before zero. Equal values give equal text.
 *
 * @throws {@link InvalidRequestError} `text` is not decimal text.
 */
export function normaliseDecimal(text: string): string {
  const { units, scale } = getDecimal(text, 'amount');
  if (units === 0n) return '0';
  if (scale === 0) return text;
  const end = significantEnd(text);
  return text.slice(0, text.charCodeAt(end - 1) === POINT ? end - 1 : end);
}

/**
 * How many decimals a value needs: 1 for `"1.5"` and for `"1.500"`, 0 for `"2.00"`.
 * An amount fits an asset with so many decimals or more.
 *
 * @throws {@link InvalidRequestError} `text` is not decimal text.
 */
export function decimalPlaces(text: string): number {
  const { scale } = getDecimal(text, 'amount');
  return scale === 0 ? 0 : scale - (text.length - significantEnd(text));
}

/** Where the trailing zeros of a fraction begin. The text has a point. */
function significantEnd(text: string): number {
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end -= 1;
  return end;
}

/**
 * Reads a JSON number from a provider's answer as decimal text, for wires that
 * answer amounts as numbers: `250.75` gives `"250.75"`, `1e-7` gives `"0.0000001"`.
 *
 * A number keeps 15 digits and no more. One that needs more, or is beyond the
 * safe integers, has lost some on the way: the answer is `undefined`, and the
 * caller treats what it read as unreadable.
 */
export function numberToDecimal(value: number): string | undefined {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined;
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential());
  if (parts === null) return undefined;
  const [, sign = '', first = '', rest = '', exponent = ''] = parts;
  const digits = first + rest;
  const power = Number(exponent) - rest.length;
  if (digits.length > EXACT_DIGITS || digits.length - power > MAX_DECIMAL_LENGTH - 3) return undefined;
  const units = BigInt(sign + digits);
  return power < 0 ? writeDecimal(units, -power) : writeDecimal(units * powerOfTen(power), 0);
}
