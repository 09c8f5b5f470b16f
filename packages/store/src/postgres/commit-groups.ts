import type { Change } from '@paymux/orchestration';
import type { Pool } from 'pg';
import type { SqlDialect } from '../engine.js';
import { FlightControl } from './flight-control.js';
import { groupStatement, type WrittenCommit, writtenCommit } from './group-statement.js';
import { isCollision, isNotMade } from './postgres-errors.js';

const MOST_TOGETHER = 256;

/** What came of a group: of all of it, as it is one statement. */
type GroupEnd = 'made' | 'not_made' | 'collided';

interface Waiting {
  readonly commit: WrittenCommit;
  readonly resolve: (made: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes commits by one statement each, and those that are waiting for their turn by one together.
 *
 * @see docs/decisions/2026-11-21-commits-share-a-statement.md
 */
export class CommitGroups {
  readonly #pool: Pool;
  readonly #dialect: SqlDialect;
  readonly #flights: FlightControl;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #isCalled = false;
  #changes = 0;

  /** @param mostUnderWay - So many statements at a time at most. */
  constructor(pool: Pool, dialect: SqlDialect, mostUnderWay: number) {
    this.#pool = pool;
    this.#dialect = dialect;
    this.#flights = new FlightControl(mostUnderWay);
  }

  /** Whether all changes were made; if not, nothing was stored, and it is not known why. */
  async make(changes: readonly Change[]): Promise<boolean> {
    const commit = writtenCommit(changes, this.#changes, this.#dialect);
    this.#changes += changes.length;
    // Nothing to write, or one row twice: one after the other.
    if (commit.rows.length === 0 || new Set(commit.rows).size < commit.rows.length) return false;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject });
      this.#call();
    });
  }

  /** Begins once everything that arrives in this turn of the event loop is there. */
  #call(): void {
    if (this.#isCalled || this.#waiting.length === 0 || this.#underWay >= this.#flights.allowed) return;
    this.#isCalled = true;
    setImmediate(() => {
      this.#isCalled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#underWay += 1;
    const group = this.#takeGroup();
    // Others may go at the same time.
    this.#call();
    const started = performance.now();
    await this.#makeTogether(group);
    const writes = group.reduce((sum, { commit }) => sum + commit.writes.length, 0);
    this.#flights.note(performance.now() - started, writes);
    this.#underWay -= 1;
    this.#call();
  }

  /** Those that wait longest, and touch no row twice: a commit that would has to wait for the next group. */
  #takeGroup(): readonly Waiting[] {
    const group: Waiting[] = [];
    const later: Waiting[] = [];
    const rows = new Set<string>();
    for (const waiting of this.#waiting) {
      const { commit } = waiting;
      if (group.length === MOST_TOGETHER || commit.rows.some((row) => rows.has(row))) later.push(waiting);
      else {
        group.push(waiting);
        for (const row of commit.rows) rows.add(row);
      }
    }
    this.#waiting = later;
    return group;
  }

  async #makeTogether(group: readonly Waiting[]): Promise<void> {
    let end: GroupEnd;
    try {
      end = await this.#runOne(group.map(({ commit }) => commit));
    } catch (error) {
      // What became of them is unknown to all of them alike.
      for (const { reject } of group) reject(error);
      return;
    }
    if (end === 'made' || group.length === 1) {
      for (const { resolve } of group) resolve(end === 'made');
      return;
    }
    // One that cannot be made is looked for among ever fewer. One that waits for somebody else keeps nobody waiting twice.
    const size = end === 'collided' ? 1 : group.length >> 1;
    const parts = Array.from({ length: Math.ceil(group.length / size) }, (_, part) =>
      group.slice(part * size, (part + 1) * size),
    );
    await Promise.all(parts.map((part) => this.#makeTogether(part)));
  }

  async #runOne(commits: readonly WrittenCommit[]): Promise<GroupEnd> {
    const { name, text, values } = groupStatement(commits);
    try {
      await this.#pool.query({ text, values, ...(name === undefined ? {} : { name }) });
      return 'made';
    } catch (error) {
      if (isCollision(error)) return 'collided';
      if (isNotMade(error)) return 'not_made';
      throw error;
    }
  }
}
