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

function toPhpFloat(value: number): string {
  if (!Number.isFinite(value)) return UNENCODABLE;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';

  const sign = value < 0 ? '-' : '';
  const [mantissa = '', exponentText = ''] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);

  if (exponent < -4 || exponent > 16) {
    const exponentSign = exponent < 0 ? '-' : '+';
    return `${sign}${digits.slice(0, 1)}.${digits.slice(1) || '0'}e${exponentSign}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}
