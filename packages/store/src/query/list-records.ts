import { normaliseCurrency } from '@paymux/core';
import {
  type Cursor,
  type DocumentQuery,
  fromRecordText,
  pageLimit,
  readCursor,
  writeCursor,
  type PaymentRecord,
  type PaymentState,
  type PayoutRecord,
  type PayoutRecordQuery,
  type RecordPage,
  type RecordQuery,
  type StoredDocument,
} from '@paymux/orchestration';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { columnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import { isAmong } from './is-among.js';

interface ListedRow {
  readonly id: string;
  readonly requested_at: number;
  readonly record: string;
}

/** A page of payouts, newest first. */
export async function listPayouts(
  database: Kysely<Tables>,
  query: PayoutRecordQuery,
): Promise<RecordPage<PayoutRecord>> {
  const limit = pageLimit(query.limit);
  const { statuses, currency, origins, search, transactionId } = query;
  let rows = recordsOf(database.selectFrom('paymux_payouts'), query);
  if (statuses !== undefined) rows = rows.where(isAmong('status', statuses));
  if (currency !== undefined) rows = rows.where('currency', '=', normaliseCurrency(currency));
  if (transactionId !== undefined) rows = rows.where('transaction_id', '=', columnText(transactionId));
  if (origins !== undefined) rows = rows.where(isAmong('origin', origins));
  if (search !== undefined) rows = rows.where('id', 'in', idsFoundBy(database, search));
  return toPage(await rows.limit(limit + 1).execute(), limit);
}

/** One search in each index: with all of them in one condition, an engine may read the whole table instead. */
function idsFoundBy(database: Kysely<Tables>, search: string) {
  const text = columnText(search);
  const ids = database.selectFrom('paymux_payouts').select('id');
  return ids
    .where('id', '=', text)
    .union(ids.where('transaction_id', '=', text))
    .union(ids.where('destination', '=', text))
    .union(ids.where('reference', '>=', text).where('reference', '<', `${text}\u{10ffff}`));
}

/** A page of payments, newest first. */
export async function listPayments(
  database: Kysely<Tables>,
  query: RecordQuery<PaymentState>,
): Promise<RecordPage<PaymentRecord>> {
  const limit = pageLimit(query.limit);
  // Both tables have the columns that every list of records reads.
  const table = 'paymux_payments' as 'paymux_payouts';
  return toPage(
    await recordsOf(database.selectFrom(table), query)
      .limit(limit + 1)
      .execute(),
    limit,
  );
}

/** A page of documents of one kind, newest first. */
export async function listDocuments(
  database: Kysely<Tables>,
  query: DocumentQuery,
): Promise<RecordPage<StoredDocument>> {
  const limit = pageLimit(query.limit);
  const { after, group, kind, states } = query;
  let rows = database
    .selectFrom('paymux_documents')
    .select(['name as id', 'at as requested_at', 'record'])
    .where('kind', '=', columnText(kind))
    .orderBy('at', 'desc')
    .orderBy('name', 'desc');
  if (group !== undefined) rows = rows.where('group_name', '=', columnText(group));
  if (states !== undefined) rows = rows.where(isAmong('state', states.map(columnText)));
  if (after !== undefined) {
    const end = readCursor(after);
    rows = rows.where((row) => row(row.refTuple('at', 'name'), '<', row.tuple(end.at, end.id)));
  }
  return toPage(await rows.limit(limit + 1).execute(), limit);
}

type Payouts = SelectQueryBuilder<Tables, 'paymux_payouts', object>;

function recordsOf(
  table: Payouts,
  query: RecordQuery<string>,
): SelectQueryBuilder<Tables, 'paymux_payouts', ListedRow> {
  const { account, client, states, requestedFrom, requestedBefore, after } = query;
  let rows = table.select(['id', 'requested_at', 'record']).orderBy('requested_at', 'desc').orderBy('id', 'desc');
  if (account !== undefined) rows = rows.where('account', '=', columnText(account));
  if (client !== undefined) rows = rows.where('client', '=', columnText(client));
  if (states !== undefined) rows = rows.where(isAmong('state', states));
  if (requestedFrom !== undefined) rows = rows.where('requested_at', '>=', requestedFrom.getTime());
  if (requestedBefore !== undefined) rows = rows.where('requested_at', '<', requestedBefore.getTime());
  return after === undefined ? rows : beyond(rows, readCursor(after));
}

function beyond<Row>(
  rows: SelectQueryBuilder<Tables, 'paymux_payouts', Row>,
  { at, id }: Cursor,
): SelectQueryBuilder<Tables, 'paymux_payouts', Row> {
  return rows.where((row) => row(row.refTuple('requested_at', 'id'), '<', row.tuple(at, id)));
}

function toPage<Item>(rows: readonly ListedRow[], limit: number): RecordPage<Item> {
  const shown = rows.slice(0, limit);
  const records = shown.map(({ record }) => fromRecordText<Item>(record));
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { records };
  return { records, next: writeCursor({ at: last.requested_at, id: last.id }) };
}
