import { FIRST_FENCE } from '@paymux/orchestration';
import { CompiledQuery, type Insertable, type Selectable, type Transaction } from 'kysely';
import { PRESENT_INSTANT } from '../due/present-instant.js';
import type { FromNow } from '../engine.js';
import type { EngineName } from '../migrations/migration.js';
import type { Tables } from '../tables.js';
import type { Made } from './made.js';

/** What a column is given. */
export type ColumnValue = string | number | null;

/**
 * A write without its values. All writes of one shape are one object, can be made by one statement, and differ in
 * nothing but what its parameters are.
 */
export interface WriteShape {
  /** Unlike that of any other shape. */
  readonly key: string;
  /**
   * `insert` adds a row unless its name is in use, `put` replaces the row that has its name, and `update` changes the row
   * that is found by all of `by`.
   */
  readonly kind: 'insert' | 'put' | 'update';
  readonly table: keyof Tables;
  readonly columns: readonly string[];
  readonly by: readonly string[];
  /**
   * Whether the row `ends` a lease that it has to have, or has one that ends so many milliseconds after the present
   * instant of the database.
   */
  readonly lease?: 'ends' | 'from_now' | undefined;
}

/** One row that is to be written. */
export interface RowWrite {
  readonly shape: WriteShape;
  /** Of `columns`, then of what an update goes `by`. */
  readonly values: readonly ColumnValue[];
}

type Row<Table extends keyof Tables> = Insertable<Tables[Table]>;
type Guards<Table extends keyof Tables> = Partial<Selectable<Tables[Table]>>;

/** Writes a row down, once. */
export function insertRow<Table extends keyof Tables>(table: Table, row: Row<Table>): RowWrite {
  return write('insert', table, row, {});
}

/** Writes a row down, once, leased until `end` if given. */
export function insertDue<Table extends 'paymux_payouts' | 'paymux_payments'>(
  table: Table,
  row: Row<Table>,
  end: number | FromNow | undefined,
): RowWrite {
  if (end === undefined) return insertRow(table, row);
  const isInstant = typeof end === 'number';
  const leased = { ...row, lease_until: isInstant ? end : end.fromNowMs, fence: FIRST_FENCE };
  return write('insert', table, leased, {}, isInstant ? undefined : 'from_now');
}

/** Writes a row down, or replaces the one that has the same values in the columns `by`. */
export function putRow<Table extends keyof Tables, By extends Guards<Table>>(
  table: Table,
  row: Omit<Row<Table>, keyof By>,
  by: By,
): RowWrite {
  const { shape, values } = write('put', table, { ...row, ...by }, by);
  return { shape, values: values.slice(0, shape.columns.length) };
}

/**
 * Changes the row that has all of the values `by`.
 *
 * @param fence - Of the lease that the row must have, and that ends.
 */
export function updateRow<Table extends keyof Tables>(
  table: Table,
  set: Partial<Row<Table>>,
  by: Guards<Table>,
  fence?: number,
): RowWrite {
  return fence === undefined ? write('update', table, set, by) : write('update', table, set, { ...by, fence }, 'ends');
}

const shapes = new Map<string, WriteShape>();

function write(
  kind: WriteShape['kind'],
  table: keyof Tables,
  set: object,
  by: object,
  lease?: WriteShape['lease'],
): RowWrite {
  const columns = Object.keys(set);
  const guards = Object.keys(by);
  const key = `${table} ${kind} ${columns.join()} ${guards.join()}${lease ?? ''}`;
  let shape = shapes.get(key);
  if (shape === undefined) {
    shape = Object.freeze({ key, kind, table, columns, by: guards, lease });
    shapes.set(key, shape);
  }
  const values = [...(Object.values(set) as ColumnValue[]), ...(Object.values(by) as ColumnValue[])];
  // Found here, before it shares a statement: no column holds it, and each engine would keep something else.
  if (values.some((value) => typeof value === 'number' && !Number.isSafeInteger(value))) {
    throw new RangeError(`A row of ${table} has a number that is not whole, or an instant that is none.`);
  }
  return { shape, values };
}

/** Makes one write by itself, or finds why not. */
export async function makeWrite(
  transaction: Transaction<Tables>,
  engine: EngineName,
  { shape, values }: RowWrite,
): Promise<Made> {
  const { numAffectedRows } = await transaction.executeQuery(CompiledQuery.raw(textOf(shape, engine), [...values]));
  if (numAffectedRows !== 0n) return undefined;
  return shape.kind === 'update' ? 'stale' : 'taken';
}

const texts = { sqlite: new Map<WriteShape, string>(), postgresql: new Map<WriteShape, string>() };

function textOf(shape: WriteShape, engine: EngineName): string {
  const known = texts[engine].get(shape);
  if (known !== undefined) return known;
  const { by, columns, kind } = shape;
  const parameter = (index: number): string => (engine === 'sqlite' ? '?' : `$${index + 1}`);
  const text =
    kind === 'update'
      ? updateText(shape, {
          row: '',
          value: parameter,
          guards: by.map((name, index) => `${quoted(name)} = ${parameter(columns.length + index)}`),
        })
      : insertText(
          shape,
          `values (${columns.map((name, index) => givenText(shape, name, parameter(index))).join(', ')})`,
        );
  texts[engine].set(shape, text);
  return text;
}

/** What a column is given: `value`, or so many milliseconds from now. */
export function givenText({ lease }: WriteShape, column: string, value: string): string {
  return lease === 'from_now' && column === 'lease_until' ? `${PRESENT_INSTANT} + ${value}` : value;
}

/** An insert of what `source` answers: a list of values, or a query. */
export function insertText({ by, columns, kind, table }: WriteShape, source: string): string {
  const given = columns
    .filter((name) => !by.includes(name))
    .map((name) => `${quoted(name)} = excluded.${quoted(name)}`);
  const conflict = kind === 'put' ? `(${by.map(quoted).join(', ')}) do update set ${given.join(', ')}` : 'do nothing';
  return `insert into ${table} (${columns.map(quoted).join(', ')}) ${source} on conflict ${conflict}`;
}

/** An update of the row that satisfies `guards`, or of several that come `from` somewhere. */
export function updateText(
  { columns, lease, table }: WriteShape,
  {
    from = '',
    guards,
    row,
    value,
  }: {
    /** What the row goes by among the guards. */
    readonly row: string;
    readonly value: (index: number) => string;
    readonly from?: string | undefined;
    readonly guards: readonly string[];
  },
): string {
  const set = [
    ...columns.map((name, index) => `${quoted(name)} = ${value(index)}`),
    ...(lease === 'ends' ? ['lease_until = null'] : []),
  ];
  // Not as the condition of the index of leased rows, which would be searched then: few of its entries are alive.
  const held = lease === 'ends' ? [`${row === '' ? '' : `${row}.`}lease_until + 0 is not null`] : [];
  const renamed = row === '' ? '' : ` as ${row}`;
  return `update ${table}${renamed} set ${set.join(', ')}${from} where ${[...guards, ...held].join(' and ')}`;
}

/** Names as the engines take them literally. */
export function quoted(name: string): string {
  return `"${name}"`;
}
