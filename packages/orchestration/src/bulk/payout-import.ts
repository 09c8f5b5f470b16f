import type { Money, Problem } from '@paymux/core';
import type { StoredDocument } from '../durable/stored-document.js';
import type { PayoutRequest } from '../payout/payout-service.js';
import type { ImportDefaults } from './payout-row.js';

/** A file of payouts, and what is the same for all of them. */
export interface ImportRequest {
  /** 1 to 60 letters, digits, `_` or `-`. The same file under the same id is the same import. */
  readonly id: string;
  /** Who asks for the payouts. */
  readonly creator: string;
  /** CSV with a line of column names, or one JSON object of texts on each line. UTF-8. See `PAYOUT_COLUMNS`. */
  readonly format: 'csv' | 'jsonl';
  /** The file: a Node.js stream, the body of a request, or anything else that brings bytes. Read once, never kept. */
  readonly content: AsyncIterable<Uint8Array>;
  /** @defaultValue the default account */
  readonly account?: string | undefined;
  /**
   * Stands before every row's key in the reference of its payout. Two files with the same prefix and key mean the same
   * payout, whatever their ids. @defaultValue nothing: the key is the reference
   */
  readonly prefix?: string | undefined;
  readonly defaults?: ImportDefaults | undefined;
  /** Has every payout wait for a second person, also where no rule says so. @defaultValue `false` */
  readonly needsApproval?: boolean | undefined;
}

/** What is wrong with one line of a file. */
export interface LineProblem {
  /** From 1, the line of column names included. */
  readonly line: number;
  readonly problems: readonly Problem[];
}

/** One row of a file, and what became of it. */
export interface ImportedRow {
  readonly line: number;
  /** Empty where there is none that could be used. */
  readonly key: string;
  /**
   * `staged`: not a payout yet; `accepted`: it became one; `repeated`: it was one already; `refused`: it could not become
   * one; `invalid`: it cannot be read.
   */
  readonly state: string;
  /** Absent where the row cannot be read. */
  readonly reference?: string | undefined;
  readonly amount?: Money | undefined;
  readonly client?: string | undefined;
  readonly payoutId?: string | undefined;
  readonly problems: readonly Problem[];
}

/** An import as it stands. */
export interface PayoutImport {
  readonly id: string;
  readonly creator: string;
  readonly revision: number;
  /**
   * - `loading`: the file is being read, or reading it was broken off: load it again;
   * - `invalid`: something in it cannot be paid, see `problems`; nothing was sent, and the corrected file can be loaded;
   * - `validated`: every row can be paid, and nothing is until it is started;
   * - `running`: rows become payouts;
   * - `done`: every row became a payout or was refused; once started again, the refused ones are tried again;
   * - `cancelled`: what is not a payout yet does not become one unless it is started again.
   */
  readonly state: 'loading' | 'invalid' | 'validated' | 'running' | 'done' | 'cancelled';
  readonly rows: number;
  /** What the rows come to, by currency. */
  readonly totals: readonly Money[];
  /** Rows that became a payout, were one already, and could not become one. */
  readonly progress: { readonly accepted: number; readonly repeated: number; readonly refused: number };
  /** The first 100 lines with problems. */
  readonly problems: readonly LineProblem[];
  /** How many lines have problems. */
  readonly problemCount: number;
  readonly requestedAt: Date;
}

/** The kinds of documents that imports are kept as. */
export const PAYOUT_IMPORT = 'payout_import';
export const PAYOUT_IMPORT_ROW = 'payout_import_row';

/** What is kept of an import. */
export interface ImportBody extends Omit<PayoutImport, 'id' | 'revision' | 'state' | 'requestedAt'> {
  readonly prefix: string;
  /** Counts the times that a file was loaded: each has rows of its own. */
  readonly generation: number;
  /** Of the file and everything it was loaded with. Absent until it was read. */
  readonly fingerprint?: string | undefined;
  /** Where the next rows are. */
  readonly cursor?: string | undefined;
}

/** What is kept of a row. */
export interface RowBody {
  readonly line: number;
  readonly key: string;
  /** Absent where the row could not be read: it is kept so that its key is known. */
  readonly request?: PayoutRequest | undefined;
  readonly payoutId?: string | undefined;
  readonly problems?: readonly Problem[] | undefined;
}

export function toImport({ at, body, id, revision, state }: StoredDocument): PayoutImport {
  const { creator, problemCount, problems, progress, rows, totals } = body as ImportBody;
  return {
    id,
    creator,
    revision,
    state: state as PayoutImport['state'],
    rows,
    totals,
    progress,
    problems,
    problemCount,
    requestedAt: at,
  };
}

export function toRow({ body, state }: StoredDocument): ImportedRow {
  const { key, line, payoutId, problems = [], request } = body as RowBody;
  const { amount, client, reference } = request ?? {};
  return { line, key, state, reference, amount, client, payoutId, problems };
}

/** What the rows of one loading belong to. */
export function rowGroup(id: string, generation: number): string {
  return `${id}:${String(generation)}`;
}
