import type { DueRows } from '@paymux/orchestration';

/** Where the rows of each kind are that come due. */
const DUE_TABLES = {
  payouts: 'paymux_payouts',
  payments: 'paymux_payments',
  inbox: 'paymux_inbox',
  notices: 'paymux_notices',
  documents: 'paymux_documents',
} as const satisfies Readonly<Record<keyof DueRows, string>>;

/** One of them, to Kysely, which sees in all of them the columns that they share. */
export function dueTable(kind: keyof DueRows): 'paymux_payouts' {
  return DUE_TABLES[kind] as 'paymux_payouts';
}
