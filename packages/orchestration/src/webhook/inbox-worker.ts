import { type Clock, type Logger, PaymentsError, type ProviderRegistry, type VerifiedEvent } from '@paymux/core';
import { restoreVerifiedEvent } from '@paymux/core/inbox';
import type { Change, Claimed, DurableStore, StoreTransaction } from '../durable/durable-store.js';
import { fromRecordText } from '../durable/record-text.js';
import { backOffMs } from '../durable/sending.js';
import { observeEarlierPayment, observePayment } from '../payment/observe-payment.js';
import { PaymentDraft } from '../payment/payment-draft.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { observePayout } from '../payout/observe-payout.js';
import { PayoutDraft } from '../payout/payout-draft.js';
import type { PayoutPolicy } from '../payout/payout-policy.js';
import { keptId, paymentName } from '../routing/kept-name.js';
import type { InboxMessage } from './inbox-message.js';
import { lookUpEvent } from './look-up-event.js';

/** What an application does with events of which no record is kept: deposits, refunds, and objects opened elsewhere. */
export type EventHandler = (event: VerifiedEvent, transaction: StoreTransaction) => void | Promise<void>;

/** How messages are tried again. All in milliseconds. */
export interface InboxPolicy {
  /** From one failure to the next try; doubles with each. @defaultValue 1 second */
  readonly retryMs: number;
  /** The longest wait. @defaultValue 1 hour */
  readonly retryAtMostMs: number;
  /** Tries before a message is dead, and waits for a person. @defaultValue 16 */
  readonly tries: number;
  /** @defaultValue 10 seconds */
  readonly lookUpTimeoutMs: number;
  /** Longer than a look-up. @defaultValue 1 minute */
  readonly leaseMs: number;
  /** @defaultValue 100 */
  readonly batch: number;
}

/** What applies where nothing else is said. */
export const INBOX_POLICY: InboxPolicy = {
  retryMs: 1000,
  retryAtMostMs: 3_600_000,
  tries: 16,
  lookUpTimeoutMs: 10_000,
  leaseMs: 60_000,
  batch: 100,
};

/** What an {@link InboxWorker} works with. */
export interface InboxWorkerDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly payoutPolicy: PayoutPolicy;
  readonly policy: InboxPolicy;
  readonly onEvent?: EventHandler | undefined;
}

/** What a message came to: changes to make, or a reason why there are none yet. */
type Effect =
  | {
      readonly changes: readonly Change[];
      readonly effect?: ((transaction: StoreTransaction) => void | Promise<void>) | undefined;
    }
  | { readonly review: string }
  | { readonly again: string };

/**
 * Applies what is in the inbox: each message has its effect once, in the transaction that marks it done.
 *
 * Messages of one object may be applied in any order: records only move forward.
 */
export class InboxWorker {
  readonly #dependencies: InboxWorkerDependencies;

  constructor(dependencies: InboxWorkerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Applies one leased message. A failure is stored with it, and it is tried again later. */
  async step({ fence, row: message }: Claimed<InboxMessage>): Promise<void> {
    const { logger, store } = this.#dependencies;
    try {
      // What changed a record meanwhile is taken in first, then the message once more on top.
      for (;;) {
        const effect = await this.#effectOf(message);
        if ('again' in effect) {
          await this.#fail(message, fence, effect.again);
          return;
        }
        const end = 'review' in effect ? this.#ended(message, 'review', effect.review) : this.#ended(message, 'done');
        const changes = 'changes' in effect ? effect.changes : [];
        const mark: Change = { change: 'inbox_update', message: end, fence };
        const result = await store.commit([mark, ...changes], 'effect' in effect ? effect.effect : undefined);
        if (result.committed) {
          const fields = { account: message.account, kind: message.kind, type: message.type };
          if ('review' in effect) logger.error('webhook.needs_review', { ...fields, reason: effect.review });
          else logger.info('webhook.handled', fields);
          return;
        }
        // The message is somebody else's by now.
        if (result.at === 0) return;
        // The same state was told before, by a delivery that was looked up as well.
        if (changes[result.at - 1]?.change === 'inbox_insert') {
          await store.commit([mark]);
          return;
        }
        if (result.conflict !== 'stale') throw new TypeError(`An event could not be stored: ${result.conflict}.`);
      }
    } catch (error) {
      await this.#fail(message, fence, PaymentsError.isInstance(error) ? error.code : nameOf(error));
    }
  }

  async #effectOf(message: InboxMessage): Promise<Effect> {
    const { clock, policy, providers } = this.#dependencies;
    const written = restoreVerifiedEvent(fromRecordText(message.event));
    const provider = providers.find(message.account);
    if (provider === undefined) return { again: 'the account is not configured' };
    if (!written.needsConfirmation) return this.#apply(message, written, false, undefined);
    const found = await lookUpEvent(written, provider, clock.now(), { deadlineMs: policy.lookUpTimeoutMs });
    switch (found.outcome) {
      case 'confirmed':
        return (await this.#isEarly(message.account, written, found.event))
          ? { again: 'its record does not know its id yet' }
          : this.#apply(message, found.event, true, found.stateKey);
      case 'not_found':
        // Only the latest deposits are looked for, so asking again later would find fewer, not more.
        return written.kind === 'deposit' ? { review: 'not_found' } : { again: 'the provider does not know it' };
      case 'contradicted':
      case 'not_possible':
        return { review: found.outcome };
    }
  }

  /**
   * Whether an event came before the answer to the request that it follows from. A look-up by id need not tell the
   * reference, and the reference that was delivered proves too little to go by: the answer, or a look-up, tells the id.
   */
  async #isEarly(account: string, written: VerifiedEvent, found: VerifiedEvent): Promise<boolean> {
    const { store } = this.#dependencies;
    if (written.kind === 'payout' && found.kind === 'payout') {
      const { reference } = written.payout;
      if (reference === undefined || found.payout.reference !== undefined) return false;
      const attempt = await store.attemptByWireReference(account, reference);
      return attempt !== undefined && attempt.providerId === undefined;
    }
    if (written.kind === 'payment' && found.kind === 'payment') {
      const { reference } = written.payment;
      if (reference === undefined || found.payment.reference !== undefined) return false;
      const record = await store.paymentByReference(account, reference);
      return record !== undefined && record.providerId === undefined;
    }
    return false;
  }

  async #apply(
    message: InboxMessage,
    event: VerifiedEvent,
    isLookedUp: boolean,
    stateKey: string | undefined,
  ): Promise<Effect> {
    const { clock, onEvent, payoutPolicy, store } = this.#dependencies;
    const { account } = message;
    const cause = { actor: event.provider, source: 'webhook' as const, at: clock.now() };
    const how = isLookedUp ? 'looked_up' : 'told';
    if (event.kind === 'payout') {
      const attempt =
        (await store.attemptByProviderId(account, event.payout.providerId)) ??
        (event.payout.reference === undefined
          ? undefined
          : await store.attemptByWireReference(account, event.payout.reference));
      const record = attempt === undefined ? undefined : await store.payout(attempt.payoutId);
      if (attempt !== undefined && record !== undefined) {
        const draft = PayoutDraft.change(record, cause).set({ lastWebhookAt: cause.at });
        observePayout(draft, event.payout, attempt.number, how, payoutPolicy);
        return { changes: draft.changes() };
      }
    }
    if (event.kind === 'payment') {
      const record =
        (await store.paymentByProviderId(account, event.payment.providerId)) ??
        (event.payment.reference === undefined
          ? undefined
          : await store.paymentByReference(account, event.payment.reference));
      if (record !== undefined) {
        const draft = PaymentDraft.change(record, cause).set({ lastWebhookAt: cause.at });
        observePayment(draft, event.payment, how, payoutPolicy);
        return { changes: draft.changes() };
      }
      const moved = await this.#movedPayment(account, event.payment.reference);
      if (moved !== undefined) {
        const draft = PaymentDraft.change(moved, cause).set({ lastWebhookAt: cause.at });
        observeEarlierPayment(draft, event.payment, account, how);
        return { changes: draft.changes() };
      }
    }
    // What a look-up found is one event, however many deliveries led to it.
    const mark: readonly Change[] =
      stateKey === undefined
        ? []
        : [{ change: 'inbox_insert', message: { ...this.#ended(message, 'done'), key: stateKey, event: '' } }];
    return { changes: mark, effect: onEvent === undefined ? undefined : (transaction) => onEvent(event, transaction) };
  }

  /** The payment that had this reference at an account which it has left. */
  async #movedPayment(account: string, reference: string | undefined): Promise<PaymentRecord | undefined> {
    const { store } = this.#dependencies;
    const id = reference === undefined ? undefined : await keptId(store, paymentName(account, reference));
    return id === undefined ? undefined : store.payment(id);
  }

  #ended(message: InboxMessage, state: 'done' | 'review', problem?: string): InboxMessage {
    return { ...message, state, problem, dueAt: undefined, doneAt: this.#dependencies.clock.now() };
  }

  async #fail(message: InboxMessage, fence: number, problem: string): Promise<void> {
    const { clock, logger, policy, store } = this.#dependencies;
    const attempts = message.attempts + 1;
    const isDead = attempts >= policy.tries;
    const waitMs = backOffMs(message.attempts, policy.retryMs, policy.retryAtMostMs);
    const fields = { account: message.account, kind: message.kind, type: message.type, attempts, problem };
    if (isDead) logger.error('webhook.dead', fields);
    else logger.warn('webhook.failed', fields);
    const dueAt = isDead ? undefined : new Date(clock.now().getTime() + waitMs);
    const failed: InboxMessage = { ...message, attempts, problem, dueAt, state: isDead ? 'dead' : 'waiting' };
    await store.commit([{ change: 'inbox_update', message: failed, fence }]);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'an error without a name';
}
