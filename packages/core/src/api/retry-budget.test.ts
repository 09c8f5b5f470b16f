import { expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { RetryBudget } from './retry-budget.js';

function spent(budget: RetryBudget, wanted: number): number {
  let count = 0;
  for (let each = 0; each < wanted; each += 1) count += budget.spend() ? 1 : 0;
  return count;
}

test('its reserve can be spent at once, and no more', () => {
  const budget = new RetryBudget({ perCall: 0.05, reserve: 20 }, createFakeClock());

  expect(spent(budget, 100)).toBe(20);
});

test('calls earn repeats', () => {
  const budget = new RetryBudget({ perCall: 0.25, reserve: 4 }, createFakeClock());
  spent(budget, 4);

  for (let call = 0; call < 8; call += 1) budget.earn();

  expect(spent(budget, 10)).toBe(2);
});

test('no more than the reserve is ever saved up', () => {
  const budget = new RetryBudget({ perCall: 1, reserve: 4 }, createFakeClock());

  for (let call = 0; call < 1000; call += 1) budget.earn();

  expect(spent(budget, 10)).toBe(4);
});

test('an account without calls earns one repeat in ten seconds', async () => {
  const clock = createFakeClock();
  const budget = new RetryBudget({ perCall: 0, reserve: 4 }, clock);
  spent(budget, 4);

  await clock.advance(9_999);
  const before = budget.spend();
  await clock.advance(1);

  expect([before, budget.spend(), budget.spend()]).toEqual([false, true, false]);
});

test('a clock that is set back earns nothing', () => {
  const clock = createFakeClock('2026-01-02T00:00:00.000Z');
  const budget = new RetryBudget({ perCall: 0, reserve: 1 }, clock);
  budget.spend();

  clock.set('2026-01-01T00:00:00.000Z');

  expect(budget.spend()).toBe(false);
});

test('a reserve of none refuses every repeat', () => {
  const budget = new RetryBudget({ perCall: 20, reserve: 0 }, createFakeClock());
  budget.earn();

  expect(budget.spend()).toBe(false);
});
