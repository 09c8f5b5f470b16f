import { addMoney, compareDecimals } from '@paymux/core';
import type { Change } from '@paymux/orchestration';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Transaction,
} from 'kysely';
import { columnText } from '../column-text.js';
import { bookKey, inOneOrder } from '../commit/amount-changes.js';
import { makeChange } from '../commit/make-changes.js';
import { rowName } from '../commit/row-name.js';
import type { BookEntry, BookKey, SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { postgresDialect } from './postgres-dialect.js';

/** A statement with its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** A commit as the statements that it consists of. */
export interface RecordedCommit {
  /** What it changes besides amounts. Each has to change one row. */
  readonly queries: readonly CompiledQuery[];
  /** Names of the rows that it touches. */
  readonly rows: readonly string[];
  readonly books: readonly BookEntry[];
  readonly totals: readonly TotalEntry[];
  readonly bounds: readonly Bound[];
}

interface TotalEntry {
  readonly total: string;
  readonly by: string;
}

/** What is added to a book or to a total. */
interface Step {
  /** The name of that book or total. */
  readonly name: string;
  readonly by: string;
  readonly book?: BookKey;
  readonly total?: string;
}

/** What an amount must not pass, and which way it would. */
interface Bound {
  /** The name of a book or total. */
  readonly amount: string;
  readonly sense: 'at_least' | 'at_most';
  readonly limit: string;
}

/** Writes down the very statements that would be run one after the other. */
export async function recordCommit(changes: readonly Change[], first: number): Promise<RecordedCommit> {
  const queries: CompiledQuery[] = [];
  const books: BookEntry[] = [];
  const totals: TotalEntry[] = [];
  const collecting: SqlDialect = {
    ...postgresDialect(undefined),
    addToBooks: async (_transaction, entries) => {
      books.push(...entries);
      return [];
    },
    addToTotal: async (_transaction, total, by) => {
      totals.push({ total, by });
      return '0';
    },
  };
  const recorder = recordingDatabase(queries);
  for (const change of changes) await makeChange(recorder, collecting, change);
  const rows = changes.map((change, index) => rowName(change, first + index));
  return { queries, rows, books, totals, bounds: changes.flatMap(boundsOf) };
}

/**
 * Makes one statement of several commits: one round trip, and one commit of the database. It undoes itself unless every
 * query has changed its row and every bound holds; nobody knows then whose fault it was.
 *
 * Answers undefined for what one statement cannot do: touch a row twice, or bound an amount that goes up and down.
 */
export async function toOneStatement(commits: readonly RecordedCommit[]): Promise<Statement | undefined> {
  const rows = commits.flatMap((commit) => commit.rows);
  if (rows.length === 0 || new Set(rows).size < rows.length) return undefined;
  const steps = commits.flatMap(({ books, totals }): readonly Step[] => [
    ...books.map((book) => ({ name: bookName(book), by: book.by, book })),
    ...totals.map(({ total, by }) => ({ name: totalName(total), by, total })),
  ]);
  const sums = new Map<string, Step>();
  for (const step of steps) {
    sums.set(step.name, { ...step, by: addDecimals(sums.get(step.name)?.by ?? '0', step.by) });
  }
  const bounds = commits.flatMap((commit) => commit.bounds);
  for (const { amount, sense } of bounds) {
    // The last state is the worst one only if every step goes towards the bound.
    const taken = steps.filter(({ name }) => name === amount);
    if (taken.length > 1 && taken.some(({ by }) => compareDecimals(by, '0') === (sense === 'at_least' ? 1 : -1))) {
      return undefined;
    }
  }

  const queries: CompiledQuery[] = [];
  const recorder = recordingDatabase(queries);
  const dialect = postgresDialect(undefined);
  const parts = new Parts();
  for (const query of commits.flatMap((commit) => commit.queries)) parts.change(query);
  // Amounts last, all at once and in one order, so that no two commits wait for each other.
  const summed = [...sums.values()];
  const books = inOneOrder(summed.flatMap(({ book, by }) => (book === undefined ? [] : [{ ...book, by }])));
  if (books.length > 0) await dialect.addToBooks(recorder, books);
  for (const query of queries.splice(0)) parts.add('books', query);
  const totals = summed.flatMap(({ total, by }) => (total === undefined ? [] : [{ total, by }]));
  totals.sort((left, right) => (left.total < right.total ? -1 : 1));
  for (const { total, by } of totals) await dialect.addToTotal(recorder, total, by);
  for (const [index, query] of queries.splice(0).entries()) parts.add(`total${index}`, query);

  for (const { amount, sense, limit } of bounds) {
    const outside = `amount ${sense === 'at_least' ? '<' : '>'}`;
    const book = sums.get(amount)?.book;
    if (book === undefined) {
      const index = totals.findIndex(({ total }) => totalName(total) === amount);
      parts.require(`not exists (select from total${index} where ${outside} $1::numeric)`, [limit]);
    } else {
      parts.require(
        `not exists (select from books
        where account = $1 and currency = $2 and book = $3 and ${outside} $4::numeric)`,
        [book.account, book.currency, book.book, limit],
      );
    }
  }
  return parts.statement();
}

function boundsOf(change: Change): readonly Bound[] {
  if (change.change === 'total_add') {
    const amount = totalName(columnText(change.total));
    return change.atMost === undefined ? [] : [{ amount, sense: 'at_most', limit: change.atMost }];
  }
  if (change.change !== 'transfer') return [];
  const key = bookKey(change.transfer);
  const { availableAtLeast, heldAtMost } = change.bounds ?? {};
  const bounds: Bound[] = [];
  if (availableAtLeast !== undefined) {
    bounds.push({ amount: bookName({ ...key, book: 'available' }), sense: 'at_least', limit: availableAtLeast });
  }
  if (heldAtMost !== undefined) {
    bounds.push({ amount: bookName({ ...key, book: 'held' }), sense: 'at_most', limit: heldAtMost });
  }
  return bounds;
}

function bookName({ account, currency, book }: BookKey): string {
  return JSON.stringify(['book', account, currency, book]);
}

function totalName(total: string): string {
  return JSON.stringify(['total', total]);
}

function addDecimals(left: string, right: string): string {
  return addMoney({ amount: left, currency: 'ANY' }, { amount: right, currency: 'ANY' }).amount;
}

interface ChangingQuery {
  readonly sql: string;
  readonly rows: (readonly unknown[])[];
}

/** The parts of a statement. Inserts into one table become one insert of several rows. */
class Parts {
  readonly #changing: ChangingQuery[] = [];
  readonly #answering: { readonly name: string; readonly query: CompiledQuery }[] = [];
  readonly #required: { readonly condition: string; readonly values: readonly unknown[] }[] = [];

  /** A query that has to change one row. */
  change({ sql, parameters }: CompiledQuery): void {
    const alike = sql.startsWith('insert into') ? this.#changing.find((query) => query.sql === sql) : undefined;
    if (alike === undefined) this.#changing.push({ sql, rows: [parameters] });
    else alike.rows.push(parameters);
  }

  /** A query that answers rows. */
  add(name: string, query: CompiledQuery): void {
    this.#answering.push({ name, query });
  }

  /** What has to hold. */
  require(condition: string, values: readonly unknown[]): void {
    this.#required.push({ condition, values });
  }

  statement(): Statement {
    const values: unknown[] = [];
    const numbered = (text: string, parameters: readonly unknown[]): string => {
      const before = values.length;
      values.push(...parameters);
      return text.replace(/\$(\d+)/g, (_match, number: string) => `$${Number(number) + before}`);
    };
    const queries = [
      ...this.#changing.map(({ sql, rows }, index) => {
        const [first = [], ...others] = rows;
        const head = numbered(sql, first);
        const more = others.map((row) => `, (${numbered(row.map((_, at) => `$${at + 1}`).join(', '), row)})`);
        return `change${index} as (${head.replace(/values \([^)]*\)/, (list) => list + more.join(''))} returning 1)`;
      }),
      ...this.#answering.map(({ name, query }) => `${name} as (${numbered(query.sql, query.parameters)})`),
    ];
    const conditions = [
      'true',
      ...this.#changing.map(({ rows }, index) => `(select count(*) from change${index}) = ${rows.length}`),
      ...this.#required.map(({ condition, values: given }) => numbered(condition, given)),
    ];
    return { text: `with ${queries.join(', ')} select paymux_all_made(${conditions.join(' and ')})`, values };
  }
}

/** A database that runs nothing: it keeps every query, and says that it has changed a row. */
function recordingDatabase(queries: CompiledQuery[]): Transaction<Tables> {
  const connection: DatabaseConnection = {
    executeQuery: async (query) => {
      queries.push(query);
      return { rows: [{} as never], numAffectedRows: 1n };
    },
    streamQuery: () => {
      throw new Error('Changes do not stream.');
    },
  };
  const nothing = async (): Promise<void> => undefined;
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: nothing,
    releaseConnection: nothing,
    destroy: nothing,
  };
  const database: unknown = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (database: Kysely<unknown>) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  // What makes changes asks for nothing that a transaction has beyond it.
  return database as Transaction<Tables>;
}
