import type { Generated } from 'kysely';

/**
 * The tables as Kysely sees them. `record` is the whole record as text; the columns beside it are what is looked up,
 * guarded or added up. Instants are milliseconds since 1970, amounts decimal text.
 *
 * @see docs/decisions/2026-11-21-records-as-json-beside-guarded-columns.md
 */
export interface Tables {
  paymux_payouts: PayoutTable;
  paymux_payout_attempts: PayoutAttemptTable;
  paymux_payout_events: PayoutEventTable;
  paymux_payments: PaymentTable;
  paymux_payment_events: PaymentEventTable;
  paymux_transfers: TransferTable;
  paymux_balances: BalanceTable;
  paymux_totals: TotalTable;
  paymux_inbox: InboxTable;
  paymux_refusals: RefusalTable;
  paymux_notices: NoticeTable;
  paymux_answers: AnswerTable;
  paymux_documents: DocumentTable;
  paymux_profiles: ProfileTable;
  paymux_migrations: MigrationTable;
}

/** What every table has from which due rows are claimed. */
export interface DueTable {
  readonly id: string;
  readonly due_at: number | null;
  /** Absent where nobody holds the row. */
  readonly lease_until: Generated<number | null>;
  /** Counts the leases. */
  readonly fence: Generated<number>;
  readonly record: string;
}

interface PayoutTable extends DueTable {
  readonly account: string;
  readonly reference: string;
  readonly state: string;
  readonly status: string;
  readonly client: string | null;
  readonly currency: string;
  readonly amount: string;
  readonly revision: number;
  readonly requested_at: number;
  readonly transaction_id: string | null;
  readonly destination: string | null;
  readonly origin: string | null;
}

interface PayoutAttemptTable {
  readonly payout_id: string;
  readonly number: number;
  readonly account: string;
  readonly wire_reference: string;
  readonly provider_id: string | null;
  readonly record: string;
}

interface PayoutEventTable {
  readonly payout_id: string;
  readonly number: number;
  readonly at: number;
  readonly record: string;
}

interface PaymentTable extends DueTable {
  readonly account: string;
  readonly reference: string;
  readonly state: string;
  readonly client: string | null;
  readonly revision: number;
  readonly requested_at: number;
  readonly provider_id: string | null;
}

interface PaymentEventTable {
  readonly payment_id: string;
  readonly number: number;
  readonly at: number;
  readonly record: string;
}

interface TransferTable {
  readonly position: Generated<number>;
  readonly id: string;
  readonly kind: string;
  readonly account: string;
  readonly payout_id: string | null;
  readonly from_book: string;
  readonly to_book: string;
  readonly currency: string;
  readonly amount: string;
  readonly at: number;
  readonly record: string;
}

interface BalanceTable {
  readonly account: string;
  readonly book: string;
  readonly currency: string;
  readonly amount: string;
}

interface TotalTable {
  readonly total: string;
  readonly amount: string;
}

interface InboxTable extends DueTable {
  readonly account: string;
  readonly key: string;
  readonly state: string;
  readonly received_at: number;
  readonly done_at: number | null;
}

interface RefusalTable {
  readonly account: string;
  readonly reason: string;
  readonly at: number;
  readonly count: number;
}

interface NoticeTable extends DueTable {
  readonly state: string;
  readonly at: number;
}

interface DocumentTable extends DueTable {
  readonly kind: string;
  readonly name: string;
  readonly group_name: string | null;
  readonly state: string;
  readonly revision: number;
  readonly at: number;
}

interface AnswerTable {
  readonly scope: string;
  readonly key: string;
  readonly run: string;
  readonly expires_at: number;
  readonly record: string;
}

interface ProfileTable {
  readonly id: string;
  readonly client: string;
  readonly revision: number;
  readonly created_at: number;
  readonly record: string;
}

interface MigrationTable {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly applied_at: number;
}
