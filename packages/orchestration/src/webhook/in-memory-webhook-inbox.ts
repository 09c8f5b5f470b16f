import { MisconfiguredError } from '@paymux/core';
import type { InboxKey, WebhookInbox } from '../ports/webhook-inbox.js';

/** Options of {@link InMemoryWebhookInbox}. */
export interface InMemoryWebhookInboxOptions {
  /** How many processed events are remembered, at least one; the oldest are forgotten first. @defaultValue `100_000` */
  readonly capacity?: number | undefined;
}

/**
 * An inbox that lives and dies with its process: for development, tests and the demo.
 * After a restart, or beyond its capacity, a repeated event runs again.
 */
export class InMemoryWebhookInbox implements WebhookInbox {
  readonly #capacity: number;
  readonly #processed = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();

  /** @throws {@link MisconfiguredError} The capacity is not a whole number above zero. */
  constructor({ capacity = 100_000 }: InMemoryWebhookInboxOptions = {}) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new MisconfiguredError('the webhook inbox', [
        { path: 'capacity', message: 'must be a whole number above zero' },
      ]);
    }
    this.#capacity = capacity;
  }

  async process(
    { account, deduplicationKey }: InboxKey,
    effect: () => Promise<void>,
  ): Promise<'processed' | 'duplicate'> {
    const key = JSON.stringify([account, deduplicationKey]);
    if (this.#processed.has(key)) return 'duplicate';

    const running = this.#running.get(key);
    if (running !== undefined) {
      await running;
      return 'duplicate';
    }

    const run = Promise.resolve().then(effect);
    this.#running.set(key, run);
    try {
      await run;
      this.#remember(key);
      return 'processed';
    } finally {
      this.#running.delete(key);
    }
  }

  #remember(key: string): void {
    this.#processed.add(key);
    if (this.#processed.size <= this.#capacity) return;
    const [oldest] = this.#processed;
    if (oldest !== undefined) this.#processed.delete(oldest);
  }
}
