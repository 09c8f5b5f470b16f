import { describe, expect, test } from 'vitest';
import { JsonNumber } from './encode-json.js';
import { canonicalJsonText, decimalParts, parseJsonText, writeJsonText } from './json-text.js';

describe('JSON with exact numbers', () => {
  test.each([
    '{"amount":500.00,"big":90071992547409931234567890.10,"e":1e3,"negative":-0.5}',
    String.raw`{"12":"34","quoted \" 5":"a \\ 6","s":"n7","__proto__":{"x":1}}`,
    '[true,false,null,"",[],{}]',
  ])('comes out as it went in: %s', (text) => {
    const value = parseJsonText(text);
    expect(value === undefined ? undefined : writeJsonText(value)).toBe(text);
  });

  test.each(['', '{', '{"a":01}', "{'a':1}", 'undefined', '{"a":1}}', '['.repeat(200_000)])(
    'is not made of other text',
    (text) => {
      expect(parseJsonText(text)).toBeUndefined();
    },
  );

  test('leaves members out that are undefined', () => {
    expect(writeJsonText({ a: undefined, b: new JsonNumber('1.0') })).toBe('{"b":1.0}');
  });

  test('has one canonical text, whatever the order of members and the zeros of numbers', () => {
    const canonical = (text: string): string => canonicalJsonText(parseJsonText(text) ?? null);
    expect(canonical('{"a":{"x":1,"y":2},"amount":500.00}')).toBe(canonical('{"amount":5e2,"a":{"y":2.0,"x":1}}'));
    expect(canonical('{"amount":500.00}')).not.toBe(canonical('{"amount":500.01}'));
    expect(canonical('[1,2]')).not.toBe(canonical('[2,1]'));
    expect(canonical('{"a":"1"}')).not.toBe(canonical('{"a":1}'));
  });

  test.each([
    ['500.00', 5n, 2],
    ['-0.050', -5n, -2],
    ['12e-3', 12n, -3],
    ['0.000', 0n, 0],
    ['1.5E+4', 15n, 3],
  ])('splits %s into mantissa and exponent', (digits, mantissa, exponent) => {
    expect(decimalParts(digits)).toEqual({ mantissa, exponent });
  });
});
