import { redact } from '@paymux/core';
import type { Change } from '../durable/durable-store.js';
import { entryDigest } from '../durable/history.js';
import type { Cause } from '../payout/payout-draft.js';
import type { PaymentRecord, PaymentRecordEvent, PaymentReviewReason, PaymentState } from './payment-record.js';

/** A payment on its way from one revision to the next. See `PayoutDraft`. */
export class PaymentDraft {
  readonly #before: PaymentRecord | undefined;
  #cause: Cause;
  #leaseMs: number | undefined;
  readonly #changes: Change[] = [];
  #record: PaymentRecord;

  private constructor(record: PaymentRecord, before: PaymentRecord | undefined, cause: Cause) {
    this.#record = record;
    this.#before = before;
    this.#cause = cause;
  }

  /** A payment that does not exist yet. `record` has revision 1 and no history. */
  static create(record: PaymentRecord, cause: Cause): PaymentDraft {
    return new PaymentDraft(record, undefined, cause);
  }

  static change(record: PaymentRecord, cause: Cause): PaymentDraft {
    const next = { ...record, revision: record.revision + 1, updatedAt: cause.at };
    return new PaymentDraft(next, record, cause);
  }

  /** The payment as changed so far. */
  get record(): PaymentRecord {
    return this.#record;
  }

  get at(): Date {
    return this.#cause.at;
  }

  /** Whoever causes what follows. */
  by(cause: Omit<Cause, 'at'>): this {
    this.#cause = { ...cause, at: this.#cause.at };
    return this;
  }

  /** Whoever stores it for the first time has it for so many milliseconds, under {@link FIRST_FENCE}. */
  lease(leaseMs: number): this {
    this.#leaseMs = leaseMs;
    return this;
  }

  set(fields: Partial<PaymentRecord>): this {
    this.#record = { ...this.#record, ...fields };
    return this;
  }

  /** Writes an entry into the history, and moves to `to` if given. `detail` is redacted here. */
  log(type: string, to?: PaymentState, detail?: unknown): this {
    const { history, id, state } = this.#record;
    const next = to ?? state;
    const entry: Omit<PaymentRecordEvent, 'digest'> = {
      paymentId: id,
      number: history.length + 1,
      at: this.#cause.at,
      actor: this.#cause.actor,
      source: this.#cause.source,
      type,
      ...(history.length === 0 ? {} : { from: state }),
      to: next,
      ...(detail === undefined ? {} : { detail: redact(detail) }),
    };
    const digest = entryDigest(history.digest, entry);
    this.#changes.push({ change: 'payment_event', event: { ...entry, digest } });
    return this.set({
      state: next,
      reviewReason: next === 'needs_review' ? this.#record.reviewReason : undefined,
      history: { length: entry.number, digest },
    });
  }

  /** Asks for a person, with the reason. */
  review(reason: PaymentReviewReason, type: string, detail?: unknown): this {
    return this.log(type, 'needs_review', detail).set({ reviewReason: reason });
  }

  /** All of it as one commit. @param fence - Of the lease under which it was decided, which is given back. */
  changes(fence?: number): readonly Change[] {
    const payment = this.#record;
    const before = this.#before;
    const isTold = before === undefined || before.state !== payment.state || before.exception !== payment.exception;
    return [
      before === undefined
        ? { change: 'payment_insert', payment, ...(this.#leaseMs === undefined ? {} : { leaseMs: this.#leaseMs }) }
        : { change: 'payment_update', payment, ...(fence === undefined ? {} : { fence }) },
      ...this.#changes,
      ...(isTold
        ? [
            {
              change: 'notice_insert' as const,
              notice: {
                id: `payment:${payment.id}:${String(payment.revision)}`,
                subject: 'payment' as const,
                subjectId: payment.id,
                from: before?.state,
                to: payment.state,
                record: payment,
                at: this.at,
                state: 'waiting' as const,
                attempts: 0,
                dueAt: this.at,
              },
            },
          ]
        : []),
    ];
  }
}
