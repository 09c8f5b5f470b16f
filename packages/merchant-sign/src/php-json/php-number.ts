/** Stands where PHP's `json_encode` gives up. No encoded text can hold a raw NUL. */
export const UNENCODABLE = '\0';

const LARGEST_INT64 = '9223372036854775807';
const SMALLEST_INT64 = '-9223372036854775808';

/**
 * The text PHP writes for a JSON number it has read, with `serialize_precision = -1`.
 *
 * Integers within 64 bits keep their digits. Everything else becomes a float, written
 * in its shortest form that reads back the same.
 *
 * @param token - One number in JSON's grammar.
 * @returns {@link UNENCODABLE} for a number beyond the largest float.
 */
export function toPhpNumber(token: string): string {
  if (isFloat(token) || isBeyondInt64(token)) return toPhpFloat(Number(token));
  return token === '-0' ? '0' : token;
}

function isFloat(token: string): boolean {
  return token.includes('.') || token.includes('e') || token.includes('E');
}

function isBeyondInt64(token: string): boolean {
  const limit = token.startsWith('-') ? SMALLEST_INT64 : LARGEST_INT64;
  // JSON forbids leading zeros, so texts of one length order as their numbers do.
  return token.length > limit.length || (token.length === limit.length && token > limit);
}

/** Sizes between which JavaScript writes a float as PHP does, in plain decimals. */
const [PLAIN_FROM, PLAIN_BELOW] = [1e-4, 1e17];

function toPhpFloat(value: number): string {
  if (!Number.isFinite(value)) return UNENCODABLE;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const size = Math.abs(value);
  if (size >= PLAIN_FROM && size < PLAIN_BELOW) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa}${mantissa.includes('.') ? '' : '.0'}e${exponent}`;
}
