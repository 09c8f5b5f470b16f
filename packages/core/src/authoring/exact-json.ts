import { isUtf8 } from 'node:buffer';
import { isDecimalText } from '../money/decimal.js';
import { Secret } from '../options/secret.js';

/** A JSON number kept as its digits: no binary float stands between them and the wire. */
export class JsonNumber {
  /** The number as JSON spells it. */
  readonly digits: string;

  private constructor(digits: string) {
    this.digits = digits;
  }

  /** @internal The digits of a text that was read as JSON. */
  static read(digits: string): JsonNumber {
    return new JsonNumber(digits);
  }

  toString(): string {
    return this.digits;
  }
}

/**
 * Decimal text that is to travel as a JSON number, digit by digit: `jsonNumber('0.10')` is written `0.10`.
 *
 * @throws {@link TypeError} `decimal` is not decimal text as in {@link Money.amount}.
 */
export function jsonNumber(decimal: string): JsonNumber {
  if (!isDecimalText(decimal)) throw new TypeError('A JSON number is written from decimal text, such as "15.00".');
  return JsonNumber.read(decimal);
}

/**
 * Writes JSON as `JSON.stringify` does, and exactly where that would not: a {@link JsonNumber} and a
 * `bigint` as their digits.
 *
 * @throws {@link TypeError} The value holds a number that is not finite, a {@link Secret} that was not
 *   revealed, or something JSON has no word for.
 */
export function writeJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.digits;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no word for this number.');
  if (Secret.isInstance(value)) throw new TypeError('A secret has to be revealed where it is to travel.');
  if (Array.isArray(value)) return `[${value.map((item: unknown) => writeJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return writeJson((value as { toJSON(): unknown }).toJSON());
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join(',')}}`;
}

function scalar(value: unknown): string {
  const text: unknown = JSON.stringify(value);
  if (typeof text !== 'string') throw new TypeError(`JSON has no word for a ${typeof value}.`);
  return text;
}

/** A JSON value as it was spelled: numbers keep their digits, objects the order of their members. */
export type ExactJson = string | boolean | null | JsonNumber | readonly ExactJson[] | ExactJsonObject;

/** The members of a JSON object in the order of the text. No name occurs twice. */
export type ExactJsonObject = ReadonlyMap<string, ExactJson>;

/** Deeper than any genuine payload. */
const MAX_DEPTH = 64;

/** Says that a text is not JSON, or not JSON with one meaning. */
class Unreadable extends Error {}

/**
 * Reads JSON without losing a digit. Linear in the length of the text.
 *
 * @returns `undefined` for what is not JSON, is nested deeper than 64 levels, or names a member twice:
 *   two readers could then understand it differently.
 */
export function readExactJson(text: string): ExactJson | undefined {
  try {
    return new ExactReader(text).whole();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class ExactReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): ExactJson {
    const value = this.#value(0);
    this.#skip();
    if (this.#at !== this.#text.length) throw new Unreadable();
    return value;
  }

  #value(depth: number): ExactJson {
    if (depth > MAX_DEPTH) throw new Unreadable();
    this.#skip();
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): ExactJsonObject {
    const members = new Map<string, ExactJson>();
    this.#at += 1;
    if (this.#takes('}')) return members;
    do {
      this.#skip();
      const name = this.#string();
      if (members.has(name) || !this.#takes(':')) throw new Unreadable();
      members.set(name, this.#value(depth + 1));
    } while (this.#takes(','));
    if (!this.#takes('}')) throw new Unreadable();
    return members;
  }

  #array(depth: number): readonly ExactJson[] {
    const items: ExactJson[] = [];
    this.#at += 1;
    if (this.#takes(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) throw new Unreadable();
    return items;
  }

  #string(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') throw new Unreadable();
    for (let end = start + 1; end < this.#text.length; end += 1) {
      const unit = this.#text[end];
      if (unit === '\\') end += 1;
      if (unit !== '"') continue;
      this.#at = end + 1;
      return parsedString(this.#text.slice(start, this.#at));
    }
    throw new Unreadable();
  }

  #scalar(): ExactJson {
    const number = this.#match(NUMBER);
    if (number !== '') return JsonNumber.read(number);
    for (const [word, meaning] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return meaning;
    }
    throw new Unreadable();
  }

  #takes(mark: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  #skip(): void {
    this.#match(WHITE_SPACE);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

function parsedString(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    throw new Unreadable();
  }
}

/** Whether a value read from JSON is an object. */
export function isExactObject(value: ExactJson | undefined): value is ExactJsonObject {
  return value instanceof Map;
}

/**
 * How numbers of an answer or a webhook arrive: `number`, as `JSON.parse` reads them, exact to 15 digits
 * and as integers up to 2^53; `text`, as the digits of the wire, however many there are.
 */
export type NumberReading = 'number' | 'text';

/** The JSON in some bytes; `undefined` for what is not UTF-8 or not JSON. */
export function parseJsonBytes(bytes: Uint8Array, numbers: NumberReading = 'number'): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  if (numbers === 'text') return withNumbersAsText(readExactJson(text));
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text from bytes; `undefined` if they are not UTF-8. Keeps a byte order mark, which JSON does not allow. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('utf8');
}

function withNumbersAsText(value: ExactJson | undefined): unknown {
  if (value instanceof JsonNumber) return value.digits;
  if (Array.isArray(value)) return value.map(withNumbersAsText);
  if (!isExactObject(value)) return value;
  // `fromEntries` makes own members of every name, `__proto__` as well.
  return Object.fromEntries([...value].map(([name, member]) => [name, withNumbersAsText(member)]));
}
