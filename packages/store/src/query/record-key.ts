import { CompiledQuery, type Kysely, type Selectable } from 'kysely';
import { quoted } from '../commit/row-write.js';
import type { EngineName } from '../migrations/migration.js';
import type { Tables } from '../tables.js';

type RecordTable = {
  readonly [Table in keyof Tables]: Tables[Table] extends { readonly record: string } ? Table : never;
}[keyof Tables];

/** What one record is found by: a table, and columns that have these values together in one row at most. */
export interface RecordKey {
  readonly table: RecordTable;
  readonly columns: readonly string[];
  readonly values: readonly string[];
}

export function recordKey<Table extends RecordTable>(table: Table, by: Partial<Selectable<Tables[Table]>>): RecordKey {
  return { table, columns: Object.keys(by), values: Object.values(by) as string[] };
}

/** The text of a record. */
export async function findRecord(
  database: Kysely<Tables>,
  engine: EngineName,
  { columns, table, values }: RecordKey,
): Promise<string | undefined> {
  const found = columns.map((name, index) => `${quoted(name)} = ${engine === 'sqlite' ? '?' : `$${index + 1}`}`);
  const query = CompiledQuery.raw(`select record from ${table} where ${found.join(' and ')}`, [...values]);
  const { rows } = await database.executeQuery(query);
  return (rows[0] as { readonly record: string } | undefined)?.record;
}
