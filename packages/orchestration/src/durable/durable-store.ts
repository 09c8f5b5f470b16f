import type { Money } from '@paymux/core';
import type { KeptAnswer } from '../idempotency/kept-answer.js';
import type { PaymentRecord, PaymentRecordEvent, PaymentState } from '../payment/payment-record.js';
import type {
  LedgerStatus,
  PayoutAttempt,
  PayoutEvent,
  PayoutOrigin,
  PayoutRecord,
  PayoutState,
} from '../payout/payout-record.js';
import type { WalletProfile } from '../profile/wallet-profile.js';
import type { InboxMessage, InboxState, RefusedDelivery } from '../webhook/inbox-message.js';
import type { Notice } from './notice.js';
import type { RecordChanges } from './record-change.js';
import type { DocumentQuery, StoredDocument } from './stored-document.js';
import type { Balance, Transfer } from './transfer.js';

/**
 * One change of what is stored. Several of them are committed together or not at all.
 *
 * An `…_update` replaces the whole record. It applies to the revision before `record.revision`; with a `fence`, only
 * while the row's lease has that fence, which it then gives back: it is never valid again. Without one, a lease stays
 * with whom it was given to.
 *
 * With `leaseMs`, what is inserted is leased at once to whom inserts it, for so many milliseconds by the store's clock:
 * its fence is {@link FIRST_FENCE}.
 */
export type Change =
  | { readonly change: 'payout_insert'; readonly payout: PayoutRecord; readonly leaseMs?: number | undefined }
  | { readonly change: 'payout_update'; readonly payout: PayoutRecord; readonly fence?: number | undefined }
  | { readonly change: 'payout_event'; readonly event: PayoutEvent }
  | {
      readonly change: 'transfer';
      readonly transfer: Transfer;
      /** What must hold once it is booked: `available` at least this much, or `held` at most. In major units. */
      readonly bounds?:
        | { readonly availableAtLeast?: string | undefined; readonly heldAtMost?: string | undefined }
        | undefined;
    }
  | {
      /** Adds to a running total that is no money of ours, such as a client's payouts of one day. */
      readonly change: 'total_add';
      readonly total: string;
      /** Decimal text; a leading `-` takes away. */
      readonly by: string;
      readonly atMost?: string | undefined;
    }
  | { readonly change: 'payment_insert'; readonly payment: PaymentRecord; readonly leaseMs?: number | undefined }
  | { readonly change: 'payment_update'; readonly payment: PaymentRecord; readonly fence?: number | undefined }
  | { readonly change: 'payment_event'; readonly event: PaymentRecordEvent }
  | { readonly change: 'inbox_insert'; readonly message: InboxMessage }
  | { readonly change: 'inbox_update'; readonly message: InboxMessage; readonly fence?: number | undefined }
  | { readonly change: 'refusal_insert'; readonly refusal: RefusedDelivery }
  | { readonly change: 'notice_insert'; readonly notice: Notice }
  | { readonly change: 'notice_update'; readonly notice: Notice; readonly fence?: number | undefined }
  | { readonly change: 'answer_insert'; readonly answer: KeptAnswer }
  | {
      /** Replaces an answer that is still held by `heldBy`. */
      readonly change: 'answer_update';
      readonly answer: KeptAnswer;
      readonly heldBy: string;
    }
  | { readonly change: 'document_insert'; readonly document: StoredDocument }
  | { readonly change: 'document_update'; readonly document: StoredDocument; readonly fence?: number | undefined }
  | { readonly change: 'profile_insert'; readonly profile: WalletProfile }
  | { readonly change: 'profile_update'; readonly profile: WalletProfile };

/** The fence of a row that was leased when it was inserted. */
export const FIRST_FENCE = 1;

/**
 * Why nothing of a commit was stored.
 *
 * - `taken`: an `…_insert` found its unique name in use: a payout's or payment's account and reference, an attempt's
 *   wire reference, an inbox key, a notice's id, a document's kind and id, an answer's scope and key, a transfer's id;
 * - `stale`: an `…_update` found another revision, another fence, another holder, or no row;
 * - `out_of_bounds`: a transfer or a total would have broken its bounds.
 */
export type CommitConflict = 'taken' | 'stale' | 'out_of_bounds';

/** `at` is the index of the change that could not be made. */
export type CommitResult =
  | { readonly committed: true }
  | { readonly committed: false; readonly conflict: CommitConflict; readonly at: number };

/**
 * The open transaction, for code of the application that stores its effect together with ours. What it really is, the
 * store says: `@paymux/store` hands out a Kysely transaction.
 */
export type StoreTransaction = { readonly engine: string };

/** Rows that come due, each kind in its own table. */
export interface DueRows {
  readonly payouts: PayoutRecord;
  readonly payments: PaymentRecord;
  readonly inbox: InboxMessage;
  readonly notices: Notice;
  readonly documents: StoredDocument;
}

/** A row that is leased to one worker, and the fence that its update has to show. */
export interface Claimed<Row> {
  readonly row: Row;
  readonly fence: number;
}

/** What to claim. */
export interface ClaimOptions {
  readonly limit: number;
  /** How long nobody else gets the row, in milliseconds by the store's clock. */
  readonly leaseMs: number;
  /** Only this row, whether or not it is due, unless somebody else holds it: a payout's or payment's id. */
  readonly id?: string | undefined;
}

/** A page of records, newest first. */
export interface RecordQuery<State extends string> {
  readonly account?: string | undefined;
  readonly client?: string | undefined;
  readonly states?: readonly State[] | undefined;
  /** Requested at this instant or later. */
  readonly requestedFrom?: Date | undefined;
  /** Requested before this instant. */
  readonly requestedBefore?: Date | undefined;
  /** Up to 1,000. @defaultValue 50 */
  readonly limit?: number | undefined;
  /** Where the page before this one ended. */
  readonly after?: string | undefined;
}

/** The query of {@link DurableStore.listPayouts}. */
export interface PayoutRecordQuery extends RecordQuery<PayoutState> {
  readonly statuses?: readonly LedgerStatus[] | undefined;
  readonly currency?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly origins?: readonly PayoutOrigin[] | undefined;
  /** Those whose id, transaction or destination is this text, or whose reference begins with it. */
  readonly search?: string | undefined;
}

/** One page, and where the next one begins, if there is more. */
export interface RecordPage<Record> {
  readonly records: readonly Record[];
  readonly next?: string | undefined;
}

/** Payouts of one status and asset within a period. */
export interface PayoutFigure {
  readonly account: string;
  readonly status: LedgerStatus;
  readonly count: number;
  /** Their sum, exact. */
  readonly total: Money;
}

/** What is forgotten. */
export interface PruneLimits {
  readonly finishedBefore: Date;
  /** Kinds of documents that nobody needs any more once they are that old. @defaultValue none */
  readonly documents?: readonly string[] | undefined;
}

/**
 * What survives: one store for the ledger, the payments, the inbox, the notices and the kept answers, so that a change
 * and what follows from it are one commit.
 *
 * Every commit is serialisable with every other and on disk when it resolves. Implementations may be shared by several
 * processes. Methods throw {@link StoreUnavailableError} when the store cannot be reached or is full; then nothing is
 * known of a commit that was under way, and making it again is safe: it finds its own changes as `taken` or `stale`.
 */
export interface DurableStore {
  /**
   * Makes all changes, or none. Bounded repeats of what collided with other commits are the store's business.
   *
   * @param effect - Runs inside the transaction after the changes were made. When it throws, nothing is stored, and
   *   what it threw is thrown.
   */
  commit(
    changes: readonly Change[],
    effect?: (transaction: StoreTransaction) => void | Promise<void>,
  ): Promise<CommitResult>;

  /**
   * Leases rows that are due and not leased, the longest due first. The store's own clock decides, not the caller's:
   * the leases of machines whose clocks differ do not overlap.
   */
  claim<Kind extends keyof DueRows>(kind: Kind, options: ClaimOptions): Promise<readonly Claimed<DueRows[Kind]>[]>;
  /**
   * How long until a row of this kind can be claimed, in milliseconds by the store's clock: 0 when one can be now, absent
   * when none will come due by itself.
   */
  dueInMs(kind: keyof DueRows): Promise<number | undefined>;

  payout(id: string): Promise<PayoutRecord | undefined>;
  payoutByReference(account: string, reference: string): Promise<PayoutRecord | undefined>;
  /** The attempt that goes by this reference on the wire, of whichever payout. */
  attemptByWireReference(account: string, wireReference: string): Promise<PayoutAttempt | undefined>;
  attemptByProviderId(account: string, providerId: string): Promise<PayoutAttempt | undefined>;
  attempts(payoutId: string): Promise<readonly PayoutAttempt[]>;
  listPayouts(query: PayoutRecordQuery): Promise<RecordPage<PayoutRecord>>;
  payoutFigures(
    query: Pick<PayoutRecordQuery, 'account' | 'client' | 'requestedFrom' | 'requestedBefore'>,
  ): Promise<readonly PayoutFigure[]>;
  /** The history of a payout, oldest first. */
  payoutEvents(payoutId: string): Promise<readonly PayoutEvent[]>;
  transfers(query: { readonly payoutId: string } | { readonly account: string }): Promise<readonly Transfer[]>;
  balances(account?: string): Promise<readonly Balance[]>;

  payment(id: string): Promise<PaymentRecord | undefined>;
  paymentByReference(account: string, reference: string): Promise<PaymentRecord | undefined>;
  paymentByProviderId(account: string, providerId: string): Promise<PaymentRecord | undefined>;
  listPayments(query: RecordQuery<PaymentState>): Promise<RecordPage<PaymentRecord>>;
  paymentEvents(paymentId: string): Promise<readonly PaymentRecordEvent[]>;

  inboxMessage(account: string, key: string): Promise<InboxMessage | undefined>;
  /** Newest first. */
  listInbox(query: {
    readonly account?: string | undefined;
    readonly states?: readonly InboxState[] | undefined;
    readonly limit?: number | undefined;
    /** Those that stand after this one in the list. */
    readonly after?: Pick<InboxMessage, 'account' | 'key' | 'receivedAt'> | undefined;
  }): Promise<readonly InboxMessage[]>;
  /** Counts by account and reason. `lastAt` is when the latest of them came. */
  refusals(query: {
    readonly account?: string | undefined;
    readonly from?: Date | undefined;
  }): Promise<
    readonly { readonly account: string; readonly reason: string; readonly count: number; readonly lastAt: Date }[]
  >;
  notice(id: string): Promise<Notice | undefined>;

  answer(scope: string, key: string): Promise<KeptAnswer | undefined>;

  document(kind: string, id: string): Promise<StoredDocument | undefined>;
  listDocuments(query: DocumentQuery): Promise<RecordPage<StoredDocument>>;

  /**
   * What was changed since an earlier answer: payouts, payments, messages of the inbox, and documents of these kinds, the
   * change that is longest ago first. Each comes once, as it is now, however often it was changed. Nothing is left out:
   * what a commit that is still under way changes comes later.
   *
   * @param since - The `cursor` of that answer. Absent: nothing is told but where to go on from.
   */
  changesSince(
    since: string | undefined,
    query: { readonly documents: readonly string[]; readonly limit?: number | undefined },
  ): Promise<RecordChanges>;

  profile(id: string): Promise<WalletProfile | undefined>;
  profiles(client: string): Promise<readonly WalletProfile[]>;

  /**
   * Forgets answers that have expired, what the inbox and the notices finished before `finishedBefore`, and counts of
   * refusals from before it.
   */
  prune(limits: PruneLimits): Promise<{ readonly removed: number }>;

  /** Resolves when somebody, in this process or another, may have made work due; or once `signal` is aborted. */
  changed?(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
