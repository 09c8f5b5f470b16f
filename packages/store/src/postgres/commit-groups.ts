import { createHash } from 'node:crypto';
import type { Change } from '@paymux/orchestration';
import type { Pool } from 'pg';
import { type RecordedCommit, recordCommit, type Statement, toOneStatement } from './one-statement.js';
import { isCollision, isNotMade, postgresViolation } from './postgres-errors.js';

const MOST_TOGETHER = 64;
/** While these are under way, commits gather for the next group. */
const MOST_UNDER_WAY = 2;
/** Statements that each connection keeps prepared: one for each shape of a commit that was seen. */
const MOST_PREPARED = 200;

interface Waiting {
  readonly commit: RecordedCommit;
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
  readonly #waiting: Waiting[] = [];
  readonly #names = new Map<string, string>();
  #underWay = 0;
  #recorded = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Whether all changes were made; if not, nothing was stored, and it is not known why. */
  async make(changes: readonly Change[]): Promise<boolean> {
    const first = this.#recorded;
    this.#recorded += changes.length;
    const commit = await recordCommit(changes, first);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ commit, resolve, reject });
      if (this.#underWay < MOST_UNDER_WAY) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#underWay += 1;
    while (this.#waiting.length > 0) await this.#makeTogether(this.#waiting.splice(0, MOST_TOGETHER));
    this.#underWay -= 1;
  }

  async #makeTogether(group: readonly Waiting[]): Promise<void> {
    try {
      const made = await this.#runOne(group.map(({ commit }) => commit));
      if (made || group.length === 1) {
        for (const { resolve } of group) resolve(made);
        return;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    // One of them cannot be made. Each is told apart from the others.
    await Promise.all(group.map((waiting) => this.#makeTogether([waiting])));
  }

  async #runOne(commits: readonly RecordedCommit[]): Promise<boolean> {
    const statement = await toOneStatement(commits);
    if (statement === undefined) return false;
    try {
      await this.#pool.query({ ...statement, ...this.#prepared(statement, commits.length) });
      return true;
    } catch (error) {
      if (isNotMade(error) || postgresViolation(error) !== undefined || isCollision(error)) return false;
      throw error;
    }
  }

  /** Groups differ from one another, so only single commits are worth it. */
  #prepared({ text }: Statement, commits: number): { readonly name?: string } {
    if (commits > 1) return {};
    const known = this.#names.get(text);
    if (known !== undefined) return { name: known };
    if (this.#names.size >= MOST_PREPARED) return {};
    const name = `paymux_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    this.#names.set(text, name);
    return { name };
  }
}
