import { type Clock, InvalidRequestError, type Logger, type Problem } from '@paymux/core';
import { createHash } from 'node:crypto';
import type { Change, Claimed, DurableStore, RecordPage } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import type { StoredDocument } from '../durable/stored-document.js';
import { IdempotencyConflictError, NotCoveredError } from '../payout/payout-errors.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { PayoutRequest, PayoutService } from '../payout/payout-service.js';
import {
  type ImportBody,
  type ImportedRow,
  type ImportRequest,
  PAYOUT_IMPORT,
  PAYOUT_IMPORT_ROW,
  type PayoutImport,
  type RowBody,
  rowGroup,
  toImport,
  toRow,
} from './payout-import.js';
import { readCsvRows, readJsonLines } from './read-rows.js';
import { resultHead, resultLine, type ResultRow } from './result-file.js';
import { stageRows } from './stage-rows.js';

/** What {@link PayoutImports} work with. */
export interface PayoutImportsDependencies {
  readonly store: DurableStore;
  readonly payouts: PayoutService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Rows of one file. @defaultValue 250,000 */
  readonly maxRows?: number | undefined;
}

/** Names an import, the revision that was looked at, and who acts. */
export interface ImportDecision {
  readonly id: string;
  readonly revision: number;
  readonly actor: string;
}

const MOST_ROWS = 250_000;
const BATCH = 200;
const NO_PROGRESS: PayoutImport['progress'] = { accepted: 0, repeated: 0, refused: 0 };

/**
 * Files of payouts. A file is read and looked at as a whole before anything is sent, and each of its rows becomes a
 * payout whose reference follows from the row's key: the same row, in whichever file, is paid once.
 */
export class PayoutImports {
  readonly #dependencies: PayoutImportsDependencies;

  constructor(dependencies: PayoutImportsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Reads a file and looks at every row. Nothing is sent: a file without problems is `validated`, and waits to be
   * started. The same file under the same id resolves to the import there is; one that was `invalid`, or whose reading
   * was broken off, is read anew.
   *
   * @throws {@link InvalidRequestError} The request itself cannot be used, or the same import is being loaded elsewhere.
   * @throws {@link IdempotencyConflictError} The id belongs to another file.
   * @throws Whatever `content` throws. Load it again.
   */
  async load(request: ImportRequest): Promise<PayoutImport> {
    const { clock, maxRows = MOST_ROWS, payouts, store } = this.#dependencies;
    checkRequest(request);
    const { account, content, creator, defaults = {}, format, id, needsApproval, prefix = '' } = request;
    const hash = createHash('sha256');
    const digestOf = (): string =>
      fingerprint({ account, creator, defaults, format, needsApproval, prefix, file: hash.digest('hex') });
    const known = await store.document(PAYOUT_IMPORT, id);
    if (known !== undefined && known.state !== 'loading' && known.state !== 'invalid') {
      for await (const bytes of content) hash.update(bytes);
      return sameImport(known, digestOf());
    }
    const generation = known === undefined ? 1 : (known.body as ImportBody).generation + 1;
    const at = clock.now();
    const body: ImportBody = {
      creator,
      prefix,
      generation,
      rows: 0,
      totals: [],
      progress: NO_PROGRESS,
      problems: [],
      problemCount: 0,
    };
    const revision = (known?.revision ?? 0) + 1;
    const document: StoredDocument = { kind: PAYOUT_IMPORT, id, revision, state: 'loading', at, body };
    await this.#commit([{ change: known === undefined ? 'document_insert' : 'document_update', document }]);

    const rows = format === 'csv' ? readCsvRows(hashed(content, hash)) : readJsonLines(hashed(content, hash));
    const context = { importId: id, creator, account, prefix, needsApproval, defaults };
    const staged = await stageRows(rows, { ...context, store, payouts, generation, at, maxRows });
    const isValid = staged.problemCount === 0;
    const loaded: StoredDocument = {
      ...document,
      revision: revision + 1,
      state: isValid ? 'validated' : 'invalid',
      body: { ...body, ...staged, ...(isValid ? { fingerprint: digestOf() } : {}) } satisfies ImportBody,
    };
    await this.#commit([{ change: 'document_update', document: loaded }]);
    return toImport(loaded);
  }

  /**
   * Has the rows become payouts; a worker makes them. One that is done or was cancelled tries again what is no payout.
   *
   * @throws {@link InvalidRequestError} There is none, it was changed since `revision`, or is in another state.
   */
  async start(decision: ImportDecision): Promise<PayoutImport> {
    return this.#change(decision, 'started', ['validated', 'done', 'cancelled'], (document, body) => ({
      ...document,
      state: 'running',
      dueAt: this.#dependencies.clock.now(),
      body: { ...body, cursor: undefined, progress: { ...body.progress, refused: 0 } },
    }));
  }

  /** Stops before the next rows. What is a payout already goes on. @throws {@link InvalidRequestError} See `start`. */
  async cancel(decision: ImportDecision): Promise<PayoutImport> {
    return this.#change(decision, 'cancelled', ['validated', 'running'], (document) => ({
      ...document,
      state: 'cancelled',
      dueAt: undefined,
    }));
  }

  async find(id: string): Promise<PayoutImport | undefined> {
    const document = await this.#dependencies.store.document(PAYOUT_IMPORT, id);
    return document === undefined ? undefined : toImport(document);
  }

  /** A page of imports, newest first. */
  async list(
    query: {
      readonly states?: readonly PayoutImport['state'][] | undefined;
      readonly limit?: number | undefined;
      readonly after?: string | undefined;
    } = {},
  ): Promise<RecordPage<PayoutImport>> {
    const { next, records } = await this.#dependencies.store.listDocuments({ kind: PAYOUT_IMPORT, ...query });
    return { records: records.map(toImport), next };
  }

  /** A page of the rows of an import, in the order of the file. @throws {@link InvalidRequestError} There is none. */
  async rows(
    id: string,
    query: {
      readonly states?: readonly string[] | undefined;
      readonly limit?: number | undefined;
      readonly after?: string | undefined;
    } = {},
  ): Promise<RecordPage<ImportedRow>> {
    const { generation } = (await this.#get(id)).body as ImportBody;
    const group = rowGroup(id, generation);
    const page = await this.#dependencies.store.listDocuments({ kind: PAYOUT_IMPORT_ROW, group, ...query });
    return { records: page.records.map(toRow), next: page.next };
  }

  /**
   * The result file: what became of every row, in the order of the file, in pieces. Cells of CSV that begin like a
   * formula get an apostrophe before them; JSON Lines are exact.
   *
   * @throws {@link InvalidRequestError} There is no such import.
   */
  async *results(id: string, format: 'csv' | 'jsonl'): AsyncGenerator<string> {
    const { store } = this.#dependencies;
    const { generation, prefix } = (await this.#get(id)).body as ImportBody;
    yield resultHead(format);
    let after: string | undefined;
    do {
      const group = rowGroup(id, generation);
      const page = await store.listDocuments({ kind: PAYOUT_IMPORT_ROW, group, limit: BATCH, after });
      const rows = await Promise.all(page.records.map(async (row) => this.#result(row, prefix)));
      yield rows.map((row) => resultLine(row, format)).join('');
      after = page.next;
    } while (after !== undefined);
  }

  /** Has the next rows of a leased import become payouts. */
  async step({ fence, row: document }: Claimed<StoredDocument>): Promise<void> {
    const { clock, logger, store } = this.#dependencies;
    if (document.state !== 'running') return;
    const body = document.body as ImportBody;
    const group = rowGroup(document.id, body.generation);
    const page = await store.listDocuments({ kind: PAYOUT_IMPORT_ROW, group, limit: BATCH, after: body.cursor });
    const open = page.records.filter(({ state }) => state === 'staged' || state === 'refused');
    const rows = await Promise.all(open.map(async (row) => this.#accept(document.id, row)));
    const counted = (state: keyof PayoutImport['progress']): number =>
      body.progress[state] + rows.filter((row) => row.state === state).length;
    const progress = { accepted: counted('accepted'), repeated: counted('repeated'), refused: counted('refused') };
    const isOver = page.next === undefined;
    const next: StoredDocument = {
      ...document,
      revision: document.revision + 1,
      state: isOver ? 'done' : 'running',
      dueAt: isOver ? undefined : clock.now(),
      body: { ...body, progress, cursor: page.next } satisfies ImportBody,
    };
    const result = await store.commit([
      { change: 'document_update', document: next, fence },
      ...rows.map((row) => ({ change: 'document_update' as const, document: row })),
    ]);
    if (result.committed && isOver) logger.info('import.done', { import: document.id, ...progress });
  }

  /** The row once it became a payout, or was found to be one, or could not become one. */
  async #accept(importId: string, row: StoredDocument): Promise<StoredDocument> {
    const body = row.body as RowBody;
    const as = (state: keyof PayoutImport['progress'], more: Partial<RowBody>): StoredDocument => {
      return { ...row, revision: row.revision + 1, state, body: { ...body, problems: undefined, ...more } };
    };
    if (body.request === undefined) throw new TypeError(`Row ${body.key} of import ${importId} was never validated.`);
    try {
      const { id: payoutId, trigger } = await this.#payoutOf(body.request);
      return as(trigger?.['import'] === importId ? 'accepted' : 'repeated', { payoutId });
    } catch (error) {
      const problems = problemsIn(error);
      if (problems === undefined) throw error;
      return as('refused', { problems });
    }
  }

  /** The payout of a row: also the one that another file made of the same row. */
  async #payoutOf(request: PayoutRequest): Promise<PayoutRecord> {
    const { payouts } = this.#dependencies;
    try {
      return await payouts.acceptPayout(request);
    } catch (error) {
      if (!(error instanceof IdempotencyConflictError)) throw error;
      const known = await payouts.findPayout(request);
      if (known?.trigger?.['import'] === undefined) throw error;
      return payouts.acceptPayout({ ...request, trigger: known.trigger });
    }
  }

  async #result({ body, state }: StoredDocument, prefix: string): Promise<ResultRow> {
    const { key, line, payoutId, problems = [] } = body as RowBody;
    const payout = payoutId === undefined ? undefined : await this.#dependencies.store.payout(payoutId);
    const refused = problems.map(({ message, path }) => `${path} ${message}`.trim()).join('; ');
    return {
      line: String(line),
      key,
      reference: `${prefix}${key}`,
      outcome: state,
      payoutId: payoutId ?? '',
      payoutState: payout?.state ?? '',
      transactionId: payout?.transactionId ?? '',
      reason: payout?.failureReason ?? refused,
    };
  }

  async #change(
    { actor, id, revision }: ImportDecision,
    what: string,
    states: readonly PayoutImport['state'][],
    change: (document: StoredDocument, body: ImportBody) => StoredDocument,
  ): Promise<PayoutImport> {
    const { logger } = this.#dependencies;
    const current = await this.#get(id);
    if (!states.some((state) => state === current.state)) {
      throw new InvalidRequestError([
        { path: 'id', message: `is ${current.state}: it must be ${states.join(' or ')}` },
      ]);
    }
    const document: StoredDocument = { ...change(current, current.body as ImportBody), revision: revision + 1 };
    await this.#commit([{ change: 'document_update', document }]);
    logger.info(`import.${what}`, { import: id, actor });
    return toImport(document);
  }

  async #commit(changes: readonly Change[]): Promise<void> {
    const result = await this.#dependencies.store.commit(changes);
    if (result.committed) return;
    throw new InvalidRequestError([{ path: 'revision', message: 'is not the latest: look at the import again' }]);
  }

  async #get(id: string): Promise<StoredDocument> {
    const document = await this.#dependencies.store.document(PAYOUT_IMPORT, id);
    if (document === undefined) throw new InvalidRequestError([{ path: 'id', message: 'names no import' }]);
    return document;
  }
}

function checkRequest({ creator, format, id, prefix = '' }: ImportRequest): void {
  const problems: Problem[] = [];
  if (!/^[A-Za-z0-9_-]{1,60}$/.test(id)) {
    problems.push({ path: 'id', message: 'must be 1 to 60 letters, digits, "_" or "-"' });
  }
  if (creator.trim() === '') problems.push({ path: 'creator', message: 'must say who asks for the payouts' });
  if (!/^[A-Za-z0-9_-]{0,60}$/.test(prefix)) {
    problems.push({ path: 'prefix', message: 'must be up to 60 letters, digits, "_" or "-"' });
  }
  if (!['csv', 'jsonl'].includes(format)) problems.push({ path: 'format', message: 'must be csv or jsonl' });
  if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'loadImport' });
}

function sameImport(known: StoredDocument, digest: string): PayoutImport {
  const { fingerprint: heldBy = '' } = known.body as ImportBody;
  if (heldBy === digest) return toImport(known);
  throw new IdempotencyConflictError(known.id, heldBy, digest, { operation: 'loadImport' });
}

/** Why a row cannot be a payout. Nothing, for an error that says nothing about the row. */
function problemsIn(error: unknown): readonly Problem[] | undefined {
  if (error instanceof InvalidRequestError) return error.problems;
  if (error instanceof IdempotencyConflictError) {
    return [{ path: 'key', message: 'belongs to a payout that says something else' }];
  }
  if (!(error instanceof NotCoveredError)) return undefined;
  return [{ path: 'amount', message: error.reason === 'balance' ? 'is not covered' : 'breaks a limit for the day' }];
}

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  hash: { update(bytes: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  for await (const bytes of content) {
    hash.update(bytes);
    yield bytes;
  }
}
