import type { Clock } from '@paymux/core';
import { type Claimed, type ClaimOptions, type DueRows, fromRecordText } from '@paymux/orchestration';
import type { Pool } from 'pg';
import { columnText } from '../column-text.js';
import { dueTable } from '../due/due-tables.js';
import { PRESENT_INSTANT } from '../due/present-instant.js';
import { arrayParameter } from './array-parameter.js';
import { Together } from './together.js';

interface ClaimedRow {
  readonly id: string;
  readonly due_at: number | null;
  readonly fence: number;
  readonly record: string;
}

/** Leases rows: claims of one kind that are made at the same time by one statement, which deals its rows out to them. */
export class RowClaims {
  readonly #pool: Pool;
  readonly #clock: Clock | undefined;
  readonly #byId = new Map<string, Together<string, readonly ClaimedRow[]>>();
  readonly #due = new Map<string, Together<number, readonly ClaimedRow[]>>();

  constructor(pool: Pool, clock: Clock | undefined) {
    this.#pool = pool;
    this.#clock = clock;
  }

  async claim<Kind extends keyof DueRows>(
    kind: Kind,
    { id, leaseMs, limit }: ClaimOptions,
  ): Promise<readonly Claimed<DueRows[Kind]>[]> {
    const name = `${kind} ${leaseMs}`;
    const claimed =
      id === undefined
        ? await known(this.#due, name, () => new Together((limits) => this.#claimDue(kind, limits, leaseMs))).ask(limit)
        : await known(this.#byId, name, () => new Together((ids) => this.#claimNamed(kind, ids, leaseMs))).ask(
            columnText(id),
          );
    return claimed.map(({ fence, record }) => ({ row: fromRecordText<DueRows[Kind]>(record), fence }));
  }

  async #claimDue(
    kind: keyof DueRows,
    limits: readonly number[],
    leaseMs: number,
  ): Promise<readonly (readonly ClaimedRow[])[]> {
    const limit = limits.reduce((sum, each) => sum + each, 0);
    const rows = await this.#run(`paymux due ${kind}`, dueClaimText(kind, this.#clock !== undefined), leaseMs, limit);
    rows.sort((left, right) => (left.due_at ?? 0) - (right.due_at ?? 0) || (left.id < right.id ? -1 : 1));
    return limits.map((each) => rows.splice(0, each));
  }

  async #claimNamed(
    kind: keyof DueRows,
    ids: readonly string[],
    leaseMs: number,
  ): Promise<readonly (readonly ClaimedRow[])[]> {
    const named = arrayParameter('text', [...new Set(ids)]);
    const rows = await this.#run(
      `paymux claim ${kind}`,
      namedClaimText(kind, this.#clock !== undefined),
      leaseMs,
      named,
    );
    const claimed = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = claimed.get(id);
      // Who asks for the same row at the same time comes too late.
      claimed.delete(id);
      return row === undefined ? [] : [row];
    });
  }

  async #run(name: string, text: string, leaseMs: number, what: number | Buffer): Promise<ClaimedRow[]> {
    const values = [what, leaseMs, ...(this.#clock === undefined ? [] : [this.#clock.now().getTime()])];
    return (await this.#pool.query<ClaimedRow>({ name, text, values })).rows;
  }
}

/** Leases the `$1` rows that are due longest for `$2` milliseconds, from the store's own instant or from `$3`. */
export function dueClaimText(kind: keyof DueRows, hasClock: boolean): string {
  const now = nowText(hasClock);
  return claimText(
    kind,
    `select id from ${dueTable(kind)}
      where (lease_until is null or lease_until <= ${now}) and due_at is not null and due_at <= ${now}
      order by due_at, id limit $1::bigint for update skip locked`,
    now,
  );
}

/** Leases the rows whose ids are `$1`, whether or not they are due, in the same way. */
export function namedClaimText(kind: keyof DueRows, hasClock: boolean): string {
  const now = nowText(hasClock);
  return claimText(
    kind,
    `select id from ${dueTable(kind)}
      where id = any($1::text[]) and (lease_until is null or lease_until <= ${now})
      order by id for update skip locked`,
    now,
  );
}

/** The ids as an array, because a subquery with a limit may be asked again for each row. */
function claimText(kind: keyof DueRows, ids: string, now: string): string {
  return `update ${dueTable(kind)} set lease_until = ${now} + $2::bigint, fence = fence + 1
    where id = any(array(${ids})) returning id, due_at, fence, record`;
}

function nowText(hasClock: boolean): string {
  return hasClock ? '$3::bigint' : PRESENT_INSTANT;
}

function known<Value>(values: Map<string, Value>, name: string, make: () => Value): Value {
  const value = values.get(name) ?? make();
  values.set(name, value);
  return value;
}
