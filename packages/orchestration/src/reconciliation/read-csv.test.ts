import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv, type TextParts } from './read-csv.js';

async function rows(text: TextParts, separator?: string): Promise<readonly (readonly string[])[]> {
  const read: (readonly string[])[] = [];
  for await (const { fields } of readCsv(text, { separator })) read.push(fields);
  return read;
}

function written(fields: readonly string[], separator: string): string {
  const text = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(separator);
  return text;
}

test('reads back whatever fields are written by the rules, however the bytes are cut', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '"', ',', ';', '\n', '\r\n', ' ') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 7 }),
      async (table, separator, lineBreak, size) => {
        const bytes = Buffer.from(`\uFEFF${table.map((row) => written(row, separator)).join(lineBreak)}`);
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(await rows(parts, separator)).toEqual(table);
      },
    ),
  );
});

test('tells the line that each row begins on', async () => {
  const read: unknown[] = [];
  for await (const row of readCsv('a,b\r\n\r\n"x\ny",2\nlast,')) read.push(row);
  expect(read).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 3, fields: ['x\ny', '2'] },
    { line: 5, fields: ['last', ''] },
  ]);
});

test('an empty field in quotation marks is a row', async () => {
  expect(await rows('""\na')).toEqual([[''], ['a']]);
});

test.for([
  ['a\n"b', 'line 2', 'never closed'],
  ['a\n"b"c', 'line 2', 'goes on after'],
  ['a"b', 'line 1', 'quotation mark in a field'],
  ['a\rb', 'line 1', 'carriage return'],
  ['a\r', 'line 1', 'carriage return'],
  [`"${'x'.repeat(70_000)}"`, 'line 1', 'more than 65536'],
  [','.repeat(1000), 'line 1', 'more than 1000 fields'],
])('refuses what is no CSV: %j', async ([text = '', path, message = '']) => {
  await expect(rows(text)).rejects.toMatchObject({
    problems: [{ path, message: expect.stringContaining(message) as string }],
  });
});

test('refuses what is not UTF-8, and a separator that is none', async () => {
  await expect(rows([Uint8Array.of(0xc3, 0x28)])).rejects.toThrow('UTF-8');
  await expect(rows('a', '"')).rejects.toThrow('separator');
});
