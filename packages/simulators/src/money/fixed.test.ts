import { describe, expect, test } from 'vitest';
import { divide, fixed, formatFixed, formatShort, multiply, parseFixed, proportion, roundFixed } from './fixed.js';

describe('a fixed decimal', () => {
  test('reads back what it wrote, to the last of 18 decimals', () => {
    for (let value = 1n; value < 10n ** 40n; value = value * 7n + 3n) {
      expect(parseFixed(formatFixed(value, 18))).toBe(value);
      expect(parseFixed(formatFixed(-value, 18))).toBe(-value);
    }
  });

  test('reads plain decimals only', () => {
    expect(parseFixed('15')).toBe(15n * 10n ** 18n);
    expect(parseFixed('-0.5')).toBe(-5n * 10n ** 17n);
    for (const text of ['', '.5', '5.', '1e3', '1,5', ' 1', '+1', '0x1', '1.0000000000000000001', 'NaN']) {
      expect(parseFixed(text)).toBeUndefined();
    }
    expect(() => fixed('ten')).toThrow(RangeError);
  });

  test('adds what floats cannot', () => {
    expect(formatFixed(fixed('0.1') + fixed('0.2'), 8)).toBe('0.30000000');
  });

  test('rounds half away from zero, on both sides', () => {
    expect(formatFixed(fixed('0.125'), 2)).toBe('0.13');
    expect(formatFixed(fixed('-0.125'), 2)).toBe('-0.13');
    expect(formatFixed(fixed('0.124999'), 2)).toBe('0.12');
    expect(roundFixed(fixed('1.23456'), 4)).toBe(fixed('1.2346'));
  });

  test('writes no decimals when none are asked for, and no needless ones when short', () => {
    expect(formatFixed(fixed('7.5'), 0)).toBe('8');
    expect(formatShort(fixed('0.50'))).toBe('0.5');
    expect(formatShort(fixed('10000000'))).toBe('10000000');
  });

  test('multiplies and divides without passing through floats', () => {
    expect(multiply(fixed('123456789.12345678'), fixed('1.00012000'))).toBe(fixed('123471603.9381515948136'));
    expect(formatFixed(divide(fixed('1'), fixed('3')), 8)).toBe('0.33333333');
    expect(proportion(fixed('10'), fixed('1'), fixed('3'))).toBe(divide(fixed('10'), fixed('3')));
  });
});
