import { toPhpNumber, UNENCODABLE } from './php-number.js';
import { toPhpString } from './php-string.js';

/**
 * How many containers inside one another PHP's `json_decode` follows by default. Its limit of
 * 512 counts the level of the innermost values as well.
 */
export const PHP_MAX_DEPTH = 511;

/** A member of the outermost object, where it stands in the text. All places are offsets. */
export interface LocatedMember {
  /** The value as PHP writes it. A string, and nothing else, begins with a quotation mark. */
  readonly value: string;
  /** Of the quotation mark that opens the name. */
  readonly start: number;
  /** After the last character of the value. */
  readonly end: number;
  /** Of the comma before the member. Absent for the first one. */
  readonly commaBefore?: number | undefined;
  /** Of the comma after the member. Absent for the last one. */
  readonly commaAfter?: number | undefined;
  /** Of the next member's `start`. Absent for the last one. */
  readonly nextStart?: number | undefined;
}

/** A JSON text that PHP can decode, in PHP's own spelling. */
export interface PhpJson {
  /**
   * What `json_encode(json_decode(text, true), JSON_UNESCAPED_UNICODE)` writes.
   * Absent where that fails: a number is beyond the largest float.
   */
  readonly encoded?: string | undefined;
  /** The members of the outermost object, names and values as PHP writes them. Absent for any other value. */
  readonly members?: ReadonlyMap<string, string> | undefined;
  /**
   * The member that was to be located, however its name is spelled. If it is there twice, both, and reading ends with
   * the second: nothing else is told then.
   */
  readonly located: readonly LocatedMember[];
}

/** How {@link readPhpJson} reads. */
export interface ReadPhpJsonOptions {
  /** Deeper nesting does not read. @defaultValue {@link PHP_MAX_DEPTH} */
  readonly maxDepth?: number | undefined;
  /** A member of the outermost object to locate: its name as PHP writes it, quotation marks included. */
  readonly locate?: string | undefined;
}

/**
 * Reads a JSON text as PHP's `json_decode(text, true)` does and writes it as `json_encode`
 * does, in one pass.
 *
 * What PHP keeps is kept: the order of members, integers of 64 bits and, of members with
 * one name, the place of the first and the value of the last. What PHP changes is changed:
 * an object without members becomes `[]`, one whose names count up from 0 a list.
 *
 * @returns `undefined` if PHP cannot decode the text. Never throws, takes no call stack
 *   however deep the nesting, and takes time linear in the length of the text.
 */
export function readPhpJson(text: string, options: ReadPhpJsonOptions = {}): PhpJson | undefined {
  return new PhpJsonReader(text, options).read();
}

/** How often {@link readPhpJson} looks at a character of a text, whether or not PHP can decode it. */
export function countReadingSteps(text: string): number {
  const reader = new PhpJsonReader(text, {});
  reader.read();
  return reader.steps;
}

/**
 * What PHP's `json_encode` writes for a map of encoded names to encoded values.
 *
 * @returns `undefined` where `json_encode` fails.
 */
export function encodePhpMap(members: ReadonlyMap<string, string>): string | undefined {
  return toEncodable(joinPhpMap(members));
}

function toEncodable(encoded: string): string | undefined {
  return encoded.includes(UNENCODABLE) ? undefined : encoded;
}

// Built by `+`, which V8 does without copying: joining would copy the innermost value once per level.
function joinPhpMap(members: ReadonlyMap<string, string>): string {
  const isList = isPhpList(members);
  let encoded = '';
  for (const [name, value] of members) {
    if (encoded !== '') encoded += ',';
    encoded += isList ? value : `${name}:${value}`;
  }
  return isList ? `[${encoded}]` : `{${encoded}}`;
}

function isPhpList(members: ReadonlyMap<string, string>): boolean {
  let index = 0;
  for (const name of members.keys()) {
    if (name !== `"${index}"`) return false;
    index += 1;
  }
  return true;
}

interface OpenObject {
  readonly kind: 'object';
  readonly members: Map<string, string>;
  /** Of the member whose value is being read. */
  name: string;
}

interface OpenList {
  readonly kind: 'list';
  /** Without the closing bracket. */
  encoded: string;
}

/** Says that a value has to be read next. No encoded value is empty. */
const VALUE_DUE = '';

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SIMPLE_ESCAPES: readonly number[] = Array.from('"\\/bfnrt', (letter) => letter.charCodeAt(0));
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** One reading of one text. A method that answers `undefined` has met what PHP refuses. */
class PhpJsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #locate: string | undefined;
  readonly #open: (OpenObject | OpenList)[] = [];
  readonly #located: LocatedMember[] = [];
  #outermost: ReadonlyMap<string, string> | undefined;
  /** The beginning of the member being read at the outermost level, if that is one to locate. */
  #locating: Pick<LocatedMember, 'start' | 'commaBefore'> | undefined;
  #position = 0;
  steps = 0;

  constructor(text: string, { maxDepth = PHP_MAX_DEPTH, locate }: ReadPhpJsonOptions) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#locate = locate;
  }

  read(): PhpJson | undefined {
    let value: string | undefined = VALUE_DUE;
    while (value !== undefined) {
      if (value === VALUE_DUE) value = this.#readValue();
      else if (this.#open.length > 0) value = this.#add(value);
      else return this.#finish(value);
    }
    return this.#isRepeated ? { located: this.#located } : undefined;
  }

  /** Whether the member to locate was found twice: nobody wants to know more of such a text. */
  get #isRepeated(): boolean {
    return this.#located.length > 1;
  }

  #finish(encoded: string): PhpJson | undefined {
    if (!Number.isNaN(this.#skipSpace())) return undefined;
    return {
      encoded: toEncodable(encoded),
      members: this.#outermost,
      located: this.#located,
    };
  }

  /** Reads a scalar or an empty container. Of any other container, reads the beginning: a value is due. */
  #readValue(): string | undefined {
    const first = this.#skipSpace();
    if (first === QUOTE) return this.#readString();
    if (first === OPEN_BRACE) return this.#openObject();
    if (first === OPEN_BRACKET) return this.#openList();
    if (first === MINUS || isDigit(first)) return this.#readNumber();
    return this.#readWord('true') ?? this.#readWord('false') ?? this.#readWord('null');
  }

  #openObject(): string | undefined {
    if (this.#open.length >= this.#maxDepth) return undefined;
    const object: OpenObject = { kind: 'object', members: new Map(), name: '' };
    this.#open.push(object);
    this.#position += 1;
    return this.#skipSpace() === CLOSE_BRACE ? this.#closeObject(object) : this.#readName(object, undefined);
  }

  #openList(): string | undefined {
    if (this.#open.length >= this.#maxDepth) return undefined;
    const list: OpenList = { kind: 'list', encoded: '[' };
    this.#open.push(list);
    this.#position += 1;
    return this.#skipSpace() === CLOSE_BRACKET ? this.#closeList(list) : VALUE_DUE;
  }

  #closeObject({ members }: OpenObject): string {
    this.#position += 1;
    this.#open.pop();
    if (this.#open.length === 0) this.#outermost = members;
    return joinPhpMap(members);
  }

  #closeList({ encoded }: OpenList): string {
    this.#position += 1;
    this.#open.pop();
    return `${encoded}]`;
  }

  /** Adds a value to the innermost open container, and answers with that container once it is complete. */
  #add(value: string): string | undefined {
    const container = this.#open[this.#open.length - 1];
    if (container === undefined) return undefined;
    return container.kind === 'object' ? this.#addMember(container, value) : this.#addItem(container, value);
  }

  #addItem(list: OpenList, value: string): string | undefined {
    list.encoded += value;
    const next = this.#skipSpace();
    if (next === CLOSE_BRACKET) return this.#closeList(list);
    if (next !== COMMA) return undefined;
    list.encoded += ',';
    this.#position += 1;
    return VALUE_DUE;
  }

  #addMember(object: OpenObject, value: string): string | undefined {
    object.members.set(object.name, value);
    const end = this.#position;
    const located = this.#open.length === 1 ? this.#locating : undefined;

    const next = this.#skipSpace();
    if (next === CLOSE_BRACE) {
      if (located) this.#located.push({ ...located, value, end });
      return this.#closeObject(object);
    }
    if (next !== COMMA) return undefined;
    const commaAfter = this.#position;
    this.#position += 1;
    this.#skipSpace();
    if (located) this.#located.push({ ...located, value, end, commaAfter, nextStart: this.#position });
    return this.#isRepeated ? undefined : this.#readName(object, commaAfter);
  }

  #readName(object: OpenObject, commaBefore: number | undefined): string | undefined {
    const start = this.#position;
    const name = this.#readString();
    if (name === undefined || this.#skipSpace() !== COLON) return undefined;
    this.#position += 1;
    object.name = name;
    if (this.#open.length === 1) this.#locating = name === this.#locate ? { start, commaBefore } : undefined;
    return VALUE_DUE;
  }

  #readString(): string | undefined {
    const text = this.#text;
    const start = this.#position;
    if (text.charCodeAt(start) !== QUOTE) return undefined;
    let asPhpWrites = true;
    let position = start + 1;
    for (let code = text.charCodeAt(position); code !== QUOTE; code = text.charCodeAt(position)) {
      if (code === BACKSLASH) {
        const next = this.#skipEscape(position);
        if (next === undefined) return undefined;
        position = next;
        asPhpWrites = false;
        continue;
      }
      // A control character, or the end of the text, whose code is NaN.
      if (!(code >= SPACE)) return undefined;
      if (code === SLASH || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR) asPhpWrites = false;
      position += 1;
    }
    this.#position = position + 1;
    this.steps += this.#position - start;
    const token = text.slice(start, this.#position);
    return asPhpWrites ? token : toPhpString(JSON.parse(token) as string);
  }

  /** Where the escape that begins at an offset ends. */
  #skipEscape(start: number): number | undefined {
    const code = this.#text.charCodeAt(start + 1);
    if (code !== LOWER_U) return SIMPLE_ESCAPES.includes(code) ? start + 2 : undefined;

    const unit = this.#codeUnitAt(start);
    if (Number.isNaN(unit) || isLowSurrogate(unit)) return undefined;
    if (!isHighSurrogate(unit)) return start + 6;
    return isLowSurrogate(this.#codeUnitAt(start + 6)) ? start + 12 : undefined;
  }

  /** What `\uXXXX` at an offset stands for; NaN if something else stands there. */
  #codeUnitAt(offset: number): number {
    if (this.#text.charCodeAt(offset) !== BACKSLASH || this.#text.charCodeAt(offset + 1) !== LOWER_U) return NaN;
    let unit = 0;
    for (let index = offset + 2; index < offset + 6; index += 1) {
      unit = unit * 16 + toHexDigit(this.#text.charCodeAt(index));
    }
    return unit;
  }

  #readNumber(): string | undefined {
    const start = this.#position;
    if (this.#code() === MINUS) this.#position += 1;
    if (this.#code() === ZERO) this.#position += 1;
    else if (!this.#skipDigits()) return undefined;

    if (this.#code() === POINT) {
      this.#position += 1;
      if (!this.#skipDigits()) return undefined;
    }
    if (isExponentMark(this.#code())) {
      this.#position += 1;
      if (this.#code() === PLUS || this.#code() === MINUS) this.#position += 1;
      if (!this.#skipDigits()) return undefined;
    }
    return toPhpNumber(this.#text.slice(start, this.#position));
  }

  #skipDigits(): boolean {
    const start = this.#position;
    while (isDigit(this.#code())) this.#position += 1;
    this.steps += this.#position - start;
    return this.#position > start;
  }

  #readWord(word: 'true' | 'false' | 'null'): string | undefined {
    if (!this.#text.startsWith(word, this.#position)) return undefined;
    this.#position += word.length;
    this.steps += word.length;
    return word;
  }

  /** Moves to the next character that is not white space, and answers with its code: NaN at the end. */
  #skipSpace(): number {
    let code = this.#code();
    this.steps += 1;
    while (code === SPACE || code === 0x0a || code === 0x0d || code === 0x09) {
      this.#position += 1;
      this.steps += 1;
      code = this.#code();
    }
    return code;
  }

  #code(): number {
    return this.#text.charCodeAt(this.#position);
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function isExponentMark(code: number): boolean {
  return code === 0x65 || code === 0x45;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function toHexDigit(code: number): number {
  if (isDigit(code)) return code - ZERO;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : NaN;
}
