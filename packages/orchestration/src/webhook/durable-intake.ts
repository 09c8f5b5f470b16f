import {
  type Clock,
  isVerifiedEvent,
  type Logger,
  observeWork,
  type ProviderRegistry,
  silentTelemetry,
  type Telemetry,
  UnsupportedOperationError,
  type VerifiedEvent,
  WebhookRefusedError,
  type WebhookRequest,
  type WorkAttributes,
} from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import { toRecordText } from '../durable/record-text.js';
import type { InboxMessage, RefusedDelivery } from './inbox-message.js';
import type { IntakeResult } from './webhook-intake.js';

/** What a {@link DurableIntake} works with. */
export interface DurableIntakeDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * A refused delivery makes the account's open payouts be looked up early, at most once in this time, in
   * milliseconds: whoever really sent it, the provider says what is true. @defaultValue 60,000
   */
  readonly lookUpAfterRefusalMs?: number | undefined;
  /** Is told of each delivery. Throws nothing. @defaultValue nobody is told */
  readonly telemetry?: Telemetry | undefined;
}

/** How many payouts a refused delivery makes be looked up early. */
const NUDGED = 10;
/** Between two times that refusals are written down, in milliseconds. */
const COUNT_EVERY_MS = 1000;

/**
 * Takes deliveries in: verifies, writes every event down in one transaction, and is done. What follows from the events
 * happens from the inbox, so that an answer of 2xx means that they are on disk.
 */
export class DurableIntake {
  readonly #dependencies: DurableIntakeDependencies;
  readonly #nudged = new Map<string, number>();
  readonly #refused = new Map<string, RefusedDelivery>();
  readonly #countedAt = new Map<string, number>();

  constructor(dependencies: DurableIntakeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Takes in one delivery for one account. When it resolves, its events are stored; when it throws, the delivery must
   * come again, but for {@link WebhookRefusedError}.
   *
   * @throws {@link InvalidRequestError} No such account is configured.
   * @throws {@link UnsupportedOperationError} The account has no webhooks.
   * @throws {@link WebhookRefusedError} The delivery proves nothing, and has no effect. It is counted by its reason;
   *   counts are written down at most once a second, so that nobody fills the store with forgeries.
   * @throws {@link StoreUnavailableError} Nothing is known to be stored.
   */
  async receive(account: string, request: WebhookRequest): Promise<IntakeResult> {
    const { clock, providers, telemetry = silentTelemetry } = this.#dependencies;
    const provider = providers.get(account);
    if (provider.webhooks === undefined) throw new UnsupportedOperationError('webhooks', { provider: provider.id });
    const beganAt = clock.now().getTime();
    const work = () => ({ name: 'webhook.receive', account, spentMs: Math.max(0, clock.now().getTime() - beganAt) });
    let events: readonly VerifiedEvent[];
    try {
      events = await provider.webhooks.validate(request);
    } catch (error) {
      return observeWork(telemetry, work(), async () => {
        if (isRefusal(error)) await this.#noteRefusal(account, error);
        throw error;
      });
    }
    if (!events.every(isVerifiedEvent)) {
      throw new TypeError(`${provider.id} passed on an event that no validator verified.`);
    }
    // Whose webhook it is turns out only now: it belongs to the trace in which that was made.
    const trace = telemetry.activeTrace === undefined ? undefined : await this.#traceOf(account, events);
    return observeWork(telemetry, { ...work(), trace }, () => this.#store(account, provider.id, events), tellIntake);
  }

  async #store(account: string, provider: string, events: readonly VerifiedEvent[]): Promise<IntakeResult> {
    const { clock, logger, store } = this.#dependencies;
    const now = clock.now();
    const messages = events.map(
      (event): InboxMessage => ({
        account,
        key: event.deduplicationKey,
        kind: event.kind,
        type: event.type,
        event: toRecordText(event),
        state: 'waiting',
        receivedAt: now,
        attempts: 0,
        dueAt: now,
      }),
    );
    let waiting = distinct(messages);
    while (waiting.length > 0) {
      const result = await store.commit(waiting.map((message) => ({ change: 'inbox_insert', message })));
      if (result.committed) break;
      if (result.conflict !== 'taken') throw new TypeError(`A delivery could not be stored: ${result.conflict}.`);
      // It was delivered before. The others are still to be stored.
      waiting = waiting.filter((_, index) => index !== result.at);
    }
    const processed = waiting.length;
    logger.info('webhook.stored', { account, provider, stored: processed, of: events.length });
    return { processed, duplicates: events.length - processed };
  }

  /** The trace in which the first record was made that the events are of. */
  async #traceOf(account: string, events: readonly VerifiedEvent[]): Promise<string | undefined> {
    const { logger, store } = this.#dependencies;
    try {
      for (const event of events) {
        const record = await recordOf(store, account, event);
        if (record?.trace !== undefined) return record.trace;
      }
    } catch (error) {
      logger.warn('webhook.trace_not_found', { account, error });
    }
    return undefined;
  }

  async #noteRefusal(account: string, { reason }: WebhookRefusedError): Promise<void> {
    const { clock, logger, lookUpAfterRefusalMs = 60_000, store } = this.#dependencies;
    const now = clock.now();
    const key = JSON.stringify([account, reason]);
    this.#refused.set(key, { account, reason, at: now, count: (this.#refused.get(key)?.count ?? 0) + 1 });
    try {
      await this.#storeCount(key, now);
      const last = this.#nudged.get(account);
      if (last !== undefined && now.getTime() - last < lookUpAfterRefusalMs) return;
      this.#nudged.set(account, now.getTime());
      const { records } = await store.listPayouts({ account, states: ['pending', 'broadcast'], limit: NUDGED });
      for (const payout of records) {
        const nudged = { ...payout, revision: payout.revision + 1, dueAt: now };
        await store.commit([{ change: 'payout_update', payout: nudged }]);
      }
    } catch (error) {
      // The delivery is refused either way.
      logger.warn('webhook.refusal_not_stored', { account, error });
    }
  }

  /** Writes a count down at most once a second: whoever sends forgeries must not be able to fill the store. */
  async #storeCount(key: string, now: Date): Promise<void> {
    const refusal = this.#refused.get(key);
    const last = this.#countedAt.get(key);
    if (refusal === undefined || (last !== undefined && now.getTime() - last < COUNT_EVERY_MS)) return;
    this.#countedAt.set(key, now.getTime());
    this.#refused.delete(key);
    await this.#dependencies.store.commit([{ change: 'refusal_insert', refusal }]);
  }
}

/** The record that an event is of, by whatever the event tells of it. */
async function recordOf(
  store: DurableStore,
  account: string,
  event: VerifiedEvent,
): Promise<{ readonly trace?: string | undefined } | undefined> {
  if (event.kind === 'payout') {
    const { providerId, reference } = event.payout;
    const attempt =
      (await store.attemptByProviderId(account, providerId)) ??
      (reference === undefined ? undefined : await store.attemptByWireReference(account, reference));
    return attempt === undefined ? undefined : store.payout(attempt.payoutId);
  }
  if (event.kind === 'payment') {
    const { providerId, reference } = event.payment;
    const payment = await store.paymentByProviderId(account, providerId);
    return payment ?? (reference === undefined ? undefined : store.paymentByReference(account, reference));
  }
  return undefined;
}

function tellIntake({ duplicates, processed }: IntakeResult): WorkAttributes {
  return { stored: processed, duplicates };
}

function distinct(messages: readonly InboxMessage[]): readonly InboxMessage[] {
  return [...new Map(messages.map((message) => [message.key, message])).values()];
}

function isRefusal(error: unknown): error is WebhookRefusedError {
  return error instanceof WebhookRefusedError || (error instanceof Error && error.name === 'WebhookRefusedError');
}
