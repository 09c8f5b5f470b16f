import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import pg from 'pg';
import { createFakeClock } from '@paymux/core/testing';
import type { Engine } from '../src/engine.js';
import { lookUpStatement } from '../src/postgres/look-ups.js';
import { postgresDialect } from '../src/postgres/postgres-dialect.js';
import { dueClaimText } from '../src/postgres/row-claims.js';
import { claimRows } from '../src/sqlite/claim-rows.js';
import { sqliteDialect } from '../src/sqlite/sqlite-dialect.js';
import { findRecord } from '../src/query/record-key.js';
import type { SqliteHandle } from '../src/index.js';
import type { Tables } from '../src/tables.js';

/** Asks a database how it would run a statement. */
export type Explain = (statement: string, parameters: readonly unknown[]) => Promise<readonly string[]>;

/** An engine that runs nothing: it keeps the plan of every statement that it is given, and finds no rows. */
export interface ExplainingEngine extends Engine {
  /** The plans since this was called last. */
  takePlans(): readonly string[];
}

export function explainOnSqlite(handle: SqliteHandle): Explain {
  return async (statement, parameters) =>
    (handle.prepare(`explain query plan ${statement}`).all(...parameters) as { readonly detail: string }[]).map(
      ({ detail }) => detail,
    );
}

export function explainOnPostgres(client: pg.Client): Explain {
  return async (statement, parameters) => {
    const { rows } = await client.query<Record<string, string>>(`explain ${statement}`, [...parameters]);
    return rows.map((row) => row['QUERY PLAN'] ?? '');
  };
}

export function explainingEngine(engine: 'sqlite' | 'postgresql', explain: Explain): ExplainingEngine {
  const plans: string[] = [];
  const connection: DatabaseConnection = {
    executeQuery: async ({ sql, parameters }: CompiledQuery) => {
      plans.push(...(await explain(sql, parameters)));
      return { rows: [] };
    },
    streamQuery: () => {
      throw new Error('Nothing streams.');
    },
  };
  const nothing = async (): Promise<void> => undefined;
  const kysely: Dialect = {
    createAdapter: () => (engine === 'sqlite' ? new SqliteAdapter() : new PostgresAdapter()),
    createDriver: () => ({
      init: nothing,
      acquireConnection: async () => connection,
      beginTransaction: nothing,
      commitTransaction: nothing,
      rollbackTransaction: nothing,
      releaseConnection: nothing,
      destroy: nothing,
    }),
    createIntrospector: (database: Kysely<unknown>) =>
      engine === 'sqlite' ? new SqliteIntrospector(database) : new PostgresIntrospector(database),
    createQueryCompiler: () => (engine === 'sqlite' ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
  };
  const database = new Kysely<Tables>({ dialect: kysely });
  const dialect = engine === 'sqlite' ? sqliteDialect(createFakeClock()) : postgresDialect(undefined);
  return {
    dialect,
    commit: ({ run }) => database.transaction().execute(run),
    claim: async (kind, options) => {
      if (engine === 'sqlite') return claimRows(database, dialect, kind, options);
      plans.push(...(await explain(dueClaimText(kind, false), [options.limit, options.leaseMs])));
      return [];
    },
    find: async (key) => {
      if (engine === 'sqlite') return findRecord(database, engine, key);
      const { text, values } = lookUpStatement([key]);
      plans.push(...(await explain(text, values)));
      return undefined;
    },
    write: (work) => database.transaction().execute(work),
    read: (query) => query(database),
    readsWait: false,
    announce: () => undefined,
    changed: nothing,
    close: nothing,
    takePlans: () => plans.splice(0),
  };
}
