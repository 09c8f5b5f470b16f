import type { Payout } from '../src/api/types.js';

/** A payout for tests, with what a test is about in place of the rest. */
export function examplePayout(changes: Partial<Payout> = {}): Payout {
  return {
    id: 'po_1',
    account: 'main',
    reference: 'salary-1',
    state: 'pending',
    status: 'pending',
    revision: 3,
    origin: 'manual',
    creator: 'carlos',
    terms: {
      amount: { amount: '15.00', currency: 'USDT' },
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    },
    attempt: 1,
    wireReference: 'salary-1',
    sends: 1,
    absences: 0,
    hold: 'held',
    checks: 0,
    failedChecks: 0,
    requestedAt: '2026-11-21T09:00:00.000Z',
    updatedAt: '2026-11-21T09:00:00.000Z',
    ...changes,
  };
}
