import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonBytes, jsonNumber, readExactJson, writeJson } from './exact-json.js';

const bytes = (text: string) => new TextEncoder().encode(text);

test('writes what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(writeJson(value)).toBe(JSON.stringify(value));
    }),
  );
});

test('reads what JSON.parse reads, and nothing else but for members that come twice', () => {
  const text = fc.oneof(
    fc.json(),
    fc.string({ unit: fc.constantFrom(...'{}[]":,0123456789.eE+-truefalsn \\u'.split('')) }),
  );
  fc.assert(
    fc.property(text, (json) => {
      const isRead = readExactJson(json) !== undefined;
      if (isRead) expect(() => void JSON.parse(json)).not.toThrow();
      else expect(() => void parseSingly(json)).toThrow();
    }),
    { numRuns: 2000 },
  );
});

/** `JSON.parse`, refusing members that come twice: they do not survive being written again. */
function parseSingly(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (writeJson(value).split(':').length < json.split(':').length) throw new Error('A member comes twice.');
  return value;
}

test('writes decimals digit by digit, and refuses text that is none', () => {
  expect(writeJson({ amount: jsonNumber('100000000000000000000.10') })).toBe('{"amount":100000000000000000000.10}');
  for (const text of ['1e3', '.5', '1.', ' 1', '1,"admin":true', '']) expect(() => jsonNumber(text)).toThrow(TypeError);
});

test('reads numbers as text without a limit on digits', () => {
  expect(parseJsonBytes(bytes('[1.000000000000000000001, {"a": -0.0}]'), 'text')).toEqual([
    '1.000000000000000000001',
    { a: '-0.0' },
  ]);
});

test('gives up on what is nested without end, soon', () => {
  expect(readExactJson('['.repeat(1_000_000))).toBeUndefined();
  expect(readExactJson('['.repeat(64) + ']'.repeat(64))).toBeDefined();
});
