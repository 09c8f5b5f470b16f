import { describe, expect, test } from 'vitest';
import { examplePayout } from '../../../test/example-payout.js';
import { durationText } from './duration-text.js';
import { isOverdue } from './overdue.js';
import { periodFrom, periodOf } from './period.js';

test('a period is so many days up to the end of today', () => {
  const { before, from } = periodOf(7, new Date(2026, 10, 21, 15));
  expect(new Date(before)).toEqual(new Date(2026, 10, 22));
  expect(Date.parse(before) - Date.parse(from)).toBe(7 * 86_400_000);
});

test('an address that names another period than there is shows thirty days', () => {
  expect(periodFrom(new URLSearchParams('days=7'))).toBe(7);
  expect(periodFrom(new URLSearchParams('days=1000'))).toBe(30);
});

test.each([
  [900, '0.9 secs'],
  [90_000, '1.5 mins'],
  [7_200_000, '2 hrs'],
])('%i milliseconds are told as %s', (ms, text) => {
  expect(durationText(ms, 'en-GB')).toBe(text);
});

describe('an open payout is overdue', () => {
  const now = new Date('2026-11-21T10:00:00.000Z');
  test('half an hour after it was last heard of, and not before', () => {
    expect(isOverdue(examplePayout({ lastCheckedAt: '2026-11-21T09:29:59.000Z' }), now)).toBe(true);
    expect(isOverdue(examplePayout({ lastCheckedAt: '2026-11-21T09:30:01.000Z' }), now)).toBe(false);
  });

  test('after three checks in vain, or once people were alerted', () => {
    const fresh = { lastCheckedAt: '2026-11-21T09:59:00.000Z' };
    expect(isOverdue(examplePayout({ ...fresh, failedChecks: 3 }), now)).toBe(true);
    expect(isOverdue(examplePayout({ ...fresh, alertedAt: '2026-11-21T09:50:00.000Z' }), now)).toBe(true);
    expect(isOverdue(examplePayout(fresh), now)).toBe(false);
  });
});
