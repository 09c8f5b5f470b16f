import { isPositive, type Money, redact } from '@paymux/core';
import type { Change } from '../durable/durable-store.js';
import { entryDigest } from '../durable/history.js';
import type { Book, TransferKind } from '../durable/transfer.js';
import type {
  ChangeSource,
  LedgerStatus,
  PayoutEvent,
  PayoutRecord,
  PayoutReviewReason,
  PayoutState,
} from './payout-record.js';

/** Who changes a payout, by which way, and when. */
export interface Cause {
  readonly actor: string;
  readonly source: ChangeSource;
  readonly at: Date;
}

/** What a transfer must not break. See `Change`. */
export type TransferBounds = Extract<Change, { readonly change: 'transfer' }>['bounds'];

const BOOKS: Readonly<Record<Exclude<TransferKind, 'fund'>, readonly [Book, Book]>> = {
  hold: ['available', 'held'],
  rehold: ['available', 'held'],
  post: ['held', 'paid'],
  void: ['held', 'available'],
  fee: ['available', 'fees'],
  return: ['paid', 'available'],
};

/** What a state means on the surface, where it says so by itself. */
const STATUS: Readonly<Partial<Record<PayoutState, LedgerStatus>>> = {
  awaiting_approval: 'pending',
  scheduled: 'pending',
  ready: 'pending',
  submitting: 'pending',
  unknown: 'pending',
  pending: 'pending',
  broadcast: 'broadcast',
  confirmed: 'confirmed',
  failed: 'failed',
  cancelled: 'cancelled',
  reversed: 'reversed',
};

/**
 * A payout on its way from one revision to the next: collects what changes, what is written into its history and what
 * moves in the books, so that all of it becomes one commit.
 */
export class PayoutDraft {
  readonly #before: PayoutRecord | undefined;
  #cause: Cause;
  #leaseMs: number | undefined;
  readonly #changes: Change[] = [];
  #record: PayoutRecord;

  private constructor(record: PayoutRecord, before: PayoutRecord | undefined, cause: Cause) {
    this.#record = record;
    this.#before = before;
    this.#cause = cause;
  }

  /** A payout that does not exist yet. `record` has revision 1 and no history. */
  static create(record: PayoutRecord, cause: Cause): PayoutDraft {
    return new PayoutDraft(record, undefined, cause);
  }

  static change(record: PayoutRecord, cause: Cause): PayoutDraft {
    const next = { ...record, revision: record.revision + 1, updatedAt: cause.at };
    return new PayoutDraft(next, record, cause);
  }

  /** The payout as changed so far. */
  get record(): PayoutRecord {
    return this.#record;
  }

  get at(): Date {
    return this.#cause.at;
  }

  get source(): ChangeSource {
    return this.#cause.source;
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

  set(fields: Partial<PayoutRecord>): this {
    this.#record = { ...this.#record, ...fields };
    return this;
  }

  /**
   * Writes an entry into the history, and moves to `to` if given.
   *
   * @param detail - What was asked or answered. Redacted here.
   */
  log(type: string, to?: PayoutState, detail?: unknown): this {
    const { attempt, history, id, state } = this.#record;
    const next = to ?? state;
    const entry: Omit<PayoutEvent, 'digest'> = {
      payoutId: id,
      number: history.length + 1,
      at: this.#cause.at,
      actor: this.#cause.actor,
      source: this.#cause.source,
      type,
      ...(history.length === 0 ? {} : { from: state }),
      to: next,
      attempt,
      ...(detail === undefined ? {} : { detail: redact(detail) }),
    };
    const digest = entryDigest(history.digest, entry);
    this.#changes.push({ change: 'payout_event', event: { ...entry, digest } });
    return this.set({
      state: next,
      status: STATUS[next] ?? this.#record.status,
      reviewReason: next === 'needs_review' ? this.#record.reviewReason : undefined,
      history: { length: entry.number, digest },
    });
  }

  /** Asks for a person, with the reason. */
  review(reason: PayoutReviewReason, type: string, detail?: unknown): this {
    return this.log(type, 'needs_review', detail).set({ reviewReason: reason });
  }

  /**
   * Moves money of the attempt that is under way. What is concluded from the provider's words happens once in an
   * attempt; what a person decides, once in a revision.
   */
  transfer(kind: Exclude<TransferKind, 'fund'>, amount: Money, bounds?: TransferBounds): this {
    if (!isPositive(amount)) return this;
    const { account, attempt, id: payoutId, revision } = this.#record;
    const [from, to] = BOOKS[kind];
    const once = `${payoutId}:${String(attempt)}:${kind}`;
    const id = this.source === 'person' ? `${once}:${String(revision)}` : once;
    this.#changes.push({
      change: 'transfer',
      transfer: { id, kind, account, payoutId, from, to, amount, at: this.at },
      ...(bounds === undefined ? {} : { bounds }),
    });
    return this;
  }

  /** Adds to a running total, or takes away. */
  total(total: string, by: string, atMost?: string): this {
    this.#changes.push({ change: 'total_add', total, by, ...(atMost === undefined ? {} : { atMost }) });
    return this;
  }

  /**
   * All of it as one commit.
   *
   * @param fence - Of the lease under which it was decided, which is given back.
   */
  changes(fence?: number): readonly Change[] {
    const payout = this.#record;
    const before = this.#before;
    const isTold = before === undefined || before.status !== payout.status || isNewReview(before, payout);
    return [
      before === undefined
        ? { change: 'payout_insert', payout, ...(this.#leaseMs === undefined ? {} : { leaseMs: this.#leaseMs }) }
        : { change: 'payout_update', payout, ...(fence === undefined ? {} : { fence }) },
      ...this.#changes,
      ...(isTold
        ? [
            {
              change: 'notice_insert' as const,
              notice: {
                id: `payout:${payout.id}:${String(payout.revision)}`,
                subject: 'payout' as const,
                subjectId: payout.id,
                from: before?.state,
                to: payout.state,
                record: payout,
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

function isNewReview(before: PayoutRecord, after: PayoutRecord): boolean {
  return after.state === 'needs_review' && before.reviewReason !== after.reviewReason;
}
