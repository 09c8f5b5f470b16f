import { type AddedNames, type SensitiveFields, sensitiveFields } from './sensitive-field.js';
import { sensitivePatterns } from './sensitive-pattern.js';
import {
  type DecodedText,
  decodeJsonString,
  decodePercent,
  rangesAsWritten,
  replaceRanges,
  type TextRange,
} from './text-range.js';

/** What a text is read as. */
export type TextKind = 'json' | 'form' | 'text';

/** Values of this length at least are looked for everywhere once a field has shown them. */
const KNOWN_FROM_LENGTH = 8;
/** Text within text within text … is followed this far. */
const DEEPEST = 8;

const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\]:,]|true|false|null/gs;
/** Fields in which digits are a number of the provider's, not of a card. */
const NUMBERED = /(?:^|_)(?:id|uuid|amount|reference)$|Id$|Amount$/;
/** Fields that are hidden, but whose values are those of other fields as well: a payout's memo is its reference. */
const NOT_KNOWN = /memo|tag$|(?:^|[^a-z])(?:id|uuid)$|Id$/;
const NAMED_VALUE = /(?<![\w.%[\]-])([\w.%[\]-]+)["']?\s*[=:]\s*("[^"]*"|'[^']*'|[^\s&"'<>]+)/g;

/**
 * Replaces credentials and personal data by placeholders, one for each value,
 * and leaves every other character where it is.
 *
 * A value that a field's name gave away is hidden wherever it occurs from then
 * on, in plain text and in names as well.
 */
export class Redactor {
  readonly #fields: SensitiveFields;
  readonly #numbers = new Map<string, number>();
  readonly #known = new Set<string>();
  readonly #firstNumber: number;

  /** @param options - `firstNumber`: the number of the first placeholder, 1 where there are none yet. */
  constructor({ firstNumber = 1, ...names }: AddedNames & { readonly firstNumber?: number | undefined } = {}) {
    this.#fields = sensitiveFields(names);
    this.#firstNumber = firstNumber;
  }

  /** How many values have a placeholder. */
  get count(): number {
    return this.#numbers.size;
  }

  /** Makes the values of sensitive fields known, before any of them is written. */
  learn(text: string, kind: TextKind): void {
    this.#ranges(text, kind, 0);
  }

  learnHeader(name: string, value: string): void {
    this.#headerRanges(name, value);
  }

  redact(text: string, kind: TextKind): string {
    return replaceRanges(text, this.#ranges(text, kind, 0), (value) => this.#placeholder(value));
  }

  redactHeader(name: string, value: string): string {
    return replaceRanges(value, this.#headerRanges(name, value), (hidden) => this.#placeholder(hidden));
  }

  redactPath(path: string): string {
    const decoded = decodePercent(path, { plus: false });
    const ranges = rangesAsWritten(this.#textRanges(decoded.text, true, 0), decoded, 0);
    return replaceRanges(path, ranges, (value) => this.#placeholder(value));
  }

  /** Whether a text of no known form holds, or could hold, anything to hide. */
  isSuspicious(text: string): boolean {
    const names = new Set(text.match(/[\w-]+/g));
    return this.#textRanges(text, true, 0).length > 0 || [...names].some((name) => this.#fields.hidesField(name));
  }

  #placeholder(value: string): string {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#firstNumber + this.#numbers.size;
      this.#numbers.set(value, number);
    }
    return `[redacted-${String(number)}]`;
  }

  #learnField(value: string, field: string): void {
    // A word of the interface would be hidden in every answer.
    if (!/^[a-z]+(?:[_.-][a-z]+)*$/.test(value) && !NOT_KNOWN.test(field)) this.#learn(value);
  }

  #learn(value: string): void {
    if (value.length >= KNOWN_FROM_LENGTH) this.#known.add(value);
  }

  #headerRanges(name: string, value: string): readonly TextRange[] {
    if (!this.#fields.hidesHeader(name)) return this.#textRanges(value, false, 0);
    const [, scheme = '', credentials = value] = /^([A-Za-z][\w-]*\s+)(\S.*)$/s.exec(value) ?? [];
    const start = /authorization/i.test(name) ? scheme.length : 0;
    const hidden = start === 0 ? value : credentials;
    this.#learn(hidden);
    if (/^basic/i.test(scheme)) {
      for (const part of Buffer.from(credentials, 'base64').toString('utf8').split(':')) this.#learn(part);
    }
    for (const [, part = ''] of value.matchAll(/=([^;,\s]+)/g)) this.#learn(part);
    return hidden === '' ? [] : [{ start, end: value.length, value: hidden }];
  }

  #ranges(text: string, kind: TextKind, depth: number): readonly TextRange[] {
    if (kind === 'json') return this.#jsonRanges(text, depth);
    return kind === 'form' ? this.#formRanges(text, depth) : this.#textRanges(text, true, depth);
  }

  #jsonRanges(text: string, depth: number): readonly TextRange[] {
    const reading = new JsonReading(this.#fields);
    const ranges: TextRange[] = [];
    for (const { 0: token, index } of text.matchAll(JSON_TOKENS)) {
      const leaf = reading.read(token);
      if (leaf === undefined) continue;
      const isText = token.startsWith('"');
      const decoded: DecodedText = isText
        ? decodeJsonString(token.slice(1, -1))
        : { text: token, places: Array.from({ length: token.length + 1 }, (_, place) => place) };
      const start = isText ? index + 1 : index;
      if (leaf.isName) {
        ranges.push(...rangesAsWritten(this.#textRanges(decoded.text, false, DEEPEST), decoded, start));
        reading.named(decoded.text);
        continue;
      }
      reading.valued(decoded.text);
      const end = start + token.length - (isText ? 2 : 0);
      const whole = { start, end, value: decoded.text, isNumber: !isText };
      if (reading.hides) {
        this.#learnField(decoded.text, reading.field);
        if (decoded.text !== '') ranges.push(whole);
        continue;
      }
      const found = this.#textRanges(decoded.text, !NUMBERED.test(reading.field), depth + 1);
      ranges.push(...(isText ? rangesAsWritten(found, decoded, start) : found.length > 0 ? [whole] : []));
    }
    return ranges;
  }

  #formRanges(text: string, depth: number): readonly TextRange[] {
    const ranges: TextRange[] = [];
    for (const { 0: pair, index } of text.matchAll(/[^&]+/g)) {
      const [writtenName = '', ...rest] = pair.split('=');
      const name = decodePercent(writtenName, { plus: true });
      ranges.push(...rangesAsWritten(this.#textRanges(name.text, false, DEEPEST), name, index));
      if (rest.length === 0) continue;
      const value = decodePercent(rest.join('='), { plus: true });
      const start = index + writtenName.length + 1;
      if (!this.#fields.hidesField(name.text)) {
        ranges.push(
          ...rangesAsWritten(this.#textRanges(value.text, !NUMBERED.test(name.text), depth + 1), value, start),
        );
        continue;
      }
      this.#learnField(value.text, name.text);
      if (value.text !== '') ranges.push({ start, end: index + pair.length, value: value.text });
    }
    return ranges;
  }

  #textRanges(text: string, cards: boolean, depth: number): readonly TextRange[] {
    if (depth < DEEPEST && /^\s*[[{]/.test(text) && isJson(text)) return this.#jsonRanges(text, depth + 1);
    return [
      ...sensitivePatterns(text, { cards }),
      ...(depth < DEEPEST ? this.#namedValues(text) : []),
      ...[...this.#known].flatMap((value) => occurrences(text, value)),
    ];
  }

  /** Values that stand behind their names in plain text: `token=…`, a URL's query. */
  #namedValues(text: string): readonly TextRange[] {
    return [...text.matchAll(NAMED_VALUE)].flatMap(({ 0: whole, 1: name = '', 2: quoted = '', index }) => {
      if (!this.#fields.hidesField(decodePercent(name, { plus: true }).text)) return [];
      const value = quoted.replace(/^(["'])(.*)\1$/s, '$2');
      const start = index + whole.lastIndexOf(value);
      return value === ''
        ? []
        : [{ start, end: start + value.length, value: decodePercent(value, { plus: true }).text }];
    });
  }
}

/** What one value of a JSON text is in: the names above it, and whether one of them hides it. */
class JsonReading {
  readonly #fields: SensitiveFields;
  readonly #above: { readonly isObject: boolean; readonly hides: boolean; name: string; called: string }[] = [];
  #awaitsName = false;

  constructor(fields: SensitiveFields) {
    this.#fields = fields;
  }

  /** The name that the next value has. */
  get field(): string {
    return this.#above.findLast(({ isObject }) => isObject)?.name ?? '';
  }

  /** Whether the next value is hidden. */
  get hides(): boolean {
    const [frame, outer] = [this.#above.at(-1), this.#above.findLast(({ isObject }) => isObject)];
    if (outer === undefined) return false;
    // { "name": "api_key", "value": "…" }
    const isCalled =
      /^(?:value|content|val)$/i.test(outer.name) && outer.called !== '' && this.#fields.hidesField(outer.called);
    if (isCalled || this.#fields.hidesField(outer.name)) return true;
    return frame?.hides === true && !this.#fields.showsField(outer.name);
  }

  /** Takes a token in; answers with those that are a name, a text or a number. */
  read(token: string): { readonly isName: boolean } | undefined {
    const frame = this.#above.at(-1);
    switch (token) {
      case '{':
      case '[':
        this.#above.push({ isObject: token === '{', hides: this.hides, name: '', called: '' });
        this.#awaitsName = token === '{';
        return undefined;
      case '}':
      case ']':
        this.#above.pop();
        return undefined;
      case ',':
        this.#awaitsName = frame?.isObject === true;
        return undefined;
      case ':':
        this.#awaitsName = false;
        return undefined;
      case 'true':
      case 'false':
      case 'null':
        return undefined;
      default:
        return { isName: this.#awaitsName };
    }
  }

  named(name: string): void {
    const frame = this.#above.at(-1);
    if (frame !== undefined) frame.name = name;
  }

  valued(value: string): void {
    const frame = this.#above.at(-1);
    if (frame?.isObject === true && /^(?:name|key|field|code|label)$/i.test(frame.name)) frame.called = value;
  }
}

function occurrences(text: string, value: string): readonly TextRange[] {
  const ranges: TextRange[] = [];
  for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + 1)) {
    ranges.push({ start, end: start + value.length, value });
  }
  // Digits alone are a part of other numbers by chance.
  if (!/^[+\d\s().-]+$/.test(value)) return ranges;
  return ranges.filter(({ start, end }) => !/\d/.test(text.charAt(start - 1) + text.charAt(end)));
}

/** Whether a text is JSON as a whole. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
