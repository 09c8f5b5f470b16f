import { expect, test } from 'vitest';
import { majorText, parseMajor } from './currency.js';

test.each([
  ['250.75', 'EUR', 25075n],
  ['500.0', 'XOF', 500n],
  ['500.5', 'XOF', undefined],
  ['1.234', 'KWD', 1234n],
  ['1.2345', 'KWD', undefined],
  ['1e3', 'USD', 100_000n],
  ['1e-2', 'USD', 1n],
  ['0.00', 'USD', 0n],
  ['-5', 'USD', -500n],
  ['90071992547409931.01', 'USD', 9_007_199_254_740_993_101n],
  ['1e999', 'USD', undefined],
  ['five', 'USD', undefined],
])('reads %s %s as smallest units', (digits, currency, minor) => {
  expect(parseMajor(digits, currency)).toBe(minor);
});

test.each([
  [25075n, 'EUR', '250.75'],
  [5n, 'USD', '0.05'],
  [500n, 'XOF', '500'],
  [7n, 'BHD', '0.007'],
  [-150n, 'USD', '-1.50'],
])('writes %s smallest units of %s as %s', (minor, currency, text) => {
  expect(majorText(minor, currency)).toBe(text);
});
