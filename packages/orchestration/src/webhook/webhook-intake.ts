import {
  type CallOptions,
  type Clock,
  isVerifiedEvent,
  type Logger,
  type PaymentProvider,
  type ProviderRegistry,
  UnsupportedOperationError,
  type VerifiedEvent,
  type WebhookRequest,
} from '@paymux/core';
import type { WebhookInbox } from '../ports/webhook-inbox.js';
import { lookUpEvent } from './look-up-event.js';
import { Turns } from './turns.js';

/**
 * Why a person has to look at an event: `contradicted`, the provider says otherwise than the
 * delivery; `not_found`, a deposit is not in the payment history; `not_possible`, there is
 * nothing to look up.
 */
export type ReviewReason = 'contradicted' | 'not_found' | 'not_possible';

/** What an application does with events. Each is called once per event, and again only after it threw. */
export interface WebhookHandlers {
  /**
   * Receives every event, after the look-up where one is needed. Several deliveries whose
   * look-ups find the object in one and the same state are one event.
   *
   * Events that were looked up come one after another for each object, so that the last one
   * told is the latest state the provider told this process. Others come as they are delivered,
   * in any order.
   */
  on(event: VerifiedEvent): void | Promise<void>;

  /**
   * Receives events that were verified but could not be confirmed: nothing may happen because
   * of them before a person has looked. Without it they are logged as errors.
   */
  onReview?(event: VerifiedEvent, reason: ReviewReason): void | Promise<void>;
}

/** What became of one delivery. */
export interface IntakeResult {
  /** Events that had their effect because of this delivery. */
  readonly processed: number;
  /** Events that had their effect before. */
  readonly duplicates: number;
}

/** The provider does not know, or not yet, what the delivery speaks of. It should be delivered again. */
export class EventNotConfirmedError extends Error {
  override readonly name = 'EventNotConfirmedError';
}

/** A handler threw; `cause` is what it threw. The delivery should come again. */
export class HandlerFailedError extends Error {
  override readonly name = 'HandlerFailedError';

  constructor(cause: unknown) {
    super('A webhook handler failed. Deliver again.', { cause });
  }
}

/** What a {@link WebhookIntake} works with. */
export interface WebhookIntakeDependencies {
  readonly providers: ProviderRegistry;
  readonly inbox: WebhookInbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where an event came from and who is told about it. */
interface Delivery {
  readonly account: string;
  readonly provider: PaymentProvider;
  readonly handlers: WebhookHandlers;
  readonly options: CallOptions | undefined;
}

/**
 * Takes deliveries in: verifies, looks up where a signature proves little, and hands each
 * event to the application once.
 *
 * @see docs/decisions/2026-11-21-weak-signatures-need-a-look-up.md
 */
export class WebhookIntake {
  readonly #dependencies: WebhookIntakeDependencies;
  readonly #turns = new Turns();

  constructor(dependencies: WebhookIntakeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Takes in one delivery for one account. When it resolves, every event in it has had its
   * effect; when it throws, the delivery must come again. An event that fails does not keep the
   * others of its delivery from having theirs.
   *
   * @param options - For the look-ups: `deadlineMs` bounds each one.
   * @throws {@link InvalidRequestError} No such account is configured.
   * @throws {@link UnsupportedOperationError} The account has no webhooks.
   * @throws {@link WebhookRefusedError} The delivery proves nothing.
   * @throws {@link EventNotConfirmedError} The provider knows nothing of the object yet.
   * @throws {@link HandlerFailedError} A handler threw.
   * @throws Whatever the inbox or a look-up throws.
   */
  async receive(
    account: string,
    request: WebhookRequest,
    handlers: WebhookHandlers,
    options?: CallOptions,
  ): Promise<IntakeResult> {
    const { providers } = this.#dependencies;
    const provider = providers.get(account);
    if (provider.webhooks === undefined) {
      throw new UnsupportedOperationError('webhooks', { provider: provider.id });
    }
    const events = await provider.webhooks.validate(request);
    if (!events.every(isVerifiedEvent)) {
      throw new TypeError(`${provider.id} passed on an event that no validator verified.`);
    }
    let duplicates = 0;
    const failures: unknown[] = [];
    for (const event of events) {
      try {
        const result = await this.#handleOnce(event, { account, provider, handlers, options });
        if (result === 'duplicate') duplicates += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return { processed: events.length - duplicates, duplicates };
  }

  async #handleOnce(event: VerifiedEvent, delivery: Delivery): Promise<'processed' | 'duplicate'> {
    const { account, handlers, provider } = delivery;
    const { inbox, logger } = this.#dependencies;
    let result: 'processed' | 'duplicate' = 'duplicate';
    await inbox.process({ account, deduplicationKey: event.deduplicationKey }, async () => {
      if (event.needsConfirmation) {
        // One after another: else a look-up that is acted on late would tell an older state last.
        const object = JSON.stringify([account, event.kind, lookedUpBy(event)]);
        result = await this.#turns.take(object, () => this.#confirm(event, delivery));
        return;
      }
      await callHandler(() => handlers.on(event));
      logger.info('webhook.handled', { account, provider: provider.id, kind: event.kind, type: event.type });
      result = 'processed';
    });
    return result;
  }

  async #confirm(event: VerifiedEvent, delivery: Delivery): Promise<'processed' | 'duplicate'> {
    const { account, handlers, options, provider } = delivery;
    const { clock, inbox, logger } = this.#dependencies;
    const fields = { account, provider: provider.id, kind: event.kind, type: event.type };
    const lookUp = await lookUpEvent(event, provider, clock.now(), options);
    if (lookUp.outcome === 'confirmed') {
      const result = await inbox.process({ account, deduplicationKey: lookUp.stateKey }, () =>
        callHandler(() => handlers.on(lookUp.event)),
      );
      logger.info('webhook.handled', { ...fields, result });
      return result;
    }
    // Only the latest deposits are looked for, so asking again later would find fewer, not more.
    if (lookUp.outcome === 'not_found' && event.kind !== 'deposit') {
      logger.warn('webhook.not_confirmed', fields);
      throw new EventNotConfirmedError('The provider does not know what this delivery speaks of. Deliver it again.');
    }
    const reason = lookUp.outcome;
    logger.error('webhook.needs_review', { ...fields, reason });
    await callHandler(() => handlers.onReview?.(event, reason));
    return 'processed';
  }
}

async function callHandler(handler: () => void | Promise<void>): Promise<void> {
  try {
    await handler();
  } catch (cause) {
    throw new HandlerFailedError(cause);
  }
}

/** What an event's object is looked up by. Events without a look-up wait for nobody but themselves. */
function lookedUpBy(event: VerifiedEvent): string {
  switch (event.kind) {
    case 'payment':
      return event.payment.providerId;
    case 'payout':
      return event.payout.providerId;
    case 'deposit':
      return event.deposit.providerId;
    case 'refund':
    case 'unrecognised':
      return event.deduplicationKey;
  }
}
