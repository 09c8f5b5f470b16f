import type { CommitResult } from '@paymux/orchestration';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { CommitWork } from '../engine.js';
import type { Tables } from '../tables.js';

/** One write to the disk serves so many commits at most. */
const MOST_TOGETHER = 256;

type Work<Result> = (transaction: Transaction<Tables>) => Promise<Result>;

interface Waiting {
  readonly work: Work<unknown>;
  /** Whether what was made is kept. */
  readonly keeps: (result: unknown) => boolean;
  /** Whether it has a transaction of its own. */
  readonly alone: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one transaction after the other. Commits that wait for their turn share the next one: each has a savepoint of
 * its own, and one synchronous write to the disk serves them all.
 */
export class CommitQueue {
  readonly #database: Kysely<Tables>;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(database: Kysely<Tables>) {
    this.#database = database;
  }

  commit({ run, hasEffect }: CommitWork): Promise<CommitResult> {
    return this.#enqueue(run, (result) => result.committed, hasEffect);
  }

  write<Result>(work: Work<Result>): Promise<Result> {
    return this.#enqueue(work, () => true, false);
  }

  /** Resolves once everything that was asked for is made. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #enqueue<Result>(work: Work<Result>, keeps: (result: Result) => boolean, alone: boolean): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, keeps, alone, resolve, reject } as Waiting);
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What is asked for within the same turn goes together, and others get their turn: the engine itself never waits.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#makeTogether(this.#waiting.splice(0, this.#together()));
    }
    this.#running = undefined;
  }

  #together(): number {
    const firstAlone = this.#waiting.slice(0, MOST_TOGETHER).findIndex(({ alone }) => alone);
    if (firstAlone === -1) return MOST_TOGETHER;
    return Math.max(firstAlone, 1);
  }

  async #makeTogether(batch: readonly Waiting[]): Promise<void> {
    const answers: (() => void)[] = [];
    try {
      await this.#database.transaction().execute(async (transaction) => {
        for (const waiting of batch) answers.push(await makeOne(transaction, waiting));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const answer of answers) answer();
  }
}

/** Answers what to tell once the transaction is on disk. */
async function makeOne(transaction: Transaction<Tables>, waiting: Waiting): Promise<() => void> {
  const { work, keeps, resolve, reject } = waiting;
  await sql`savepoint paymux_commit`.execute(transaction);
  try {
    const result = await work(transaction);
    if (!keeps(result)) await sql`rollback to paymux_commit`.execute(transaction);
    await sql`release paymux_commit`.execute(transaction);
    return () => {
      resolve(result);
    };
  } catch (error) {
    await rollBackTo(transaction, error);
    return () => {
      reject(error);
    };
  }
}

/** @throws `error`, if the engine has given up the whole transaction because of it. */
async function rollBackTo(transaction: Transaction<Tables>, error: unknown): Promise<void> {
  try {
    await sql`rollback to paymux_commit`.execute(transaction);
    await sql`release paymux_commit`.execute(transaction);
  } catch {
    throw error;
  }
}
