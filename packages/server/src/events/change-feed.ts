import type { Clock } from '@paymux/core';
import type { DurableStore, RecordChanges } from '@paymux/orchestration';

/** What {@link ChangeFeed} works with. */
export interface ChangeFeedDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  /** How often the store is asked whether something was changed, while somebody listens. @defaultValue 500 */
  readonly everyMs?: number | undefined;
}

/** The kinds of documents of which changes are told. */
const DOCUMENTS = [
  'payout_import',
  'schedule',
  'reconciliation_run',
  'reconciliation_finding',
  'alert',
  'routing_rules',
];
const PAGE = 200;

/**
 * Tells what was changed, in whichever process: it asks the store. One question is asked for all who listen, and only
 * once something was changed does each of them read it, from where they are.
 */
export class ChangeFeed {
  readonly #dependencies: ChangeFeedDependencies;
  readonly #closing = new AbortController();
  /** Counts the times that something was found to be changed. */
  #found = 0;
  #head: string | undefined;
  #asking: Promise<void> | undefined;
  #listeners = 0;

  constructor(dependencies: ChangeFeedDependencies) {
    this.#dependencies = dependencies;
  }

  /** Ends everything that is told. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * What is changed, until `signal` or the feed ends it: at once where to go on from, then whenever there is something,
   * and after `quietMs` without changes nothing but where to go on from.
   *
   * @param since - The cursor of something that was told before. Absent: from now on.
   */
  async *listen(since: string | undefined, quietMs: number, signal: AbortSignal): AsyncGenerator<RecordChanges> {
    const { clock } = this.#dependencies;
    const isOver = (): boolean => signal.aborted || this.#closing.signal.aborted;
    this.#listeners += 1;
    try {
      let found = this.#found;
      let told = await this.#read(since);
      while (!isOver()) {
        yield told;
        const until = clock.now().getTime() + quietMs;
        while (!told.isMore && this.#found === found && !isOver() && clock.now().getTime() < until) {
          await this.#ask(told.cursor);
        }
        found = this.#found;
        told = await this.#read(told.cursor);
      }
    } finally {
      this.#listeners -= 1;
      if (this.#listeners === 0) this.#head = undefined;
    }
  }

  /** Asks once for all who wait, from where the first of them is. */
  #ask(cursor: string): Promise<void> {
    const { clock, everyMs = 500, store } = this.#dependencies;
    this.#asking ??= (async () => {
      await clock.sleep(everyMs);
      const {
        changes,
        cursor: head,
        isKnown,
      } = await store.changesSince(this.#head ?? cursor, {
        documents: DOCUMENTS,
        limit: 1,
      });
      const isFound = changes.length > 0 || !isKnown;
      this.#head = isFound ? (await this.#read(undefined)).cursor : head;
      if (isFound) this.#found += 1;
    })().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  #read(since: string | undefined): Promise<RecordChanges> {
    return this.#dependencies.store.changesSince(since, { documents: DOCUMENTS, limit: PAGE });
  }
}
