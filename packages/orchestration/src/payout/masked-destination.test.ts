import type { Payout } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { NO_HISTORY } from '../durable/history.js';
import { observePayout } from './observe-payout.js';
import { PayoutDraft } from './payout-draft.js';
import { PAYOUT_POLICY } from './payout-policy.js';
import type { PayoutRecord } from './payout-record.js';

const AT = new Date('2026-01-01T12:00:00Z');
const AMOUNT = { amount: '250.75', currency: 'EUR' };
const ACCOUNT = {
  type: 'bank_account',
  bankCode: 'SNBK',
  accountNumber: 'SN08 0010 1234 5678',
  holder: 'Awa Diop',
} as const;

const SENT: PayoutRecord = {
  id: 'po_1',
  account: 'main',
  reference: 'payout-1',
  fingerprint: '',
  state: 'submitting',
  status: 'pending',
  revision: 2,
  origin: 'manual',
  creator: 'test',
  terms: { amount: AMOUNT, destination: ACCOUNT },
  attempt: 1,
  wireReference: 'payout-1',
  sends: 1,
  openSends: [1],
  firstSentAt: AT,
  absences: 0,
  hold: 'held',
  checks: 0,
  failedChecks: 0,
  requestedAt: AT,
  updatedAt: AT,
  history: NO_HISTORY,
};

/** What becomes of a payout whose provider tells this account number. */
function seen(accountNumber: string): PayoutRecord {
  const draft = PayoutDraft.change(SENT, { actor: 'worker', source: 'poll', at: AT });
  const told: Payout = {
    provider: 'bank',
    providerId: 'po_1',
    reference: undefined,
    status: 'pending',
    final: false,
    providerStatus: 'pending',
    amount: AMOUNT,
    destination: { ...ACCOUNT, accountNumber },
  };
  observePayout(draft, told, 1, 'answered', PAYOUT_POLICY);
  return draft.record;
}

describe('an account number that a provider tells', () => {
  test.each([
    'SN08001012345678',
    'SN08 0010 1234 5678',
    '****5678',
    'SN08********5678',
    'SN08 •••• 5678',
    '************',
  ])('as %s is the one that was asked for', (accountNumber) => {
    expect(seen(accountNumber)).toMatchObject({ state: 'pending', reviewReason: undefined });
  });

  test.each(['SN08001012345679', '****5679', 'SN09****5678', '5678', 'SN08001012345678****5678'])(
    'as %s is another one, and a person has to look',
    (accountNumber) => {
      expect(seen(accountNumber)).toMatchObject({ state: 'needs_review', reviewReason: 'mismatch' });
    },
  );
});
