import { describe, expect, test } from 'vitest';
import { decimalNumber, decimalText, minorUnits } from './amount-format.js';
import { writeJson } from './exact-json.js';

const USD = { amount: '15.00', currency: 'USD' };

describe.each([
  ['minor units', minorUnits('amount', 'currency'), '{"amount":1500,"currency":"USD"}', '15.00'],
  ['decimal text', decimalText('amount', 'currency'), '{"amount":"15.00","currency":"USD"}', '15.00'],
  ['decimal numbers', decimalNumber('amount', 'currency'), '{"amount":15.00,"currency":"USD"}', '15'],
] as const)('%s', (_, format, text, amount) => {
  test('are written exactly and read back', () => {
    expect(writeJson(format.write(USD))).toBe(text);
    expect(format.read({ ...(JSON.parse(text) as { amount: unknown; currency: unknown }) })).toEqual({
      amount,
      currency: 'USD',
    });
  });

  test.each([
    { amount: 0.1 + 0.2, currency: 'USD' },
    { amount: 2 ** 60, currency: 'USD' },
    { amount: NaN, currency: 'USD' },
    { amount: '1e3', currency: 'USD' },
    { amount: null, currency: 'USD' },
    { amount: 1, currency: 42 },
    Object.create({ amount: 1, currency: 'USD' }),
    undefined,
  ])('refuse what they do not write: %j', (value) => {
    expect(format.schema.safeParse(value)).toMatchObject({ success: false });
    expect(() => format.read(value as { amount: unknown; currency: unknown })).toThrow(TypeError);
  });

  test('leave out what is absent', () => {
    expect(format.write(undefined)).toBeUndefined();
  });
});

test('an amount with more decimals than its currency is refused, not rounded', () => {
  expect(() => minorUnits('a', 'c').write({ amount: '0.001', currency: 'USD' })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ path: 'amount.amount' })] }) as Error,
  );
});

test('what a wire cannot carry exactly is named by its place, for a check', () => {
  const format = minorUnits('a', 'c');

  expect(format.problems({ amount: '0.01', currency: 'USD' })).toEqual([]);
  expect(format.problems({ amount: '0.001', currency: 'USD' })).toMatchObject([{ path: 'amount.amount' }]);
  expect(format.problems({ amount: '1', currency: 'ABC' }, 'fee')).toMatchObject([{ path: 'fee.currency' }]);
});

test('a currency may be written in lower case, and counted as the wire counts', () => {
  const format = minorUnits('units', 'code', { lowerCase: true, scale: (code) => (code === 'USDT' ? 6 : undefined) });

  expect(format.write({ amount: '1.5', currency: 'usdt' })).toEqual({ units: 1_500_000n, code: 'usdt' });
  expect(format.read({ units: '1500000', code: 'usdt' })).toEqual({ amount: '1.500000', currency: 'USDT' });
});
