import { expect, test } from 'vitest';
import type { Attempt } from '../../api/types.js';
import { attemptState } from './attempt-state.js';

function attempt(number: number, state: Attempt['state']): Attempt {
  return { payoutId: 'po_1', account: 'main', number, wireReference: 'salary-1', state };
}

test('an attempt that another took the place of is left, and not about to be sent', () => {
  const attempts = [attempt(1, 'ready'), attempt(2, 'ready')];

  expect(attempts.map((each) => attemptState(each, attempts))).toEqual(['left', 'ready']);
});

test('an attempt that came to an end keeps it when a person has another one made', () => {
  const attempts = [attempt(1, 'failed'), attempt(2, 'submitting')];

  expect(attempts.map((each) => attemptState(each, attempts))).toEqual(['failed', 'submitting']);
});
