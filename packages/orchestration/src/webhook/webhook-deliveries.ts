import { type Clock, InvalidRequestError, type Logger } from '@paymux/core';
import type { DurableStore, RecordPage } from '../durable/durable-store.js';
import type { InboxMessage, InboxState } from './inbox-message.js';

/** Names a message of the inbox. */
export type MessageName = Pick<InboxMessage, 'account' | 'key'>;

/** What {@link WebhookDeliveries} work with. */
export interface WebhookDeliveriesDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What was delivered: the events that are written down, and the deliveries that proved nothing. */
export class WebhookDeliveries {
  readonly #dependencies: WebhookDeliveriesDependencies;

  constructor(dependencies: WebhookDeliveriesDependencies) {
    this.#dependencies = dependencies;
  }

  /** A page of messages, the latest first. @throws {@link InvalidRequestError} No page ended with this text. */
  async list(query: {
    readonly account?: string | undefined;
    readonly states?: readonly InboxState[] | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<RecordPage<InboxMessage>> {
    const { account, limit, states } = query;
    const after = query.after === undefined ? undefined : readPlace(query.after);
    const found = await this.#dependencies.store.listInbox({ account, states, limit: limit + 1, after });
    const records = found.slice(0, limit);
    const last = records.at(-1);
    return found.length > limit && last !== undefined ? { records, next: writePlace(last) } : { records };
  }

  async find({ account, key }: MessageName): Promise<InboxMessage | undefined> {
    return this.#dependencies.store.inboxMessage(account, key);
  }

  /** Deliveries that proved nothing, counted by account and reason. */
  refused(query: {
    readonly account?: string | undefined;
    readonly from?: Date | undefined;
  }): ReturnType<DurableStore['refusals']> {
    return this.#dependencies.store.refusals(query);
  }

  /**
   * Has a message applied once more, from the beginning. What it led to already is not done again: records only move
   * forward.
   *
   * @throws {@link InvalidRequestError} There is no such message, or nothing of it is kept to be applied.
   */
  async replay({ account, actor, key }: MessageName & { readonly actor: string }): Promise<InboxMessage> {
    const { clock, logger, store } = this.#dependencies;
    const message = await store.inboxMessage(account, key);
    if (message === undefined) throw new InvalidRequestError([{ path: 'id', message: 'names no message' }]);
    if (message.event === '') {
      throw new InvalidRequestError([{ path: 'id', message: 'names the finding of a look-up, not a delivery' }]);
    }
    const waiting: InboxMessage = {
      ...message,
      state: 'waiting',
      attempts: 0,
      dueAt: clock.now(),
      doneAt: undefined,
      problem: undefined,
    };
    await store.commit([{ change: 'inbox_update', message: waiting }]);
    logger.info('webhook.replayed', { account, kind: message.kind, actor });
    return waiting;
  }
}

type Place = Pick<InboxMessage, 'account' | 'key' | 'receivedAt'>;

function writePlace({ account, key, receivedAt }: Place): string {
  return Buffer.from(JSON.stringify([receivedAt.getTime(), account, key])).toString('base64url');
}

function readPlace(text: string): Place {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 3) {
      const [at, account, key] = parts as readonly unknown[];
      const receivedAt = typeof at === 'number' ? new Date(at) : undefined;
      const isPlace = receivedAt !== undefined && !Number.isNaN(receivedAt.getTime());
      if (isPlace && typeof account === 'string' && typeof key === 'string') return { account, key, receivedAt };
    }
  } catch {
    // No page ended with it either.
  }
  throw new InvalidRequestError([{ path: 'after', message: 'must be what the page before answered as `next`' }]);
}
