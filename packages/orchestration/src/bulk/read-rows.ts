import { readCsv } from './csv-reader.js';

/** One row of a file, before anybody looked at what it says. */
export interface FileRow {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
  /** What is malformed in it, as clauses. */
  readonly problems: readonly string[];
}

/** Longest line of JSON, in characters. */
const LONGEST_LINE = 65_536;

/** The rows of a CSV file whose first line names its columns. @throws TypeError The bytes are not UTF-8. */
export async function* readCsvRows(content: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow> {
  let columns: readonly string[] | undefined;
  for await (const { cells, line, problems } of readCsv(decoded(content))) {
    if (columns === undefined) {
      columns = cells;
      const isAmbiguous = new Set(columns).size < columns.length;
      const found = [...problems, ...(isAmbiguous ? ['must not name a column twice'] : [])];
      if (found.length > 0) yield { line, fields: {}, problems: found };
      continue;
    }
    const named = columns;
    const counted =
      cells.length === named.length
        ? []
        : [`has ${String(cells.length)} cells where there are ${String(named.length)} columns`];
    const fields = Object.fromEntries(cells.flatMap((cell, at) => (cell === '' ? [] : [[named[at] ?? '', cell]])));
    yield { line, fields, problems: [...problems, ...counted] };
  }
}

/** The rows of a file with one JSON object of texts on each line. @throws TypeError The bytes are not UTF-8. */
export async function* readJsonLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow> {
  let line = 0;
  let rest = '';
  let isTooLong = false;
  for await (const chunk of decoded(content)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      yield* jsonRow(line, text, isTooLong);
      isTooLong = false;
    }
    if (rest.length <= LONGEST_LINE) continue;
    isTooLong = true;
    rest = '';
  }
  yield* jsonRow(line + 1, rest, isTooLong);
}

function* jsonRow(line: number, text: string, isTooLong: boolean): Generator<FileRow> {
  if (isTooLong || text.length > LONGEST_LINE) {
    yield { line, fields: {}, problems: [`is longer than ${String(LONGEST_LINE)} characters`] };
  } else if (text.trim() !== '') yield { line, ...jsonFields(text) };
}

function jsonFields(text: string): Omit<FileRow, 'line'> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fields: {}, problems: ['is not JSON'] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { fields: {}, problems: ['must be a JSON object'] };
  }
  const entries: readonly [string, unknown][] = Object.entries(value);
  const isText = entries.every(([, member]) => typeof member === 'string');
  return {
    fields: Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    problems: isText ? [] : ['must have nothing but texts, amounts included'],
  };
}

async function* decoded(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of content) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}
