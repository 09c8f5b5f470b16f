import { type Clock, type Logger, silentTelemetry, type Telemetry, type WebhookVerification } from '@paymux/core';
import type { Change, DurableStore } from '../durable/durable-store.js';
import type { StoredDocument } from '../durable/stored-document.js';

/** A key that webhooks were signed with. */
export interface WebhookKey {
  readonly provider: string;
  readonly keyId: string;
  /** Exact to a minute. */
  readonly seenAt: Date;
}

const KEY = 'webhook_key';
const NOTED_EVERY_MS = 60_000;

/** Remembers by which keys webhooks are signed: observes verifications, and writes down each key once a minute. */
export class WebhookKeys implements Telemetry {
  readonly #store: DurableStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #noted = new Map<string, number>();
  readonly #writing = new Set<Promise<void>>();

  constructor({
    clock,
    logger,
    store,
  }: { readonly store: DurableStore; readonly clock: Clock; readonly logger: Logger }) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  startCall: Telemetry['startCall'] = (call) => silentTelemetry.startCall(call);

  webhook({ accepted, keyId, provider }: WebhookVerification): void {
    if (!accepted || keyId === undefined) return;
    const seenAt = this.#clock.now();
    const id = JSON.stringify([provider, keyId]);
    if (seenAt.getTime() - (this.#noted.get(id) ?? Number.NEGATIVE_INFINITY) < NOTED_EVERY_MS) return;
    this.#noted.set(id, seenAt.getTime());
    const writing = this.#note(id, { provider, keyId, seenAt })
      .catch((error: unknown) => {
        this.#noted.delete(id);
        this.#logger.warn('webhook.key_not_noted', { provider, error });
      })
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Resolves once everything observed so far is written down. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #note(id: string, key: WebhookKey): Promise<void> {
    for (;;) {
      const kept = await this.#store.document(KEY, id);
      if (kept !== undefined && (kept.body as WebhookKey).seenAt >= key.seenAt) return;
      const { provider, seenAt } = key;
      const document: StoredDocument = {
        kind: KEY,
        id,
        revision: (kept?.revision ?? 0) + 1,
        group: provider,
        state: 'seen',
        at: kept?.at ?? seenAt,
        body: key,
      };
      const change: Change = { change: kept === undefined ? 'document_insert' : 'document_update', document };
      if ((await this.#store.commit([change])).committed) return;
    }
  }
}

/** The keys that a provider's webhooks were signed with. */
export async function* webhookKeys(store: DurableStore, provider: string): AsyncIterable<WebhookKey> {
  let after: string | undefined;
  do {
    const page = await store.listDocuments({ kind: KEY, group: provider, limit: 100, after });
    for (const { body } of page.records) yield body as WebhookKey;
    after = page.next;
  } while (after !== undefined);
}
