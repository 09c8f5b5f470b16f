import { type Clock, MisconfiguredError, type RandomSource, systemClock } from '@paymux/core';
import type { Claimed, ClaimOptions, CommitResult, DueRows } from '@paymux/orchestration';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type { ClientBase, ClientConfig, CustomTypesConfig, Pool, types } from 'pg';
import type { CommitWork, Engine, SqlDialect } from '../engine.js';
import { migrate } from '../migrate.js';
import type { RecordKey } from '../query/record-key.js';
import type { Tables } from '../tables.js';
import { CommitGroups } from './commit-groups.js';
import { LookUps } from './look-ups.js';
import { postgresDialect } from './postgres-dialect.js';
import { isCollision, toPostgresError } from './postgres-errors.js';
import { RowClaims } from './row-claims.js';
import { WorkNotices } from './work-notices.js';

const CONNECT_MS = 10_000;
const LOCK_MS = 10_000;
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 5;
const MOST_COMMITS_UNDER_WAY = 4;
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
  await client.query(SETTINGS);
};

/**
 * Whatever the server's own settings are: a commit is on disk when it is answered (a stricter setting stays), statements
 * see what others have committed, and a prepared one is planned for the tables as they are, which may have been empty
 * when it was used first.
 */
const SETTINGS = `select
  set_config('synchronous_commit', case setting when 'off' then 'on' else setting end, false),
  set_config('default_transaction_isolation', 'read committed', false),
  set_config('plan_cache_mode', 'force_custom_plan', false)
  from current_setting('synchronous_commit') as setting`;

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
  readonly #lookUps: LookUps;
  readonly #rowClaims: RowClaims;
  readonly #notices: WorkNotices;
  readonly #random: RandomSource;

  constructor(pool: Pool, database: Kysely<Tables>, notices: WorkNotices, settings: PostgresSettings) {
    const { clock, maxConnections, random } = settings;
    this.dialect = postgresDialect(clock);
    this.#groups = new CommitGroups(pool, this.dialect, Math.min(maxConnections, MOST_COMMITS_UNDER_WAY));
    this.#lookUps = new LookUps(pool);
    this.#rowClaims = new RowClaims(pool, clock);
    this.#database = database;
    this.#notices = notices;
    this.#random = random;
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
    return this.#patiently(() => this.#database.transaction().execute(work));
  }

  async claim<Kind extends keyof DueRows>(
    kind: Kind,
    options: ClaimOptions,
  ): Promise<readonly Claimed<DueRows[Kind]>[]> {
    return this.#patiently(() => this.#rowClaims.claim(kind, options));
  }

  async find(key: RecordKey): Promise<string | undefined> {
    try {
      return await this.#lookUps.find(key);
    } catch (error) {
      throw toPostgresError(error);
    }
  }

  async read<Result>(query: (database: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    try {
      return await query(this.#database);
    } catch (error) {
      throw toPostgresError(error);
    }
  }

  /** Does it again, after a while, where another transaction was in the way. */
  async #patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isCollision(error) || tries === MOST_TRIES) throw toPostgresError(error);
        await systemClock.sleep(this.#random.next() * FIRST_PAUSE_MS * 2 ** tries);
      }
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
