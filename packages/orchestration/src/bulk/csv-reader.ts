/** One record of a CSV file. */
export interface CsvRecord {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** What is malformed in it, as clauses; its cells are then a guess. */
  readonly problems: readonly string[];
}

/** Longest record, in characters. What goes beyond is a problem and not kept. */
const LONGEST_RECORD = 65_536;

/**
 * Reads CSV as RFC 4180 has it, with lines that end in CRLF or LF. Empty lines are left out. Only the record that is
 * being read is kept.
 *
 * @param chunks - The text, cut anywhere.
 */
export async function* readCsv(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader();
  for await (const chunk of chunks) yield* reader.read(chunk);
  yield* reader.end();
}

/** `start`: before a cell; `plain`, `quoted`: in one; `closed`: after the quote that may end one. */
type Place = 'start' | 'plain' | 'quoted' | 'closed';

class CsvReader {
  #place: Place = 'start';
  #line = 1;
  #beganAt = 1;
  #cell = '';
  #cells: string[] = [];
  #length = 0;
  readonly #problems = new Set<string>();
  #isAfterReturn = false;

  *read(chunk: string): Generator<CsvRecord> {
    for (const character of chunk) {
      // A line feed tells whether the return before it was part of a line end.
      if (this.#isAfterReturn) {
        this.#isAfterReturn = false;
        if (character !== '\n') this.#problems.add('has a carriage return without a line feed');
      }
      if (character === '\n' && this.#place !== 'quoted') {
        yield* this.#endRecord();
        this.#line += 1;
        this.#beganAt = this.#line;
        continue;
      }
      if (character === '\n') this.#line += 1;
      this.#take(character);
    }
  }

  *end(): Generator<CsvRecord> {
    if (this.#place === 'quoted') this.#problems.add('has a quote that is never closed');
    yield* this.#endRecord();
  }

  #take(character: string): void {
    if (this.#place === 'quoted') {
      if (character === '"') this.#place = 'closed';
      else this.#keep(character);
      return;
    }
    if (character === ',') this.#endCell();
    else if (character === '\r') this.#isAfterReturn = true;
    else if (character === '"') this.#quote();
    else {
      if (this.#place === 'closed') this.#problems.add('has text after a closing quote');
      this.#place = 'plain';
      this.#keep(character);
    }
  }

  #quote(): void {
    if (this.#place === 'plain') {
      this.#problems.add('has a quote within a cell that is not quoted');
      this.#keep('"');
      return;
    }
    // A second quote stands for one.
    if (this.#place === 'closed') this.#keep('"');
    this.#place = 'quoted';
  }

  #keep(character: string): void {
    this.#length += 1;
    if (this.#length > LONGEST_RECORD) this.#problems.add(`is longer than ${String(LONGEST_RECORD)} characters`);
    else this.#cell += character;
  }

  #endCell(): void {
    this.#length += 1;
    if (this.#length > LONGEST_RECORD) this.#problems.add(`is longer than ${String(LONGEST_RECORD)} characters`);
    else this.#cells.push(this.#cell);
    this.#cell = '';
    this.#place = 'start';
  }

  *#endRecord(): Generator<CsvRecord> {
    const isEmpty = this.#cells.length === 0 && this.#place === 'start' && this.#problems.size === 0;
    this.#isAfterReturn = false;
    if (!isEmpty) {
      this.#endCell();
      yield { line: this.#beganAt, cells: this.#cells, problems: [...this.#problems] };
    }
    this.#cell = '';
    this.#cells = [];
    this.#length = 0;
    this.#place = 'start';
    this.#problems.clear();
  }
}
