import { expect, test } from 'vitest';
import { freezeDeep } from './freeze-deep.js';

test('freezes objects and arrays at every depth and gives the value back', () => {
  const value = { a: [{ b: { c: 1 } }], d: new Date(0) };

  expect(freezeDeep(value)).toBe(value);
  expect([value, value.a, value.a[0], value.a[0]?.b].every((inner) => Object.isFrozen(inner))).toBe(true);
});

test('comes to an end in a circle', () => {
  const circle: { self?: unknown; list: unknown[] } = { list: [] };
  circle.self = circle;
  circle.list.push(circle);

  expect(Object.isFrozen(freezeDeep(circle).list)).toBe(true);
});

test.each([undefined, null, 'text', 7, true])('gives %s back as it is', (value) => {
  expect(freezeDeep(value)).toBe(value);
});

test('passes over bytes, which cannot be frozen', () => {
  const value = { body: new Uint8Array([1]), buffer: Buffer.from('a') };

  expect(() => freezeDeep(value)).not.toThrow();
  expect(Object.isFrozen(value)).toBe(true);
});
