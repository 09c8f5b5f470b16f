import { describe, expect, test } from 'vitest';
import {
  currencyField,
  decimalField,
  optionalBoolean,
  optionalCurrency,
  optionalDecimal,
  optionalText,
} from './fields.js';

describe('a decimal of the wire', () => {
  test.each([
    ['129.00000000', '129.00000000'],
    ['-0.5', '-0.5'],
    [129, '129'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
  ])('%j is read as %s', (value, text) => {
    expect(decimalField.parse(value)).toBe(text);
  });

  test.each(['', '1,5', '1e3', '+1', ' 1', '.5', '5.', '0x10', 'NaN', true, null, undefined, {}, 2 ** 60])(
    '%j is not read at all',
    (value) => {
      expect(decimalField.safeParse(value).success).toBe(false);
      expect(optionalDecimal.parse(value) ?? undefined).toBeUndefined();
    },
  );
});

test('a currency is a code, in either case', () => {
  expect(['USDT', 'usdt', 'US DT', '', 5].map((value) => currencyField.safeParse(value).success)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(optionalCurrency.parse('not a code')).toBeUndefined();
});

test('what may be missing is missing when it has another shape', () => {
  expect([7, {}, [], true].map((value) => optionalText.parse(value))).toEqual(Array.from({ length: 4 }));
  expect(['true', 1, {}].map((value) => optionalBoolean.parse(value))).toEqual(Array.from({ length: 3 }));
});
