import { describe, expect, test } from 'vitest';
import { backOffMs } from './back-off.js';
import { refreshedBy } from './refreshed-by.js';

test('tries to connect come further and further apart, up to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(backOffMs)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

describe('a change', () => {
  test('has what shows it looked up anew', () => {
    expect(refreshedBy('{"kind":"payout","id":"po_1"}')).toContain('payouts');
  });

  test('of a kind unknown here, or unreadable, has everything looked up anew', () => {
    expect(refreshedBy('{"kind":"weather"}')).toBeUndefined();
    expect(refreshedBy('nonsense')).toBeUndefined();
  });
});
