import type { DueRows } from '@paymux/orchestration';
import { type Kysely, sql } from 'kysely';
import type { SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { dueTable } from './due-tables.js';

/** How long until a row of a kind can be claimed, by the store's clock. */
export async function dueInMs(
  database: Kysely<Tables>,
  dialect: SqlDialect,
  kind: keyof DueRows,
): Promise<number | undefined> {
  const table = dueTable(kind);
  const now = dialect.now();
  const free = await database
    .selectFrom(table)
    .select(sql<number>`due_at - ${now}`.as('in_ms'))
    .where('due_at', 'is not', null)
    .where('lease_until', 'is', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  if (free !== undefined && free.in_ms <= 0) return 0;
  const leased = await database
    .selectFrom(table)
    .select(
      sql<number | null>`min(case when due_at > lease_until then due_at else lease_until end) - ${now}`.as('in_ms'),
    )
    .where('lease_until', 'is not', null)
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  const waits = [free?.in_ms, leased?.in_ms].filter((ms) => typeof ms === 'number');
  return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits));
}
