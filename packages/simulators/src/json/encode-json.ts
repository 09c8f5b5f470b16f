/** A number to be written digit by digit, such as `129.10000000`. */
export class JsonNumber {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** What can be written as JSON. Members whose value is `undefined` are left out. */
export type JsonValue = null | boolean | number | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** A JSON object; its members are written in the order they were added. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

/** How {@link encodeJson} writes what PHP leaves to flags. */
export interface EncodeJsonOptions {
  /** `\/` for `/`, PHP's default. */
  readonly slashes: 'escaped' | 'plain';
  /** `\uxxxx` for everything beyond ASCII, PHP's default, or the characters themselves. */
  readonly unicode: 'escaped' | 'raw';
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Writes JSON as PHP's `json_encode` does: no white space, U+2028 and U+2029
 * always escaped, floats in PHP's notation, and, because PHP has one type for
 * both, an object without members or with the keys 0, 1, 2 … as a list.
 */
export function encodeJson(value: JsonValue, options: EncodeJsonOptions): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return phpNumber(value);
  if (typeof value === 'string') return phpString(value, options);
  if (value instanceof JsonNumber) return value.digits;
  if (isList(value)) return `[${value.map((item) => encodeJson(item, options)).join(',')}]`;

  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [{ name, text: encodeJson(member, options) }],
  );
  if (members.every(({ name }, index) => name === String(index))) {
    return `[${members.map(({ text }) => text).join(',')}]`;
  }
  return `{${members.map(({ name, text }) => `${phpString(name, options)}:${text}`).join(',')}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function phpString(text: string, { slashes, unicode }: EncodeJsonOptions): string {
  let written = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const code = text.charCodeAt(index);
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) written += short;
    else if (character === '/' && slashes === 'escaped') written += '\\/';
    else if (code < 0x20 || code === 0x2028 || code === 0x2029 || (code > 0x7f && unicode === 'escaped')) {
      written += `\\u${code.toString(16).padStart(4, '0')}`;
    } else written += character;
  }
  return `"${written}"`;
}

function phpNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // PHP leaves plain notation below 10^-4, and from 10^17.
  if (exponent < -4 || exponent >= 17) {
    const mantissa = digits.includes('.') ? digits : `${digits}.0`;
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent))}`;
  }
  return String(value);
}
