import { createSeededRandom } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { type CsvRecord, readCsv } from './csv-reader.js';
import { csvCell } from './result-file.js';

async function read(...chunks: readonly string[]): Promise<readonly CsvRecord[]> {
  const records: CsvRecord[] = [];
  const source = (async function* () {
    yield* chunks;
  })();
  for await (const record of readCsv(source)) records.push(record);
  return records;
}

test.each([
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"a,1","say ""so"""\n', [['a,1', 'say "so"']]],
  ['"two\r\nlines",x\n', [['two\r\nlines', 'x']]],
  ['a,,\n,\n""\n\n', [['a', '', ''], ['', ''], ['']]],
  ['', []],
])('%j is read as %j', async (text, cells) => {
  const records = await read(text);

  expect(records.map((record) => record.cells)).toEqual(cells);
  expect(records.flatMap(({ problems }) => problems)).toEqual([]);
});

test.each([
  ['a"b,c', 'has a quote within a cell that is not quoted'],
  ['"a"b,c', 'has text after a closing quote'],
  ['a,"b\nc', 'has a quote that is never closed'],
  ['a\rb,c\n', 'has a carriage return without a line feed'],
  [`${'x'.repeat(70_000)},b\n`, 'is longer than 65536 characters'],
])('%.20s is malformed: %s', async (text, problem) => {
  expect((await read(text))[0]?.problems).toEqual([problem]);
});

test('a record is told by the line on which it begins, and a malformed one spoils no other', async () => {
  const records = await read('a,b\n"x\ny",1\nb"d,2\nok,3\n');

  expect(records.map(({ line, problems }) => [line, problems.length])).toEqual([
    [1, 0],
    [2, 0],
    [4, 1],
    [5, 0],
  ]);
});

test('whatever is written is read back, wherever the text is cut', async () => {
  const random = createSeededRandom(7);
  const pick = (from: readonly string[]): string => from[Math.floor(random.next() * from.length)] ?? '';
  const alphabet = ['a', 'é', '𝒳', '"', ',', '\n', '\r\n', ' ', '1', '=', ''];
  for (let run = 0; run < 500; run += 1) {
    const rows = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () =>
      Array.from({ length: 2 }, () =>
        Array.from({ length: Math.floor(random.next() * 6) }, () => pick(alphabet)).join(''),
      ),
    );
    const end = pick(['\n', '\r\n']);
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    const text = rows.map((row) => row.map(quoted).join(',')).join(end);
    const cut = Math.floor(random.next() * text.length);
    const records = await read(text.slice(0, cut), text.slice(cut));

    expect(records.map(({ cells }) => cells)).toEqual(rows);
    expect(records.flatMap(({ problems }) => problems)).toEqual([]);
  }
});

test.each([
  ['=1+1', `"'=1+1"`],
  ['+351', `"'+351"`],
  ['-2', `"'-2"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['  =1', `"'  =1"`],
  ['＝1', `"'＝1"`],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['a;b', '"a;b"'],
])('the cell %j is written as %j', (text, written) => {
  expect(csvCell(text)).toBe(written);
});
