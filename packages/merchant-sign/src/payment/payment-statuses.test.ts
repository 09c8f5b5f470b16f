import { describe, expect, test } from 'vitest';
import { MERCHANT_SIGN_PAYMENT_STATUSES } from './payment-statuses.js';

const LINES = [
  ['check', 'pending', undefined, undefined, false],
  ['process', 'processing', undefined, undefined, false],
  ['confirm_check', 'processing', undefined, undefined, false],
  ['wrong_amount_waiting', 'pending', 'underpaid', undefined, false],
  ['paid', 'succeeded', undefined, undefined, true],
  ['paid_over', 'succeeded', 'overpaid', undefined, true],
  ['wrong_amount', 'expired', 'underpaid', undefined, true],
  ['fail', 'failed', undefined, undefined, true],
  ['cancel', 'expired', undefined, undefined, true],
  ['system_fail', 'failed', undefined, undefined, true],
  ['locked', 'processing', 'held', undefined, false],
  ['refund_process', 'succeeded', undefined, 'pending', false],
  ['refund_paid', 'succeeded', undefined, 'succeeded', true],
  ['refund_fail', 'succeeded', undefined, 'failed', true],
] as const;

describe('the payment status', () => {
  test.each(LINES)('%s means %s, exception %s, refund %s, final %s', (word, status, exception, refundStatus, final) => {
    const reading = MERCHANT_SIGN_PAYMENT_STATUSES.read(word);
    expect({ exception: undefined, refundStatus: undefined, ...reading }).toEqual({
      status,
      exception,
      refundStatus,
      final,
    });
  });

  test('has no other words', () => {
    expect([...MERCHANT_SIGN_PAYMENT_STATUSES.words].sort()).toEqual(LINES.map(([word]) => word).sort());
  });

  test.each(['', 'PAID', ' paid', 'paid ', 'success', 'constructor', '__proto__', 'toString'])(
    '%j is neither success, failure nor pending',
    (word) => {
      expect(MERCHANT_SIGN_PAYMENT_STATUSES.read(word)).toEqual({ status: 'unrecognised' });
    },
  );
});
