import { JsonNumber, type JsonObject, type JsonValue } from './encode-json.js';

const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reads JSON with every number kept digit by digit. Answers `undefined` for text that is not JSON. */
export function parseJsonText(text: string): JsonValue | undefined {
  try {
    JSON.parse(text);
    // As marked text a number survives JSON.parse, which would make a float of it.
    const marked = text.replace(STRINGS_AND_NUMBERS, (token) =>
      token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
    );
    return unmark(JSON.parse(marked));
  } catch {
    return undefined;
  }
}

function unmark(value: unknown): JsonValue {
  if (typeof value === 'string') return value.startsWith('n') ? new JsonNumber(value.slice(1)) : value.slice(1);
  if (Array.isArray(value)) return value.map((item) => unmark(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.slice(1), unmark(member)]));
  }
  // Nothing else is left in JSON than true, false and null.
  return value as boolean | null;
}

/** Writes JSON as JavaScript does, numbers digit by digit. Members that are `undefined` are left out. */
export function writeJsonText(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.digits;
  if (isJsonList(value)) return `[${value.map((item) => writeJsonText(item)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${writeJsonText(member)}`],
  );
  return `{${members.join(',')}}`;
}

/** One text for every way to write the same JSON: members sorted, numbers by value. */
export function canonicalJsonText(value: JsonValue): string {
  if (value instanceof JsonNumber) {
    const { mantissa, exponent } = decimalParts(value.digits);
    return `${mantissa}e${exponent}`;
  }
  if (isJsonList(value)) return `[${value.map((item) => canonicalJsonText(item)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJsonText(member ?? null)}`);
  return `{${members.join(',')}}`;
}

/** A JSON number as `mantissa` times ten to the power of `exponent`, the mantissa without zeros at its end. */
export function decimalParts(digits: string): { readonly mantissa: bigint; readonly exponent: number } {
  const [plain = '0', power = '0'] = digits.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = plain.split('.');
  const significant = (whole + fraction).replace(/0+$/, '');
  if (!/[1-9]/.test(significant)) return { mantissa: 0n, exponent: 0 };
  const dropped = whole.length + fraction.length - significant.length;
  return { mantissa: BigInt(significant), exponent: Number(power) - fraction.length + dropped };
}

/** Whether a JSON value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

function isJsonList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
