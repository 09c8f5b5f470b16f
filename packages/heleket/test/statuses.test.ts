import { SAMPLE_PAYMENT, SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { expect, test } from 'vitest';
import { open } from './account.js';

test.each([
  ['check', 'pending', undefined, false],
  ['process', 'processing', undefined, false],
  ['confirm_check', 'processing', undefined, false],
  ['wrong_amount_waiting', 'pending', 'underpaid', false],
  ['paid', 'succeeded', undefined, true],
  ['paid_over', 'succeeded', 'overpaid', true],
  ['wrong_amount', 'expired', 'underpaid', true],
  ['fail', 'failed', undefined, true],
  ['cancel', 'expired', undefined, true],
  ['system_fail', 'failed', undefined, true],
  // The official client calls it final; what is held can be released.
  ['locked', 'processing', 'held', false],
  ['refund_process', 'succeeded', undefined, false],
  ['refund_paid', 'succeeded', undefined, true],
  ['refund_fail', 'succeeded', undefined, true],
  ['frozen', 'unrecognised', undefined, false],
])('a payment called %s is %s', async (word, status, exception, final) => {
  const { control, heleket } = await open();
  await heleket.payments.createPayment(SAMPLE_PAYMENT);
  await control.settle('order-1', word);
  expect(await heleket.payments.findPayment({ reference: 'order-1' })).toMatchObject({
    status,
    exception,
    final,
    providerStatus: word,
  });
});

test.each([
  ['process', 'pending', false],
  ['check', 'pending', false],
  ['paid', 'confirmed', true],
  ['fail', 'failed', true],
  ['cancel', 'cancelled', true],
  ['system_fail', 'failed', true],
  ['frozen', 'unrecognised', false],
])('a payout called %s is %s', async (word, status, final) => {
  const { control, heleket } = await open();
  await heleket.payouts.createPayout(SAMPLE_PAYOUT);
  await control.settle('payout-1', word);
  expect(await heleket.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({ status, final });
  await control.settle('payout-1', word, { final: !final });
  // The record's own word decides whether it is final, and never what it is.
  expect(await heleket.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({ status, final: !final });
});
