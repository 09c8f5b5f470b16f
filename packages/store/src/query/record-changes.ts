import {
  fromRecordText,
  pageLimit,
  readChangeCursor,
  type RecordChange,
  type RecordChanges,
} from '@paymux/orchestration';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { columnText } from '../column-text.js';
import type { SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';

interface ChangedRow {
  readonly told: RecordChange['table'];
  readonly record: string;
  readonly changed: number;
}

/** What was changed since, that which is longest ago first. See `DurableStore.changesSince`. */
export async function recordChanges(
  database: Kysely<Tables>,
  dialect: SqlDialect,
  since: string | undefined,
  query: { readonly documents: readonly string[]; readonly limit?: number | undefined },
): Promise<RecordChanges> {
  const limit = pageLimit(query.limit);
  const from = since === undefined ? undefined : readChangeCursor(since);
  // Asked for before the rows are: what is changed in between has this number or a later one, and comes next time.
  const { rows: heads } = await sql<{ readonly head: number }>`select ${dialect.changeHead()} as head`.execute(
    database,
  );
  const head = heads[0]?.head ?? 0;
  if (from === undefined || from > head) {
    return { changes: [], cursor: String(head), isMore: false, isKnown: from === undefined };
  }
  const rows = await rowsBetween(database, query.documents, { from, before: head, limit: limit + 1 });
  if (rows.length <= limit) return answer(rows, head, false);
  // What has the number at which the page ends may not be all on it.
  const end = rows.at(-1)?.changed ?? head;
  const whole = rows.filter(({ changed }) => changed < end);
  if (whole.length > 0) return answer(whole, end, true);
  const together = await rowsBetween(database, query.documents, { from: end, before: end + 1 });
  return answer(together, end + 1, end + 1 < head);
}

function answer(rows: readonly ChangedRow[], cursor: number, isMore: boolean): RecordChanges {
  const changes = rows.map(({ record, told }) => ({ table: told, record: fromRecordText(record) }) as RecordChange);
  return { changes, cursor: String(cursor), isMore, isKnown: true };
}

async function rowsBetween(
  database: Kysely<Tables>,
  documents: readonly string[],
  { before, from, limit }: { readonly from: number; readonly before: number; readonly limit?: number },
): Promise<readonly ChangedRow[]> {
  const most = limit === undefined ? sql`` : sql`limit ${limit}`;
  const changed = (told: string, table: string, where: RawBuilder<unknown> = sql``): RawBuilder<unknown> =>
    sql`select * from (select ${sql.lit(told)} as told, record, changed from ${sql.table(table)}
      where changed >= ${from} and changed < ${before} ${where} order by changed ${most}) as ${sql.ref(told)}`;
  const kinds = documents.map(columnText);
  const parts = [
    changed('payouts', 'paymux_payouts'),
    changed('payments', 'paymux_payments'),
    changed('inbox', 'paymux_inbox'),
    ...(kinds.length === 0 ? [] : [changed('documents', 'paymux_documents', sql`and kind in (${sql.join(kinds)})`)]),
  ];
  const all = sql<ChangedRow>`${sql.join(parts, sql` union all `)} order by changed ${most}`;
  return (await all.execute(database)).rows;
}
