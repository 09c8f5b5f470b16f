import { mkdir, open as openNodeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Clock, type RandomSource, systemClock } from '@paymux/core';
import { type Claimed, type ClaimOptions, type DueRows, StoreUnavailableError } from '@paymux/orchestration';
import { Kysely, type Transaction } from 'kysely';
import type { CommitWork, Engine, SqlDialect } from '../engine.js';
import { migrate } from '../migrate.js';
import { findRecord, type RecordKey } from '../query/record-key.js';
import type { Tables } from '../tables.js';
import { WakeUps } from '../wake-ups.js';
import { claimRows } from './claim-rows.js';
import { CommitQueue } from './commit-queue.js';
import { handleDialect } from './handle-dialect.js';
import { sqliteDialect } from './sqlite-dialect.js';
import { toFileError, toSqliteError } from './sqlite-errors.js';
import type { SqliteHandle } from './sqlite-handle.js';

/** How long the engine itself waits for a lock, which stops the whole process; after that others get their turn. */
const BUSY_MS = 100;
/** How often other processes are looked for by who waits for work. */
const LOOK_AROUND_MS = 1000;

/** What both ways of opening need. */
export interface SqliteSettings {
  readonly clock: Clock | undefined;
  readonly random: RandomSource;
}

/** Opens the database in a folder, which is made if it is missing, for its owner alone. */
export function openFolder(folder: string, settings: SqliteSettings): Promise<Engine> {
  return openFile(join(folder, 'paymux.db'), settings);
}

/** Opens a database file. */
export async function openFile(file: string, settings: SqliteSettings): Promise<Engine> {
  const { default: Database } = await import('libsql');
  const handles: SqliteHandle[] = [];
  const open = (): SqliteHandle => {
    const handle = new Database(file, { timeout: BUSY_MS }) as unknown as SqliteHandle;
    handles.push(handle);
    return handle;
  };
  const closeAll = (): void => {
    for (const handle of handles) handle.close();
  };
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite itself would let everybody read what it makes.
    await (await openNodeFile(file, 'a', 0o600)).close();
    const writer = open();
    chooseJournal(writer);
    prepareWriter(writer);
    const reader = open();
    reader.exec(`pragma busy_timeout = ${BUSY_MS}; pragma query_only = on`);
    return await openHandles(writer, reader, settings, closeAll);
  } catch (error) {
    closeAll();
    const known = toSqliteError(toFileError(error));
    if (known !== error || !(error instanceof Error)) throw known;
    if ('problems' in error || error instanceof StoreUnavailableError) throw error;
    throw new StoreUnavailableError('The embedded store cannot be opened.', { cause: error });
  }
}

/** Uses a handle that the application has opened, and closes itself. */
export async function openHandle(handle: SqliteHandle, settings: SqliteSettings): Promise<Engine> {
  try {
    prepareWriter(handle);
    return await openHandles(handle, handle, settings, () => undefined);
  } catch (error) {
    throw toSqliteError(error);
  }
}

async function openHandles(
  writer: SqliteHandle,
  reader: SqliteHandle,
  { clock, random }: SqliteSettings,
  close: () => void,
): Promise<Engine> {
  const database = new Kysely<Tables>({ dialect: handleDialect(writer, random) });
  await database.transaction().execute((transaction) => migrate(transaction, 'sqlite', (clock ?? systemClock).now()));
  return new SqliteEngine({
    writes: database,
    // While a transaction is open, others read what was committed before it.
    reads: reader === writer ? database : new Kysely<Tables>({ dialect: handleDialect(reader, random) }),
    reader,
    clock: clock ?? systemClock,
    close,
  });
}

/** A rollback journal wherever the engine's write-ahead log can lose a commit. */
function chooseJournal(handle: SqliteHandle): void {
  const mode = hasSafeLog(pragma(handle, 'select sqlite_version()')) ? 'wal' : 'truncate';
  const chosen = pragma(handle, `pragma journal_mode = ${mode}`);
  if (chosen !== mode) {
    throw new StoreUnavailableError(
      `The embedded store is used by another program in journal mode "${chosen}"; this one needs "${mode}".`,
    );
  }
}

/**
 * Whether this version has the fix of the write-ahead log, by which two connections lose no commit.
 *
 * @see docs/decisions/2026-11-21-rollback-journal-unless-the-log-is-fixed.md
 */
export function hasSafeLog(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 3) return major > 3;
  if (minor === 51) return patch >= 3;
  if (minor === 50) return patch >= 7;
  if (minor === 44) return patch >= 6;
  return minor > 51;
}

function prepareWriter(handle: SqliteHandle): void {
  handle.exec(`
    pragma busy_timeout = ${BUSY_MS};
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma cache_spill = off`);
}

/** The first column of the first row. */
function pragma(handle: SqliteHandle, statement: string): string {
  const [row] = handle.prepare(statement).all();
  return String(Object.values(row as Record<string, string | number>)[0]);
}

interface SqliteParts {
  readonly writes: Kysely<Tables>;
  readonly reads: Kysely<Tables>;
  readonly reader: SqliteHandle;
  readonly clock: Clock;
  readonly close: () => void;
}

class SqliteEngine implements Engine {
  readonly dialect: SqlDialect;
  readonly readsWait: boolean;
  readonly #parts: SqliteParts;
  readonly #queue: CommitQueue;
  readonly #wakeUps = new WakeUps();

  constructor(parts: SqliteParts) {
    this.#parts = parts;
    this.#queue = new CommitQueue(parts.writes);
    this.dialect = sqliteDialect(parts.clock);
    this.readsWait = parts.reads === parts.writes;
  }

  commit(work: CommitWork): ReturnType<Engine['commit']> {
    return mapped(this.#queue.commit(work));
  }

  write<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return mapped(this.#queue.write(work));
  }

  claim<Kind extends keyof DueRows>(kind: Kind, options: ClaimOptions): Promise<readonly Claimed<DueRows[Kind]>[]> {
    return this.write((transaction) => claimRows(transaction, this.dialect, kind, options));
  }

  find(key: RecordKey): Promise<string | undefined> {
    return this.read((database) => findRecord(database, 'sqlite', key));
  }

  read<Result>(query: (database: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    return mapped(query(this.#parts.reads));
  }

  announce(): void {
    this.#wakeUps.wake();
  }

  async changed(signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const woken = this.#wakeUps.next(AbortSignal.any([signal, done.signal]));
    try {
      await Promise.race([woken, this.#writtenElsewhere(AbortSignal.any([signal, done.signal]))]);
    } finally {
      done.abort();
    }
  }

  async close(): Promise<void> {
    this.#wakeUps.wake();
    await this.#queue.drained();
    await this.#parts.writes.destroy();
    await this.#parts.reads.destroy();
    this.#parts.close();
  }

  /** Resolves once another connection has committed, or `signal` is aborted. */
  async #writtenElsewhere(signal: AbortSignal): Promise<void> {
    try {
      const before = this.#dataVersion();
      while (this.#dataVersion() === before) await this.#parts.clock.sleep(LOOK_AROUND_MS, signal);
    } catch (error) {
      if (!signal.aborted) throw toSqliteError(error);
    }
  }

  #dataVersion(): string {
    return pragma(this.#parts.reader, 'pragma data_version');
  }
}

async function mapped<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    throw toSqliteError(error);
  }
}
