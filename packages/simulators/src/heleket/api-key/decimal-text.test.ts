import { expect, test } from 'vitest';
import { decimalText } from './decimal-text.js';

test.each<[unknown, string | undefined]>([
  ['15.00', '15.00'],
  [15, '15'],
  [0.1, '0.1'],
  [25.5, '25.5'],
  [1e-7, '0.0000001'],
  [1.25e-8, '0.0000000125'],
  [1e21, '1000000000000000000000'],
  [123_456_789.12, '123456789.12'],
  [-2.5, '-2.5'],
  [0, '0'],
  [true, undefined],
  [null, undefined],
])('%j is read as %j', (value, text) => {
  expect(decimalText(value)).toBe(text);
});
