import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalInConstantTime } from './equal-in-constant-time.js';

test.each<readonly [string | Uint8Array, string | Uint8Array, boolean]>([
  ['', '', true],
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'A', false],
  ['a', 'ab', false],
  ['', 'a', false],
  ['é', 'e\u0301', false],
  ['é', new Uint8Array([0xc3, 0xa9]), true],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2]), true],
  [new Uint8Array([1, 2]), Buffer.from([1, 2]), true],
  [new Uint8Array([9, 1, 2]).subarray(1), new Uint8Array([1, 2]), true],
  [new Uint8Array(), '', true],
])('%o and %o: %s', (left, right, equal) => {
  expect(equalInConstantTime(left, right)).toBe(equal);
  expect(equalInConstantTime(right, left)).toBe(equal);
});

test('text is equal exactly when its UTF-8 bytes are, and no length makes it throw', () => {
  const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(text, fc.oneof(text, fc.constant(undefined)), (left, other) => {
      const right = other ?? left;
      expect(equalInConstantTime(left, right)).toBe(Buffer.from(left).equals(Buffer.from(right)));
    }),
  );
});

test('bytes are equal exactly when each is', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (left, right) => {
      expect(equalInConstantTime(left, right)).toBe(Buffer.compare(left, right) === 0);
      expect(equalInConstantTime(left, left.slice())).toBe(true);
    }),
  );
});

test('what is neither text nor bytes equals nothing, not even itself', () => {
  for (const wrong of [undefined, null, 7, true, {}, [], ['a'], new ArrayBuffer(1), { byteLength: 1 }, Symbol('a')]) {
    expect(equalInConstantTime(wrong as never, 'a')).toBe(false);
    expect(equalInConstantTime('a', wrong as never)).toBe(false);
    expect(equalInConstantTime(wrong as never, wrong as never)).toBe(false);
  }
});
