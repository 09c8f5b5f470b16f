import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';
import { StoreUnavailableError } from '@paymux/orchestration';
import { MIGRATION_NAMES } from './migrate.js';

/** Which steps of the schema a store has. */
export interface StoreState {
  /** Whether there is a store at all. */
  readonly exists: boolean;
  /** Steps that were applied, by name, in order. */
  readonly applied: readonly string[];
  /** Steps that this version needs and the store does not have. */
  readonly pending: readonly string[];
}

const APPLIED = 'select name from paymux_migrations order by number';
const CONNECT_MS = 5000;

/**
 * Looks at a store without changing or making it.
 *
 * @param place - As `url` of {@link openStore}.
 * @throws {@link StoreUnavailableError} The database cannot be reached or read.
 */
export async function inspectStore(place: string): Promise<StoreState> {
  const applied = /^postgres(?:ql)?:/i.test(place) ? await appliedOnPostgres(place) : await appliedInFile(place);
  const known = applied ?? [];
  return {
    exists: applied !== undefined,
    applied: known,
    pending: MIGRATION_NAMES.filter((name) => !known.includes(name)),
  };
}

async function appliedInFile(place: string): Promise<readonly string[] | undefined> {
  const file = fileOf(place);
  if (!existsSync(file)) return undefined;
  const { default: Database } = await import('libsql');
  try {
    const database = new Database(file, { readonly: true });
    try {
      const tables = database.prepare("select name from sqlite_master where name = 'paymux_migrations'").all();
      return tables.length === 0 ? [] : namesOf(database.prepare(APPLIED).all());
    } finally {
      database.close();
    }
  } catch (cause) {
    throw new StoreUnavailableError('The embedded store cannot be read.', { cause, outcome: 'not_sent' });
  }
}

async function appliedOnPostgres(url: string): Promise<readonly string[] | undefined> {
  const { default: pg } = await import('pg');
  try {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query("select to_regclass('paymux_migrations') is not null as made");
      const isMade = (rows as readonly { readonly made: boolean }[])[0]?.made === true;
      return isMade ? namesOf((await client.query(APPLIED)).rows) : undefined;
    } finally {
      await client.end();
    }
  } catch (cause) {
    // The text of that error may hold the address, and the address the password.
    throw new StoreUnavailableError('PostgreSQL cannot be reached, or lets nobody in.', { cause, outcome: 'not_sent' });
  }
}

function namesOf(rows: readonly unknown[]): readonly string[] {
  return (rows as readonly { readonly name: string }[]).map(({ name }) => name);
}

function fileOf(place: string): string {
  if (/^file:\/\//i.test(place)) return fileURLToPath(place);
  return resolve(/^file:/i.test(place) ? place.slice('file:'.length) : join(place, 'paymux.db'));
}
