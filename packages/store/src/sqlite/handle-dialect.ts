import { type RandomSource, systemClock } from '@paymux/core';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { isBusy } from './sqlite-errors.js';
import type { SqliteHandle, SqliteStatement } from './sqlite-handle.js';

/** With pauses of up to 20 ms and the handle's own patience of 100 ms, about twenty seconds. */
const MOST_TRIES = 200;
const LONGEST_PAUSE_MS = 20;
const MOST_STATEMENTS = 200;

/**
 * Kysely's dialect for one handle. Its transactions begin as writers: one that began as a reader could not be turned
 * into a writer once another process has written.
 */
export function handleDialect(handle: SqliteHandle, random: RandomSource): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new HandleDriver(new HandleConnection(handle, random)),
    createIntrospector: (database: Kysely<unknown>) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Hands out one connection, to one user at a time, in the order they asked. */
class HandleDriver implements Driver {
  readonly #connection: HandleConnection;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  constructor(connection: HandleConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {
    // The handle is open.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.control('begin immediate');
    this.#connection.inTransaction = true;
  }

  async commitTransaction(): Promise<void> {
    // A reader of another process may have to finish first; the transaction stays open until then.
    await this.#connection.control('commit');
    this.#connection.inTransaction = false;
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.inTransaction = false;
    this.#connection.rollBack();
  }

  async destroy(): Promise<void> {
    // Whoever opened the handle closes it.
  }
}

class HandleConnection implements DatabaseConnection {
  readonly #handle: SqliteHandle;
  readonly #random: RandomSource;
  readonly #statements = new Map<string, SqliteStatement>();
  inTransaction = false;

  constructor(handle: SqliteHandle, random: RandomSource) {
    this.#handle = handle;
    this.#random = random;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    // Who has begun to write is refused by nobody, and must not let others in between two statements.
    return this.inTransaction
      ? this.#run<Row>(sql, parameters)
      : this.#patiently(() => this.#run<Row>(sql, parameters));
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('The embedded store answers whole results only.');
  }

  async control(statement: string): Promise<void> {
    await this.#patiently(() => this.#run(statement, []));
  }

  rollBack(): void {
    try {
      this.#handle.exec('rollback');
    } catch {
      // The engine has rolled back already, as it does when the disk is full.
    }
  }

  #run<Row>(text: string, parameters: readonly unknown[]): QueryResult<Row> {
    const statement = this.#prepare(text);
    if (statement.reader) {
      const rows = statement.all(...parameters) as Row[];
      return { rows, numAffectedRows: BigInt(rows.length) };
    }
    return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) };
  }

  #prepare(text: string): SqliteStatement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#handle.prepare(text);
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    this.#statements.set(text, statement);
    return statement;
  }

  async #patiently<Result>(run: () => Result): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      try {
        return run();
      } catch (error) {
        if (!isBusy(error) || tries === MOST_TRIES) throw error;
        await systemClock.sleep(this.#random.next() * LONGEST_PAUSE_MS);
      }
    }
  }
}
