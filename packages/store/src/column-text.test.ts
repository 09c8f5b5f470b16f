import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnText, fromColumnText } from './column-text.js';

const anyText = fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) });

test('writes ordinary text as it is', () => {
  expect(columnText('order-42_ü😀 "quoted"')).toBe('order-42_ü😀 "quoted"');
});

test('gives back any text, lone surrogates and NUL included', () => {
  fc.assert(fc.property(anyText, (text) => fromColumnText(columnText(text)) === text));
});

test('writes nothing that an engine would not keep', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = columnText(text);
      expect(written).not.toContain('\0');
      expect(Buffer.from(written, 'utf8').toString('utf8')).toBe(written);
    }),
  );
});

test('keeps long texts apart that begin alike, in bounded length', () => {
  const begins = 'x'.repeat(5000);

  expect(columnText(`${begins}a`)).not.toBe(columnText(`${begins}b`));
  expect(columnText('\0'.repeat(5000)).length).toBeLessThan(1000);
});
