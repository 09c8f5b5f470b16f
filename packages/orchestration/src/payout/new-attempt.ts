import type { PayoutRecord } from './payout-record.js';

/** A payout at the beginning of its next attempt, of which nothing is known yet. */
export function newAttempt(
  { attempt }: PayoutRecord,
  at: { readonly account: string; readonly wireReference: string },
): Partial<PayoutRecord> {
  return {
    ...at,
    attempt: attempt + 1,
    sends: 0,
    openSends: [],
    firstSentAt: undefined,
    absences: 0,
    firstAbsentAt: undefined,
    hold: 'held',
    postedFee: undefined,
    providerId: undefined,
    providerStatus: undefined,
    transactionId: undefined,
    toldAmount: undefined,
    sentAmount: undefined,
    fee: undefined,
    failureReason: undefined,
    checks: 0,
    failedChecks: 0,
    lastCheckedAt: undefined,
    lastCheckedBy: undefined,
    alertedAt: undefined,
  };
}
