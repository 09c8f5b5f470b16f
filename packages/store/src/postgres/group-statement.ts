import { addMoney, hexDigest } from '@paymux/core';
import type { Change } from '@paymux/orchestration';
import { columnText } from '../column-text.js';
import { bookEntries, bookKey, inOneOrder } from '../commit/amount-changes.js';
import { writesOf } from '../commit/make-changes.js';
import { rowName } from '../commit/row-name.js';
import {
  type ColumnValue,
  givenText,
  insertText,
  quoted,
  type RowWrite,
  updateText,
  type WriteShape,
} from '../commit/row-write.js';
import type { BookEntry, BookKey, SqlDialect } from '../engine.js';
import { arrayParameter, type ElementType } from './array-parameter.js';

/** A statement with its parameters, by whose name a connection knows it. */
export interface Statement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: Buffer[];
}

/** A commit as what it writes. */
export interface WrittenCommit {
  readonly writes: readonly RowWrite[];
  /** Names of the rows that it touches, besides amounts. */
  readonly rows: readonly string[];
  readonly books: readonly BookEntry[];
  readonly totals: readonly TotalEntry[];
  readonly bounds: readonly Bound[];
}

interface TotalEntry {
  readonly total: string;
  readonly by: string;
}

/** What a book or a total must not pass, and which way it would. */
interface Bound {
  readonly of: BookKey | string;
  readonly sense: 'at_least' | 'at_most';
  readonly limit: string;
}

/** What a group adds to one book or total. */
interface Sum {
  readonly of: BookKey | string;
  by: string;
  steps: number;
  /** What is added, without what is taken away. */
  up: string;
  /** What is taken away, below zero. */
  down: string;
}

/** Integers among the columns; amounts are decimals, and everything else is text. */
const INTEGERS = new Set([
  'at',
  'count',
  'created_at',
  'done_at',
  'due_at',
  'expires_at',
  'fence',
  'lease_until',
  'number',
  'received_at',
  'requested_at',
  'revision',
]);

/** @param first - A number for the first change; each has its own. */
export function writtenCommit(changes: readonly Change[], first: number, dialect: SqlDialect): WrittenCommit {
  return {
    writes: changes.flatMap((change) => writesOf(change, dialect)),
    rows: changes.map((change, index) => rowName(change, first + index)),
    books: changes.flatMap((change) => (change.change === 'transfer' ? bookEntries(change) : [])),
    totals: changes.flatMap((change) =>
      change.change === 'total_add' ? [{ total: columnText(change.total), by: change.by }] : [],
    ),
    bounds: changes.flatMap(boundsOf),
  };
}

function boundsOf(change: Change): readonly Bound[] {
  if (change.change === 'total_add') {
    const { atMost, total } = change;
    return atMost === undefined ? [] : [{ of: columnText(total), sense: 'at_most', limit: atMost }];
  }
  if (change.change !== 'transfer') return [];
  const key = bookKey(change.transfer);
  const { availableAtLeast, heldAtMost } = change.bounds ?? {};
  const bounds: Bound[] = [];
  if (availableAtLeast !== undefined) {
    bounds.push({ of: { ...key, book: 'available' }, sense: 'at_least', limit: availableAtLeast });
  }
  if (heldAtMost !== undefined) bounds.push({ of: { ...key, book: 'held' }, sense: 'at_most', limit: heldAtMost });
  return bounds;
}

/**
 * Makes one statement of commits that touch no row twice: one round trip, and one commit of the database. It undoes
 * itself unless every write has changed its row and every bound holds; nobody knows then whose fault it was.
 *
 * Its text follows from the kinds of writes alone, and has one array for each column, so connections keep it prepared.
 */
export function groupStatement(commits: readonly WrittenCommit[]): Statement {
  const rowsByShape = new Map<WriteShape, (readonly ColumnValue[])[]>();
  // Rows in one order, so that no two groups wait for each other.
  const ordered = [...commits].sort(({ rows: [left = ''] }, { rows: [right = ''] }) => (left < right ? -1 : 1));
  for (const { writes } of ordered) {
    for (const { shape, values } of writes) {
      const rows = rowsByShape.get(shape);
      if (rows === undefined) rowsByShape.set(shape, [values]);
      else rows.push(values);
    }
  }
  const shapes = [...rowsByShape].sort(([left], [right]) => (left.key < right.key ? -1 : 1));
  const { bookBounds, books, totalBounds, totals } = amountsOf(commits);
  const values = [
    ...shapes.flatMap(([shape, rows]) => columnArrays(typesOf(shape), rows)),
    // Amounts last, and in one order, too.
    ...columnArrays(BOOK_TYPES, books),
    ...columnArrays(TOTAL_TYPES, totals),
    ...columnArrays(BOOK_BOUND_TYPES, bookBounds),
    ...columnArrays(TOTAL_BOUND_TYPES, totalBounds),
  ];
  const kinds = {
    shapes: shapes.map(([shape]) => shape),
    books: books.length > 0,
    totals: totals.length > 0,
    bookBounds: bookBounds.length > 0,
    totalBounds: totalBounds.length > 0,
  };
  return { ...textOf(kinds), values };
}

type Rows = readonly (readonly ColumnValue[])[];

/** What is added to amounts, and the least and the most that they may be then. */
interface Amounts {
  readonly books: Rows;
  readonly totals: Rows;
  readonly bookBounds: Rows;
  readonly totalBounds: Rows;
}

const TEXT: ElementType = 'text';
const BOOK_TYPES: readonly ElementType[] = [TEXT, TEXT, TEXT, TEXT];
const TOTAL_TYPES: readonly ElementType[] = [TEXT, TEXT];
const BOOK_BOUND_TYPES: readonly ElementType[] = [TEXT, TEXT, TEXT, TEXT, TEXT];
const TOTAL_BOUND_TYPES: readonly ElementType[] = [TEXT, TEXT, TEXT];

function amountsOf(commits: readonly WrittenCommit[]): Amounts {
  const sums = new Map<string, Sum>();
  for (const { books, totals } of commits) {
    for (const entry of books) addTo(sums, bookName(entry), entry, entry.by);
    for (const { by, total } of totals) addTo(sums, totalName(total), total, by);
  }
  const books: (BookKey & { readonly by: string })[] = [];
  const totals: [string, string][] = [];
  for (const { by, of } of sums.values()) {
    if (typeof of === 'string') totals.push([of, by]);
    else books.push({ account: of.account, currency: of.currency, book: of.book, by });
  }
  const bookBounds = new Map<string, readonly ColumnValue[]>();
  const totalBounds = new Map<string, readonly ColumnValue[]>();
  for (const { of, sense, limit } of commits.flatMap(({ bounds }) => bounds)) {
    const sum = sums.get(typeof of === 'string' ? totalName(of) : bookName(of));
    const limits = sense === 'at_least' ? [strictly(limit, sum, 'up'), null] : [null, strictly(limit, sum, 'down')];
    if (typeof of === 'string') totalBounds.set(JSON.stringify([of, limits]), [of, ...limits]);
    else bookBounds.set(JSON.stringify([bookName(of), limits]), [of.account, of.currency, of.book, ...limits]);
  }
  return {
    books: inOneOrder(books).map(({ account, book, by, currency }) => [account, currency, book, by]),
    totals: totals.sort(([left], [right]) => (left < right ? -1 : 1)),
    bookBounds: [...bookBounds.values()],
    totalBounds: [...totalBounds.values()],
  };
}

function addTo(sums: Map<string, Sum>, name: string, of: BookKey | string, by: string): void {
  const side = by.startsWith('-') ? 'down' : 'up';
  const sum = sums.get(name);
  if (sum === undefined) {
    sums.set(name, { of, by, steps: 1, up: '0', down: '0', [side]: by });
    return;
  }
  sum.by = addDecimals(sum.by, by);
  sum.steps += 1;
  sum[side] = addDecimals(sum[side], by);
}

/**
 * What the amount must be in the end so that a limit holds in between, whichever step comes last: steps the other way
 * are thought away. Where that asks for too much, the commits are made one by one.
 */
function strictly(limit: string, sum: Sum | undefined, otherWay: 'up' | 'down'): string {
  return sum === undefined || sum.steps === 1 ? limit : addDecimals(limit, sum[otherWay]);
}

function columnArrays(types: readonly ElementType[], rows: Rows): readonly Buffer[] {
  if (rows.length === 0) return [];
  return types.map((type, index) =>
    arrayParameter(
      type,
      rows.map((row) => row[index] ?? null),
    ),
  );
}

function typesOf({ by, columns, kind }: WriteShape): readonly ElementType[] {
  const names = kind === 'update' ? [...columns, ...by] : columns;
  return names.map((name) => (INTEGERS.has(name) ? 'bigint' : 'text'));
}

/** Of what a group consists, apart from values. */
interface Kinds {
  readonly shapes: readonly WriteShape[];
  readonly books: boolean;
  readonly totals: boolean;
  readonly bookBounds: boolean;
  readonly totalBounds: boolean;
}

/** Statements that each connection keeps prepared. */
const MOST_PREPARED = 200;
const texts = new Map<string, Pick<Statement, 'name' | 'text'>>();

function textOf(kinds: Kinds): Pick<Statement, 'name' | 'text'> {
  const { bookBounds, books, shapes, totalBounds, totals } = kinds;
  const key = JSON.stringify([shapes.map((shape) => shape.key), books, totals, bookBounds, totalBounds]);
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = writeText(kinds);
  if (texts.size >= MOST_PREPARED) return { name: undefined, text };
  const statement = { name: `paymux_${hexDigest('sha256', text).slice(0, 32)}`, text };
  texts.set(key, statement);
  return statement;
}

function writeText({ bookBounds, books, shapes, totalBounds, totals }: Kinds): string {
  let used = 0;
  /** The rows that the next parameters hold, as columns c0, c1 …. */
  const given = (types: readonly ElementType[]): string => {
    const arrays = types.map((type) => `$${(used += 1)}::${type}[]`);
    return `unnest(${arrays.join(', ')}) as given (${types.map((_, index) => `c${index}`).join(', ')})`;
  };
  const parts: string[] = [];
  const conditions: string[] = [];
  for (const [index, shape] of shapes.entries()) {
    const types = typesOf(shape);
    const rows = `cardinality($${used + 1}::${types[0] ?? 'text'}[])`;
    parts.push(`write${index} as (${shapeText(shape, given(types))} returning 1)`);
    conditions.push(`(select count(*) from write${index}) = ${rows}`);
  }
  if (books) {
    parts.push(`books as (insert into paymux_balances (account, currency, book, amount)
      select c0, c1, c2, c3::numeric from ${given(BOOK_TYPES)}
      on conflict (account, book, currency) do update set amount = paymux_balances.amount + excluded.amount
      returning account, currency, book, amount)`);
  }
  if (totals) {
    parts.push(`totals as (insert into paymux_totals (total, amount)
      select c0, c1::numeric from ${given(TOTAL_TYPES)}
      on conflict (total) do update set amount = paymux_totals.amount + excluded.amount
      returning total, amount)`);
  }
  if (bookBounds) {
    conditions.push(`not exists (select from ${given(BOOK_BOUND_TYPES)} join books
      on account = c0 and currency = c1 and book = c2 where amount < c3::numeric or amount > c4::numeric)`);
  }
  if (totalBounds) {
    conditions.push(`not exists (select from ${given(TOTAL_BOUND_TYPES)} join totals
      on total = c0 where amount < c1::numeric or amount > c2::numeric)`);
  }
  return `with ${parts.join(', ')} select paymux_all_made(${['true', ...conditions].join(' and ')})`;
}

function shapeText(shape: WriteShape, given: string): string {
  const { by, columns, kind } = shape;
  const value = (name: string, index: number): string =>
    givenText(shape, name, `given.c${index}${name === 'amount' ? '::numeric' : ''}`);
  if (kind !== 'update') return insertText(shape, `select ${columns.map(value).join(', ')} from ${given}`);
  return updateText(shape, {
    row: 'kept',
    value: (index) => value(columns[index] ?? '', index),
    from: ` from ${given}`,
    guards: by.map((name, index) => `kept.${quoted(name)} = given.c${columns.length + index}`),
  });
}

function bookName({ account, currency, book }: BookKey): string {
  return `book\n${account}\n${currency}\n${book}`;
}

function totalName(total: string): string {
  return `total\n${total}`;
}

function addDecimals(left: string, right: string): string {
  return addMoney({ amount: left, currency: 'ANY' }, { amount: right, currency: 'ANY' }).amount;
}
