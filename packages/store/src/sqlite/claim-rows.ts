import { type Claimed, type ClaimOptions, type DueRows, fromRecordText } from '@paymux/orchestration';
import { type Kysely, sql, type SqlBool } from 'kysely';
import { columnText } from '../column-text.js';
import type { SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { dueTable } from '../due/due-tables.js';

/** Leases due rows in one statement, on an engine with one writer: two claims never get the same row. */
export async function claimRows<Kind extends keyof DueRows>(
  database: Kysely<Tables>,
  dialect: SqlDialect,
  kind: Kind,
  { limit, leaseMs, id }: ClaimOptions,
): Promise<readonly Claimed<DueRows[Kind]>[]> {
  const table = dueTable(kind);
  const now = dialect.now();
  const candidates = database
    .selectFrom(table)
    .select('id')
    .where((row) => row.or([row('lease_until', 'is', null), row('lease_until', '<=', now)]))
    .$if(id !== undefined, (query) => query.where('id', '=', columnText(id ?? '')))
    .$if(id === undefined, (query) =>
      query.where('due_at', 'is not', null).where('due_at', '<=', now).orderBy('due_at').orderBy('id'),
    )
    .limit(limit);

  const claimed = await database
    .updateTable(table)
    .set((row) => ({ lease_until: sql<number>`${now} + ${sql.val(leaseMs)}`, fence: row('fence', '+', 1) }))
    .where(sql<SqlBool>`id in ${candidates}`)
    .returning(['id', 'due_at', 'fence', 'record'])
    .execute();
  return claimed
    .sort((left, right) => (left.due_at ?? 0) - (right.due_at ?? 0) || (left.id < right.id ? -1 : 1))
    .map(({ record, fence }) => ({ row: fromRecordText<DueRows[Kind]>(record), fence }));
}
