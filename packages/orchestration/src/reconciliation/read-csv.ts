import { InvalidRequestError } from '@paymux/core';

/** Text that arrives in parts. */
export type TextParts = string | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** One record of a CSV file. */
export interface CsvRow {
  /** The line that it begins on, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** What a {@link readCsv} reads by. */
export interface CsvOptions {
  /** What stands between two fields: one character. @defaultValue `,` */
  readonly separator?: string | undefined;
}

/** A longer field is no field, but a quotation mark that is never closed. */
const LONGEST_FIELD = 65_536;
const MOST_FIELDS = 1000;

/**
 * Reads CSV as RFC 4180 describes it, a part at a time: fields between separators, in quotation marks where they hold a
 * separator, a line break or a quotation mark, which is then doubled. Line breaks may be CRLF or LF. Empty lines are
 * passed over, and so is a byte order mark.
 *
 * @throws {@link InvalidRequestError} It is not CSV, or not UTF-8: where, and what is wrong.
 */
export async function* readCsv(text: TextParts, { separator = ',' }: CsvOptions = {}): AsyncGenerator<CsvRow> {
  if (separator.length !== 1 || '"\r\n'.includes(separator)) {
    throw new InvalidRequestError([
      { path: 'separator', message: 'must be one character, no quotation mark or break' },
    ]);
  }
  const reader = new CsvReader(separator);
  for await (const part of decoded(text)) yield* reader.push(part);
  yield* reader.end();
}

async function* decoded(text: TextParts): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw new InvalidRequestError([{ path: 'text', message: 'must be UTF-8' }]);
    }
  };
  for await (const part of typeof text === 'string' ? [text] : text) {
    yield typeof part === 'string' ? part : decode(part);
  }
  yield decode();
}

/** Where in a field the reader is. `quote`: after a quotation mark in a quoted field, which may be its last. */
type Place = 'start' | 'plain' | 'quoted' | 'quote';

class CsvReader {
  readonly #separator: string;
  #place: Place = 'start';
  #field = '';
  #fields: string[] = [];
  #line = 1;
  #began = 1;
  #isFirst = true;
  #wasReturn = false;

  constructor(separator: string) {
    this.#separator = separator;
  }

  *push(text: string): Generator<CsvRow> {
    for (const character of this.#isFirst ? text.replace(/^\uFEFF/u, '') : text) {
      const row = this.#take(character);
      if (row !== undefined) yield row;
    }
    if (text !== '') this.#isFirst = false;
  }

  *end(): Generator<CsvRow> {
    if (this.#place === 'quoted') this.#refuse(this.#began, 'opens a quotation mark that is never closed');
    if (this.#wasReturn) this.#refuse(this.#line, 'ends in a carriage return without a line feed');
    const row = this.#endRow();
    if (row !== undefined) yield row;
  }

  #take(character: string): CsvRow | undefined {
    if (this.#place === 'quoted') {
      if (character === '"') this.#place = 'quote';
      else {
        if (character === '\n') this.#line += 1;
        this.#append(character);
      }
      return undefined;
    }
    if (this.#wasReturn && character !== '\n') {
      this.#refuse(this.#line, 'has a carriage return without a line feed');
    }
    switch (character) {
      case '\r':
        this.#wasReturn = true;
        return undefined;
      case '\n': {
        this.#wasReturn = false;
        const row = this.#endRow();
        this.#line += 1;
        this.#began = this.#line;
        return row;
      }
      case this.#separator:
        this.#endField();
        return undefined;
      case '"':
        if (this.#place === 'plain')
          this.#refuse(this.#line, 'has a quotation mark in a field that does not begin with one');
        if (this.#place === 'quote') this.#append('"');
        this.#place = 'quoted';
        return undefined;
      default:
        if (this.#place === 'quote') this.#refuse(this.#line, 'goes on after a closing quotation mark');
        this.#place = 'plain';
        this.#append(character);
        return undefined;
    }
  }

  #append(character: string): void {
    if (this.#field.length >= LONGEST_FIELD) {
      this.#refuse(this.#began, `has a field of more than ${String(LONGEST_FIELD)} characters`);
    }
    this.#field += character;
  }

  #endField(): void {
    if (this.#fields.length >= MOST_FIELDS) this.#refuse(this.#began, `has more than ${String(MOST_FIELDS)} fields`);
    this.#fields.push(this.#field);
    this.#field = '';
    this.#place = 'start';
  }

  #endRow(): CsvRow | undefined {
    if (this.#fields.length === 0 && this.#place === 'start') return undefined;
    this.#endField();
    const row = { line: this.#began, fields: this.#fields };
    this.#fields = [];
    return row;
  }

  #refuse(line: number, message: string): never {
    throw new InvalidRequestError([{ path: `line ${String(line)}`, message }]);
  }
}
