import { describe, expect, test } from 'vitest';
import { amountFromTyping, amountText } from './amount-text.js';

describe('an amount', () => {
  test('is grouped as the language does, and every digit of it stays', () => {
    expect(amountText('1234567.8900', 'en-GB')).toBe('1,234,567.8900');
    expect(amountText('1234567.8900', 'pt-PT')).toBe('1\u00a0234\u00a0567,8900');
    expect(amountText('123456789012345678901234567890.123456789012345678', 'en-GB')).toBe(
      '123,456,789,012,345,678,901,234,567,890.123456789012345678',
    );
  });

  test('below a thousand, and without decimals, stays as it is', () => {
    expect(amountText('999', 'en-GB')).toBe('999');
    expect(amountText('0.00000001', 'pt-PT')).toBe('0,00000001');
  });

  test('below zero carries a minus sign', () => {
    expect(amountText('-1500', 'en-GB')).toBe('−1,500');
  });

  test('that is no decimal text is shown as it came, rather than guessed', () => {
    expect(amountText('1e5', 'en-GB')).toBe('1e5');
    expect(amountText('', 'en-GB')).toBe('');
  });
});

describe('a typed amount', () => {
  test.each([
    ['15', '15'],
    ['15,50', '15.50'],
    ['1 500.25', '1500.25'],
    ['1\u00a0500,25', '1500.25'],
    ['0015', '15'],
    ['.5', '0.5'],
    ['0.50', '0.50'],
  ])('%s means %s', (typed, meant) => {
    expect(amountFromTyping(typed)).toBe(meant);
  });

  test('with commas and points mixed is left as it is, so that the form refuses it', () => {
    expect(amountFromTyping('1,500.25')).toBe('1,500.25');
  });
});
