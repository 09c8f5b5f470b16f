import { type Clock, MisconfiguredError, type RandomSource, systemClock } from '@paymux/core';
import type { CommitResult } from '@paymux/orchestration';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { ClientBase, ClientConfig, CustomTypesConfig, Pool, types } from 'pg';
import type { CommitWork, Engine, SqlDialect } from '../engine.js';
import { migrate } from '../migrate.js';
import type { Tables } from '../tables.js';
import { CommitGroups } from './commit-groups.js';
import { postgresDialect } from './postgres-dialect.js';
import { isCollision, toPostgresError } from './postgres-errors.js';
import { WorkNotices } from './work-notices.js';

const CONNECT_MS = 10_000;
const LOCK_MS = 10_000;
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 5;
/** Any number that nothing else locks; it spells "paymux". */
const MIGRATION_LOCK = 0x7061796d7578;

type GetTypeParser = CustomTypesConfig['getTypeParser'];
type TypeId = (typeof types.builtins)[keyof typeof types.builtins];

/** What the connections need. */
export interface PostgresSettings {
  readonly clock: Clock | undefined;
  readonly random: RandomSource;
  readonly maxConnections: number;
}

/** Connects, and brings the schema up to date. */
export async function openPostgres(url: string, settings: PostgresSettings): Promise<Engine> {
  const { default: pg } = await import('pg');
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'paymux',
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: LOCK_MS,
    keepAlive: true,
    types: {
      // Counts and instants stay below 2^53. Amounts are `numeric`, which arrives as text.
      getTypeParser: ((oid: TypeId, format?: 'text') =>
        oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format) as unknown)) as GetTypeParser,
    },
  };
  try {
    // Reads the address, and connects to nothing.
    new pg.Client(config);
  } catch {
    // The text of that error holds the address.
    throw new MisconfiguredError('the store', [{ path: 'url', message: 'must be an address of PostgreSQL' }]);
  }
  const pool = new pg.Pool({
    ...config,
    max: settings.maxConnections,
    onConnect: prepareConnection,
  });
  pool.on('error', () => undefined);
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await database.transaction().execute(async (transaction) => {
      // Whoever makes the tables may take longer than a commit.
      await sql`set local lock_timeout = 0`.execute(transaction);
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`.execute(transaction);
      await migrate(transaction, 'postgresql', (settings.clock ?? systemClock).now());
    });
  } catch (error) {
    await database.destroy();
    throw toPostgresError(error);
  }
  return new PostgresEngine(pool, database, new WorkNotices(pool, () => new pg.Client(config)), settings);
}

/** The pool waits for it before anybody gets the connection. */
const prepareConnection: (client: ClientBase) => unknown = async (client) => {
  // A connection that is cut while nobody uses it fails its next user, and nobody else.
  client.on('error', () => undefined);
  await client.query(KEEP_COMMITS);
};

/** A commit is on disk when it is answered, whatever the server's own setting; a stricter one stays. */
const KEEP_COMMITS = `select set_config('synchronous_commit', 'on', false)
  where current_setting('synchronous_commit') = 'off'`;

/** Rolls back, and carries the finding past Kysely. */
class NotMade extends Error {
  readonly result: CommitResult;

  constructor(result: CommitResult) {
    super('not made');
    this.result = result;
  }
}

class PostgresEngine implements Engine {
  readonly dialect: SqlDialect;
  readonly readsWait = false;
  readonly #database: Kysely<Tables>;
  readonly #groups: CommitGroups;
  readonly #notices: WorkNotices;
  readonly #random: RandomSource;

  constructor(pool: Pool, database: Kysely<Tables>, notices: WorkNotices, { clock, random }: PostgresSettings) {
    this.#groups = new CommitGroups(pool);
    this.#database = database;
    this.#notices = notices;
    this.#random = random;
    this.dialect = postgresDialect(clock);
  }

  async commit({ changes, hasEffect, run }: CommitWork): Promise<CommitResult> {
    try {
      if (!hasEffect && (await this.#groups.make(changes))) return { committed: true };
      return await this.write(async (transaction) => {
        const result = await run(transaction);
        if (!result.committed) throw new NotMade(result);
        return result;
      });
    } catch (error) {
      if (error instanceof NotMade) return error.result;
      throw toPostgresError(error);
    }
  }

  /**
   * At the level `read committed`: every statement guards what it changes by the row itself, which stays locked, so
   * commits that touch the same rows are made one after the other.
   */
  async write<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#database.transaction().setIsolationLevel('read committed').execute(work);
      } catch (error) {
        if (!isCollision(error) || tries === MOST_TRIES) throw toPostgresError(error);
        await systemClock.sleep(this.#random.next() * FIRST_PAUSE_MS * 2 ** tries);
      }
    }
  }

  async read<Result>(query: (database: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    try {
      return await query(this.#database);
    } catch (error) {
      throw toPostgresError(error);
    }
  }

  announce(): void {
    this.#notices.announce();
  }

  changed(signal: AbortSignal): Promise<void> {
    return this.#notices.changed(signal);
  }

  async close(): Promise<void> {
    await this.#notices.close();
    await this.#database.destroy();
  }
}
