import { hexDigest, MisconfiguredError } from '@paymux/core';
import { sql, type Transaction } from 'kysely';
import { durableStore } from './migrations/0001-durable-store.js';
import { changesAndSearch } from './migrations/0002-changes-and-search.js';
import { type EngineName, type Migration, SQL_WORDS } from './migrations/migration.js';
import type { Tables } from './tables.js';

const MIGRATIONS: readonly Migration[] = [durableStore, changesAndSearch];

/** The names of all steps, in order. */
export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map(({ name }) => name);

/**
 * Brings the schema up to what this version needs. The transaction has to exclude every other process that does the
 * same.
 *
 * @throws {@link MisconfiguredError} The store was written by a newer version, or its schema by other steps.
 */
export async function migrate(transaction: Transaction<Tables>, engine: EngineName, now: Date): Promise<void> {
  const words = SQL_WORDS[engine];
  await sql
    .raw(
      `create table if not exists paymux_migrations (
    number ${words.integer} primary key,
    name ${words.text} not null,
    checksum ${words.text} not null,
    applied_at ${words.integer} not null)`,
    )
    .execute(transaction);
  const applied = await transaction.selectFrom('paymux_migrations').selectAll().orderBy('number').execute();
  const newest = applied.at(-1);
  if (newest !== undefined && newest.number > MIGRATIONS.length) {
    throw unusable(
      `is at step ${newest.number} (${newest.name}), and this version of @paymux/store knows ${MIGRATIONS.length}: install a newer one`,
    );
  }

  for (const migration of MIGRATIONS) {
    const statements = migration.statements(words);
    const checksum = hexDigest('sha256', statements.join(';\n'));
    const known = applied.find(({ number }) => number === migration.number);
    if (known !== undefined) {
      if (known.checksum !== checksum) {
        throw unusable(`was made by another step ${migration.number} (${known.name}) than this version has`);
      }
      continue;
    }
    // PostgreSQL takes them all in one round trip, SQLite prepares one at a time.
    const texts = engine === 'postgresql' ? [statements.join(';\n')] : statements;
    for (const text of texts) await sql.raw(text).execute(transaction);
    await transaction
      .insertInto('paymux_migrations')
      .values({ number: migration.number, name: migration.name, checksum, applied_at: now.getTime() })
      .execute();
  }
}

function unusable(message: string): MisconfiguredError {
  return new MisconfiguredError('the store', [{ path: 'schema', message }]);
}
