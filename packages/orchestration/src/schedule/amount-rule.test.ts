import { expect, test } from 'vitest';
import { amountByRule, amountRuleProblems, type AmountRule } from './amount-rule.js';

function usdt(amount: string) {
  return { amount, currency: 'USDT' };
}

const PERCENTAGE = { type: 'percentage', percent: '2.5', rounding: 'half_even' } as const;

test.each<[AmountRule, string | undefined, string]>([
  [{ type: 'fixed', amount: usdt('15.00') }, undefined, '15.00'],
  [PERCENTAGE, '1000', '25.000000'],
  [PERCENTAGE, '0.00001', '0.000000'],
  [{ ...PERCENTAGE, rounding: 'up' }, '0.00001', '0.000001'],
  [{ ...PERCENTAGE, scale: 2, rounding: 'down' }, '333.33', '8.33'],
  [{ ...PERCENTAGE, minimum: usdt('10') }, '100', '10'],
  [{ ...PERCENTAGE, maximum: usdt('20') }, '100000', '20'],
  [{ ...PERCENTAGE, base: usdt('200') }, undefined, '5.000000'],
  [{ ...PERCENTAGE, base: usdt('200') }, '400', '10.000000'],
])('%j of %s comes to %s', (rule, base, amount) => {
  const come = () => amountByRule(rule, base === undefined ? undefined : usdt(base)).amount;

  if (/^[0.]+$/.test(amount)) expect(come).toThrow('comes to nothing');
  else expect(come()).toBe(amount);
});

test('a percentage of nothing named is refused', () => {
  expect(() => amountByRule(PERCENTAGE)).toThrow('base is needed');
});

test.each<[AmountRule, readonly string[]]>([
  [{ type: 'fixed', amount: usdt('0') }, ['a.amount.amount']],
  [{ ...PERCENTAGE, percent: '0.00' }, ['a.percent']],
  [{ ...PERCENTAGE, percent: '-1', minimum: usdt('x'), scale: 37 }, ['a.percent', 'a.minimum.amount', 'a.scale']],
  [{ ...PERCENTAGE, minimum: usdt('2'), maximum: { amount: '1', currency: 'USD' } }, ['a']],
  [{ ...PERCENTAGE, minimum: usdt('2'), maximum: usdt('1') }, ['a.minimum']],
  [{ ...PERCENTAGE, minimum: { amount: '2', currency: 'NEWCOIN' } }, ['a.scale']],
  [{ ...PERCENTAGE, minimum: usdt('1'), maximum: usdt('1') }, []],
])('what is wrong with %j is at %j', (rule, paths) => {
  expect(amountRuleProblems(rule, 'a').map(({ path }) => path)).toEqual(paths);
});
