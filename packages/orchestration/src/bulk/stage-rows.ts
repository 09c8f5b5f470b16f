import {
  addMoney,
  InvalidRequestError,
  type Money,
  normaliseCurrency,
  normaliseDecimal,
  type Problem,
} from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import type { StoredDocument } from '../durable/stored-document.js';
import type { PayoutService } from '../payout/payout-service.js';
import { type LineProblem, PAYOUT_IMPORT_ROW, rowGroup, type RowBody } from './payout-import.js';
import { type PayoutRow, type RowContext, toPayoutRow } from './payout-row.js';
import type { FileRow } from './read-rows.js';

/** What a file was found to be. */
export interface StagedRows {
  readonly rows: number;
  readonly totals: readonly Money[];
  readonly problems: readonly LineProblem[];
  readonly problemCount: number;
}

/** What staging works with. */
export interface StagingDependencies extends RowContext {
  readonly store: DurableStore;
  readonly payouts: PayoutService;
  readonly generation: number;
  readonly at: Date;
  readonly maxRows: number;
}

const BATCH = 100;
const KEPT_PROBLEMS = 100;

/**
 * Looks at every row and stores it, without anything becoming due. However long the file is, one batch of it is kept at
 * a time: that a key was there before, the store tells.
 */
export async function stageRows(rows: AsyncIterable<FileRow>, dependencies: StagingDependencies): Promise<StagedRows> {
  const staging = new Staging(dependencies);
  let batch: FileRow[] = [];
  try {
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      await staging.add(batch);
      batch = [];
      if (staging.isFull) break;
    }
    await staging.add(batch);
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'))
      throw error;
    await staging.add(batch);
    staging.note({ line: staging.lastLine + 1, problems: [{ path: '', message: 'or one after it is not UTF-8' }] });
  }
  return staging.result();
}

class Staging {
  readonly #dependencies: StagingDependencies;
  readonly #problems: LineProblem[] = [];
  readonly #totals = new Map<string, Money>();
  #problemCount = 0;
  #rows = 0;
  lastLine = 0;

  constructor(dependencies: StagingDependencies) {
    this.#dependencies = dependencies;
  }

  get isFull(): boolean {
    return this.#rows > this.#dependencies.maxRows;
  }

  async add(batch: readonly FileRow[]): Promise<void> {
    const { payouts } = this.#dependencies;
    const found = await Promise.all(
      batch.map(async (row) => {
        const read = await toPayoutRow(row, this.#dependencies);
        const refused = read.request === undefined ? [] : await payouts.problemsOf(read.request);
        return { line: row.line, row: { ...read, problems: [...read.problems, ...refused] } };
      }),
    );
    const repeated = await this.#store(found);
    for (const { line, row } of found) {
      const problems: readonly Problem[] = repeated.has(line)
        ? [...row.problems, { path: 'key', message: 'was used by a line before' }]
        : row.problems;
      if (problems.length > 0) this.note({ line, problems });
      else if (row.request !== undefined) this.#count(row.request.amount);
      this.lastLine = line;
    }
    this.#rows += batch.length;
  }

  note(problem: LineProblem): void {
    this.#problemCount += 1;
    if (this.#problems.length < KEPT_PROBLEMS) this.#problems.push(problem);
  }

  result(): StagedRows {
    const { maxRows } = this.#dependencies;
    if (this.isFull) {
      const message = `must not be followed by more: there are more than ${String(maxRows)} rows`;
      this.note({ line: this.lastLine, problems: [{ path: '', message }] });
    }
    if (this.#rows === 0) this.note({ line: 1, problems: [{ path: '', message: 'must be followed by rows' }] });
    return {
      rows: this.#rows,
      totals: [...this.#totals.values()].map(({ amount, currency }) => ({
        amount: normaliseDecimal(amount),
        currency,
      })),
      problems: this.#problems,
      problemCount: this.#problemCount,
    };
  }

  /** Stores what has a key. Answers the lines whose key was there before. */
  async #store(found: readonly { readonly line: number; readonly row: PayoutRow }[]): Promise<ReadonlySet<number>> {
    const { at, generation, importId, store } = this.#dependencies;
    const group = rowGroup(importId, generation);
    const repeated = new Set<number>();
    const keyed = found.filter(({ row }) => row.key !== '');
    for (;;) {
      const rest = keyed.filter(({ line }) => !repeated.has(line));
      if (rest.length === 0) return repeated;
      const changes = rest.map(({ line, row }) => {
        const body: RowBody = { line, key: row.key, request: row.request };
        const document: StoredDocument = {
          kind: PAYOUT_IMPORT_ROW,
          id: `${group}:${row.key}`,
          revision: 1,
          group,
          state: 'staged',
          // Lists have the newest first; so have they the first line of a file first.
          at: new Date(at.getTime() - line),
          body,
        };
        return { change: 'document_insert' as const, document };
      });
      const result = await store.commit(changes);
      if (result.committed) return repeated;
      const line = rest[result.at]?.line;
      if (result.conflict !== 'taken' || line === undefined) {
        throw new InvalidRequestError([{ path: 'content', message: 'could not be stored' }]);
      }
      repeated.add(line);
    }
  }

  #count({ amount, currency: code }: Money): void {
    const currency = normaliseCurrency(code);
    this.#totals.set(currency, addMoney(this.#totals.get(currency) ?? { amount: '0', currency }, { amount, currency }));
  }
}
