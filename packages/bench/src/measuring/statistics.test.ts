import { describe, expect, test } from 'vitest';
import { median, percentile } from './statistics.js';

describe('the median', () => {
  test('is the middle one of an odd number of figures, in whatever order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test('is between the two in the middle of an even number', () => {
    expect(median([10, 1, 3, 2])).toBe(2.5);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a percentile', () => {
  test('is a figure that occurred', () => {
    const figures = Array.from({ length: 100 }, (_, index) => index + 1);

    expect(percentile(figures, 0.99)).toBe(99);
    expect(percentile(figures, 1)).toBe(100);
    expect(percentile([7], 0.5)).toBe(7);
  });
});
