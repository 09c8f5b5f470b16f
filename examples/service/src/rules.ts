import type { DurablePaymuxConfig } from 'paymux';

/** What decides where payouts go, and which of them wait for a second person. */
export const rules = {
  routing: {
    rules: [
      {
        id: 'tron',
        when: { operations: ['payout'], networks: ['tron'] },
        accounts: [{ account: 'cryptomus', weight: 2 }, { account: 'heleket' }],
        fallback: ['heleket', 'cryptomus'],
      },
      { id: 'bank', when: { operations: ['payout'], currencies: ['EUR'] }, accounts: [{ account: 'molam' }] },
    ],
  },
  approvals: { rules: [{ currency: 'USDT', above: '500', approvals: 1, by: 'approver' }] },
} as const satisfies Partial<DurablePaymuxConfig>;
