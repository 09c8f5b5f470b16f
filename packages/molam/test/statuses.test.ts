import { describe, expect, test } from 'vitest';
import { MOLAM_PAYMENT_STATUSES } from '../src/payment/payment-mapping.js';
import { MOLAM_PAYOUT_STATUSES } from '../src/payout/payout-mapping.js';
import { MOLAM_REFUND_STATUSES } from '../src/refund/refund-mapping.js';
import { intent, payout, refund, scripted } from './account.js';

/** Words of no list, and words of a list in another spelling or of another object. */
const UNHEARD_OF = ['on_hold', 'SUCCEEDED', ' succeeded', 'disputed', 'constructor'];

const { payments, payouts, refunds } = {
  payments: {
    table: MOLAM_PAYMENT_STATUSES,
    lookUp: (status: string) =>
      scripted([{ status: 200, body: intent({ status }) }]).molam.payments.findPayment({ providerId: 'pi_A1' }),
    readings: {
      requires_payment_method: ['pending', false],
      requires_confirmation: ['pending', false],
      requires_action: ['requires_action', false],
      processing: ['processing', false],
      requires_capture: ['authorized', false],
      succeeded: ['succeeded', true],
      canceled: ['cancelled', true],
      failed: ['failed', true],
      pending: ['pending', false],
    },
  },
  refunds: {
    table: MOLAM_REFUND_STATUSES,
    lookUp: (status: string) =>
      scripted([{ status: 200, body: refund({ status }) }]).molam.refunds.findRefund({ providerId: 'ref_A1' }),
    readings: {
      pending: ['pending', false],
      succeeded: ['succeeded', true],
      failed: ['failed', true],
      canceled: ['cancelled', true],
    },
  },
  payouts: {
    table: MOLAM_PAYOUT_STATUSES,
    lookUp: (status: string) =>
      scripted([{ status: 200, body: payout({ status }) }]).molam.payouts.findPayout({ providerId: 'po_A1' }),
    readings: {
      pending_approval: ['pending', false],
      scheduled: ['pending', false],
      pending: ['pending', false],
      reserved: ['pending', false],
      processing: ['pending', false],
      sent: ['broadcast', false],
      settled: ['confirmed', true],
      paid: ['confirmed', true],
      completed: ['confirmed', true],
      failed: ['failed', true],
      reversed: ['reversed', true],
      cancelled: ['cancelled', true],
      canceled: ['cancelled', true],
    },
  },
} as const;

describe.each([
  ['payment', payments],
  ['refund', refunds],
  ['payout', payouts],
] as const)('a %s', (_kind, { lookUp, readings, table }) => {
  test.each(Object.entries(readings))('that Molam calls %s is %s, and final or not', async (word, [status, final]) => {
    expect(await lookUp(word)).toMatchObject({ providerStatus: word, status, final });
  });

  test('has no other words', () => {
    expect([...table.words].sort()).toEqual(Object.keys(readings).sort());
  });

  test.each(UNHEARD_OF)('that Molam calls %j is unrecognised, and not final', async (word) => {
    expect(await lookUp(word)).toMatchObject({ providerStatus: word, status: 'unrecognised', final: false });
  });

  test('that Molam calls nothing at all is no answer', async () => {
    await expect(lookUp('')).rejects.toMatchObject({ code: 'outcome_unknown' });
  });
});
