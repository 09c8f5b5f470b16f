import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** Whether a column has one of these values; never, where there are none, for which SQL has no list. */
export function isAmong(column: 'state' | 'status' | 'origin', values: readonly string[]): RawBuilder<SqlBool> {
  return values.length === 0 ? sql`1 = 0` : sql`${sql.ref(column)} in (${sql.join(values)})`;
}
