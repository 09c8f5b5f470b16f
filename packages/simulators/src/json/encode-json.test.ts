import { describe, expect, test } from 'vitest';
import { encodeJson, JsonNumber, type JsonValue } from './encode-json.js';

// The expected texts are what PHP 8.2 writes.
const RAW = { slashes: 'escaped', unicode: 'raw' } as const;
const ESCAPED = { slashes: 'escaped', unicode: 'escaped' } as const;

describe('JSON as PHP writes it', () => {
  test('escapes slashes, and leaves them when told to', () => {
    expect(encodeJson('https://a.example/b', RAW)).toBe(String.raw`"https:\/\/a.example\/b"`);
    expect(encodeJson('a/b', { slashes: 'plain', unicode: 'raw' })).toBe('"a/b"');
  });

  test('escapes control characters in short form where there is one, in lower-case hex otherwise', () => {
    expect(encodeJson('\b\f\n\r\t"\\\u0001\u001f\u007f', RAW)).toBe(
      String.raw`"\b\f\n\r\t\"\\\u0001\u001f` + '\u007f"',
    );
  });

  test('leaves non-ASCII raw but for the two line separators', () => {
    expect(encodeJson('Ж№😀\u2028\u2029', RAW)).toBe(String.raw`"Ж№😀\u2028\u2029"`);
  });

  test('escapes non-ASCII as surrogate pairs in lower case when told to', () => {
    expect(encodeJson({ Ж: '😀' }, ESCAPED)).toBe(String.raw`{"\u0416":"\ud83d\ude00"}`);
  });

  test('leaves HTML characters alone', () => {
    expect(encodeJson(`<a href='x'>&`, RAW)).toBe(`"<a href='x'>&"`);
  });

  test.each<[number, string]>([
    [15, '15'],
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [123456.789, '123456.789'],
    [0.0001, '0.0001'],
    [0.00001, '1.0e-5'],
    [1.5e-7, '1.5e-7'],
    [1e15, '1000000000000000'],
    [12345678901234568, '12345678901234568'],
    [123456789012345680, '1.2345678901234568e+17'],
    [1e17, '1.0e+17'],
    [1e25, '1.0e+25'],
  ])('writes the number %d as %s', (number, text) => {
    expect(encodeJson(number, RAW)).toBe(text);
  });

  test('writes a number digit by digit when it is handed one', () => {
    expect(encodeJson({ balance: new JsonNumber('129.10') }, RAW)).toBe('{"balance":129.10}');
  });

  test('writes empty objects and objects with the keys 0, 1, 2 as lists', () => {
    expect(encodeJson({}, RAW)).toBe('[]');
    expect(encodeJson({ 0: 'a', 1: 'b' }, RAW)).toBe('["a","b"]');
    expect(encodeJson({ 1: 'b' }, RAW)).toBe('{"1":"b"}');
  });

  test('leaves members without a value out and keeps the order of the others', () => {
    const value: JsonValue = { z: null, gone: undefined, a: [true, false, []] };
    expect(encodeJson(value, RAW)).toBe('{"z":null,"a":[true,false,[]]}');
  });
});
