import { describe, expect, test } from 'vitest';
import { MERCHANT_SIGN_PAYOUT_STATUSES } from './payout-statuses.js';

const LINES = [
  ['process', 'pending', false],
  ['check', 'pending', false],
  ['paid', 'confirmed', true],
  ['fail', 'failed', true],
  ['cancel', 'cancelled', true],
  ['system_fail', 'failed', true],
] as const;

describe('the payout status', () => {
  test.each(LINES)('%s means %s, final %s', (word, status, final) => {
    expect(MERCHANT_SIGN_PAYOUT_STATUSES.read(word)).toEqual({ status, final });
  });

  test('has no other words', () => {
    expect([...MERCHANT_SIGN_PAYOUT_STATUSES.words].sort()).toEqual(LINES.map(([word]) => word).sort());
  });

  test.each(['', 'PAID', 'success', 'locked', 'refund_paid', '__proto__'])('%j needs a person to look', (word) => {
    expect(MERCHANT_SIGN_PAYOUT_STATUSES.read(word)).toEqual({ status: 'unrecognised' });
  });
});
