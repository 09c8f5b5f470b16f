import type { Clock, Logger } from '@paymux/core';
import type { Change, Claimed, DurableStore, StoreTransaction } from '../durable/durable-store.js';
import type { Notice } from '../durable/notice.js';
import { backOffMs } from '../durable/sending.js';
import type { PaymentRecord, PaymentState } from '../payment/payment-record.js';
import type { PayoutRecord, PayoutState } from '../payout/payout-record.js';

/** A change of a payment, told once. */
export interface PaymentChange {
  readonly from: PaymentState | undefined;
  readonly to: PaymentState;
  /** As the change left it. */
  readonly payment: PaymentRecord;
}

/** A change of a payout, told once. */
export interface PayoutChange {
  readonly from: PayoutState | undefined;
  readonly to: PayoutState;
  /** As the change left it. */
  readonly payout: PayoutRecord;
}

/**
 * What an application does when something changes. Changes of one record are told in any order, each until a handler
 * has returned once; what a handler stores with `transaction` is stored together with the mark that it was told, so
 * that it happens exactly once. What it does elsewhere can happen again after a crash.
 */
export interface ChangeHandlers {
  onPayment?(change: PaymentChange, transaction: StoreTransaction): void | Promise<void>;
  onPayout?(change: PayoutChange, transaction: StoreTransaction): void | Promise<void>;
}

/** How notices are tried again. See `InboxPolicy`. */
export interface NoticePolicy {
  readonly retryMs: number;
  readonly retryAtMostMs: number;
  readonly tries: number;
  readonly leaseMs: number;
  readonly batch: number;
}

/** What a {@link NoticeWorker} works with. */
export interface NoticeWorkerDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: NoticePolicy;
  readonly handlers: ChangeHandlers;
}

/** The kind of document that lists the notices which were given up, as a store lists no notices by their state. */
export const DEAD_NOTICE = 'dead_notice';

/** Tells the application what changed. */
export class NoticeWorker {
  readonly #dependencies: NoticeWorkerDependencies;

  constructor(dependencies: NoticeWorkerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Tells one leased notice. A handler that throws is told again later. */
  async step({ fence, row: notice }: Claimed<Notice>): Promise<void> {
    const { clock, logger, policy, store } = this.#dependencies;
    try {
      const told: Notice = { ...notice, state: 'done', dueAt: undefined };
      await store.commit([{ change: 'notice_update', notice: told, fence }], (transaction) =>
        this.#tell(notice, transaction),
      );
    } catch (error) {
      const attempts = notice.attempts + 1;
      const isDead = attempts >= policy.tries;
      const problem = error instanceof Error ? error.name : 'an error without a name';
      logger[isDead ? 'error' : 'warn'](isDead ? 'notice.dead' : 'notice.failed', {
        notice: notice.id,
        attempts,
        error,
      });
      const waitMs = backOffMs(notice.attempts, policy.retryMs, policy.retryAtMostMs);
      const failed: Notice = {
        ...notice,
        attempts,
        problem,
        state: isDead ? 'dead' : 'waiting',
        dueAt: isDead ? undefined : new Date(clock.now().getTime() + waitMs),
      };
      const mark: Change = { change: 'notice_update', notice: failed, fence };
      await store.commit(isDead ? [mark, deadNotice(failed, clock.now())] : [mark]);
    }
  }

  async #tell({ from, record, subject, to }: Notice, transaction: StoreTransaction): Promise<void> {
    const { handlers } = this.#dependencies;
    // The record and its states are of the kind that `subject` says.
    if (subject === 'payment') {
      const change = { from, to, payment: record } as PaymentChange;
      await handlers.onPayment?.(change, transaction);
      return;
    }
    const change = { from, to, payout: record } as PayoutChange;
    await handlers.onPayout?.(change, transaction);
  }
}

function deadNotice({ id, subject, subjectId }: Notice, at: Date): Change {
  const name = `${id}:${String(at.getTime())}`;
  const body = { notice: id, subject, subjectId };
  return {
    change: 'document_insert',
    document: { kind: DEAD_NOTICE, id: name, revision: 1, group: subject, state: 'dead', at, body },
  };
}
