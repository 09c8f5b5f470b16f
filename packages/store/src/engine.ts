import type { Change, Claimed, ClaimOptions, CommitResult, DueRows } from '@paymux/orchestration';
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { EngineName } from './migrations/migration.js';
import type { RecordKey } from './query/record-key.js';
import type { Tables } from './tables.js';

/** One book of one account and asset. */
export interface BookKey {
  readonly account: string;
  readonly book: string;
  readonly currency: string;
}

/** An amount that goes to a book; below zero if it leaves it. */
export interface BookEntry extends BookKey {
  readonly by: string;
}

/** What is in a book. */
export interface BookAmount extends BookKey {
  readonly amount: string;
}

/** An instant so many milliseconds after the present one of the database. */
export interface FromNow {
  readonly fromNowMs: number;
}

/** Everything in which the statements of the two engines differ. */
export interface SqlDialect {
  readonly engine: EngineName;
  /** The present instant by the store's clock, in milliseconds. */
  now(): RawBuilder<number>;
  /** When a lease ends that begins now, by the store's clock. */
  leaseEnd(leaseMs: number): number | FromNow;
  /** Takes the books and totals of a commit in one order, so that two commits never wait for each other. */
  lockAmounts(transaction: Transaction<Tables>, books: readonly BookKey[], totals: readonly string[]): Promise<void>;
  /** Books amounts, exactly, and answers what is in those books then. */
  addToBooks(transaction: Transaction<Tables>, entries: readonly BookEntry[]): Promise<readonly BookAmount[]>;
  /** Adds to a running total, exactly, and answers what it is then. */
  addToTotal(transaction: Transaction<Tables>, total: string, by: string): Promise<string>;
  /** A number that no change has yet which can be seen by now, and below which no change can appear any more. */
  changeHead(): RawBuilder<number>;
  /** The exact sum of a column of amounts, or the amount itself where the engine cannot add exactly. */
  readonly sumsExactly: boolean;
  /** Whether a row was refused because a unique name is in use, or because what it belongs to does not exist. */
  violation(error: unknown): 'unique' | 'foreign_key' | undefined;
}

/** A commit that is to be made. */
export interface CommitWork {
  readonly changes: readonly Change[];
  /** Whether something else happens in its transaction, which no other commit shares then. */
  readonly hasEffect: boolean;
  /** Makes the changes one after the other, or finds that they cannot be made. */
  run(transaction: Transaction<Tables>): Promise<CommitResult>;
}

/** A database that is open. Its methods throw `StoreUnavailableError` where it cannot be reached. */
export interface Engine {
  readonly dialect: SqlDialect;
  /** Makes a commit, or rolls back where `work` answers that it is none. */
  commit(work: CommitWork): Promise<CommitResult>;
  /** A transaction of our own that changes rows. */
  write<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result>;
  /** Leases due rows, or one row by its id: two claims never get the same row. */
  claim<Kind extends keyof DueRows>(kind: Kind, options: ClaimOptions): Promise<readonly Claimed<DueRows[Kind]>[]>;
  /** The text of one record. */
  find(key: RecordKey): Promise<string | undefined>;
  read<Result>(query: (database: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** Whether reads wait for an open transaction, because there is one connection for both. */
  readonly readsWait: boolean;
  /** Says that work may have become due. */
  announce(): void;
  changed(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
