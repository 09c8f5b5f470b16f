import type { Clock, Logger } from '@paymux/core';
import {
  type Change,
  type DurableStore,
  entryDigest,
  type History,
  NO_HISTORY,
  type StoredDocument,
} from '@paymux/orchestration';
import type { AuditEntry } from './guard.js';

/** An entry as it is kept: each one covers the digest of the one before it. */
export interface KeptAuditEntry extends AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly digest: string;
}

/** One page of the audit, newest first. */
export interface AuditPage {
  readonly items: readonly KeptAuditEntry[];
  readonly next?: string | undefined;
}

/** Which entries to list. */
export interface AuditQuery {
  readonly person?: string | undefined;
  readonly outcomes?: readonly AuditEntry['outcome'][] | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** What the audit came to when it was read as a whole. */
export interface AuditReport {
  readonly entries: number;
  /** The first entry that is not what was written, or `end` where the last ones are missing. */
  readonly brokenAt?: string | undefined;
}

const KIND = 'audit';
const HEAD_KIND = 'audit_head';
const HEAD_ID = 'head';
const MOST_AT_ONCE = 100;

interface Waiting {
  readonly entry: AuditEntry;
  readonly at: Date;
  readonly done: () => void;
}

/**
 * Writes down what was done and what was refused, in one history that all processes on a store share. Entries are only
 * ever added; one that is changed, removed or put in between gives itself away.
 */
export class AuditLog {
  readonly #store: DurableStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(store: DurableStore, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves once the entry is on disk, or cannot be: then the log says so, because what it tells of has happened. */
  append(entry: AuditEntry): Promise<void> {
    return new Promise<void>((done) => {
      this.#waiting.push({ entry, at: this.#clock.now(), done });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async list({ after, limit, outcomes, person }: AuditQuery): Promise<AuditPage> {
    const page = await this.#store.listDocuments({ kind: KIND, group: person, states: outcomes, limit, after });
    return { items: page.records.map(toEntry), ...(page.next !== undefined && { next: page.next }) };
  }

  /** Reads the whole of it and says whether it is what was written. */
  async verify(): Promise<AuditReport> {
    const head = await this.#head();
    let history: History = NO_HISTORY;
    while (history.length < head.history.length) {
      const id = idOf(history.length + 1);
      const document = await this.#store.document(KIND, id);
      const entry = document === undefined ? undefined : toEntry(document);
      if (entry === undefined || entry.digest !== entryDigest(history.digest, entry)) {
        return { entries: history.length, brokenAt: id };
      }
      history = { length: history.length + 1, digest: entry.digest };
    }
    // What lies beyond the end that was read belongs to the history only if the end has moved on meanwhile.
    const isWhole = history.digest === head.history.digest;
    const beyond = await this.#store.document(KIND, idOf(history.length + 1));
    const isKept = isWhole && (beyond === undefined || (await this.#head()).history.length > history.length);
    return { entries: history.length, ...(!isKept && { brokenAt: 'end' }) };
  }

  /** Entries that come while others are being written go together, so that a flood costs few commits. */
  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.slice(0, MOST_AT_ONCE);
      this.#waiting = this.#waiting.slice(MOST_AT_ONCE);
      try {
        await this.#write(some);
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        for (const { entry } of some) this.#logger.error('audit.not_written', { ...entry, error: name });
      }
      for (const { done } of some) done();
    }
    this.#isWriting = false;
  }

  async #write(some: readonly Waiting[]): Promise<void> {
    for (;;) {
      const { document, history: before } = await this.#head();
      let history = before;
      const inserts = some.map(({ at, entry }): Change => {
        const id = idOf(history.length + 1);
        const told = { ...withoutAbsent(entry), id, at };
        history = { length: history.length + 1, digest: entryDigest(history.digest, told) };
        const body = { ...told, digest: history.digest };
        return {
          change: 'document_insert',
          document: { kind: KIND, id, revision: 1, group: entry.person, state: entry.outcome, at, body },
        };
      });
      const head: StoredDocument = {
        kind: HEAD_KIND,
        id: HEAD_ID,
        revision: (document?.revision ?? 0) + 1,
        state: 'open',
        at: document?.at ?? this.#clock.now(),
        body: history,
      };
      const change = document === undefined ? 'document_insert' : 'document_update';
      const result = await this.#store.commit([{ change, document: head }, ...inserts]);
      if (result.committed) return;
      // Another process that was faster makes this one read the end of the history again. An entry that is there
      // already, beyond that end, means that somebody has cut it off.
      if (result.at > 0) throw new AuditCutOffError();
    }
  }

  async #head(): Promise<{ readonly document: StoredDocument | undefined; readonly history: History }> {
    const document = await this.#store.document(HEAD_KIND, HEAD_ID);
    return { document, history: document === undefined ? NO_HISTORY : (document.body as History) };
  }
}

/** There are entries beyond the end of the history. */
class AuditCutOffError extends Error {
  override readonly name = 'AuditCutOffError';
}

function toEntry({ body }: StoredDocument): KeptAuditEntry {
  return body as KeptAuditEntry;
}

function idOf(number: number): string {
  return `aud_${String(number).padStart(12, '0')}`;
}

function withoutAbsent(entry: AuditEntry): AuditEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as unknown as AuditEntry;
}
