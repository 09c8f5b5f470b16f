import { describe, expect, test } from 'vitest';
import { judged } from './goal.js';

const ours = { name: 'Paymux', figure: 90, unit: '/s' };

describe('a claim', () => {
  test('is met at its bound exactly', () => {
    expect(judged({ name: 'a', ratio: 1.4, atLeast: 1.4, ours })).toMatchObject({
      met: true,
      goal: 1.4,
      bound: 'at_least',
    });
    expect(judged({ name: 'a', ratio: 0.6, atMost: 0.6, ours })).toMatchObject({
      met: true,
      goal: 0.6,
      bound: 'at_most',
    });
  });

  test('is missed on the other side of its bound', () => {
    expect(judged({ name: 'a', ratio: 1.39, atLeast: 1.4, ours }).met).toBe(false);
    expect(judged({ name: 'a', ratio: 0.61, atMost: 0.6, ours }).met).toBe(false);
  });

  test('is missed by what is no number', () => {
    expect(judged({ name: 'a', ratio: Number.NaN, atLeast: 0, ours }).met).toBe(false);
    expect(judged({ name: 'a', ratio: Number.NaN, atMost: 1, ours }).met).toBe(false);
  });

  test('has one bound, neither none nor two', () => {
    expect(() => judged({ name: 'a', ratio: 1, ours })).toThrow('one bound');
    expect(() => judged({ name: 'a', ratio: 1, atLeast: 1, atMost: 1, ours })).toThrow('one bound');
  });
});
