import { addMoney, type Clock, compareDecimals, type Money, normaliseCurrency, sumMoney } from '@paymux/core';
import {
  type Change,
  type Claimed,
  type ClaimOptions,
  type CommitConflict,
  type CommitResult,
  type DueRows,
  type DurableStore,
  FIRST_FENCE,
  type PruneLimits,
  type PayoutFigure,
  type PayoutRecordQuery,
  type RecordPage,
  type RecordQuery,
  type StoreTransaction,
} from '../durable/durable-store.js';
import type { Notice } from '../durable/notice.js';
import type { RecordChange, RecordChanges } from '../durable/record-change.js';
import {
  checkChanges,
  checkClaim,
  type Cursor,
  pageLimit,
  readChangeCursor,
  readCursor,
  writeCursor,
} from '../durable/store-checks.js';
import type { DocumentQuery, StoredDocument } from '../durable/stored-document.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import type { Balance, Book, Transfer } from '../durable/transfer.js';
import type { KeptAnswer } from '../idempotency/kept-answer.js';
import type { PaymentRecord, PaymentRecordEvent } from '../payment/payment-record.js';
import type { PayoutAttempt, PayoutEvent, PayoutRecord } from '../payout/payout-record.js';
import type { WalletProfile } from '../profile/wallet-profile.js';
import type { InboxMessage, RefusedDelivery } from '../webhook/inbox-message.js';

/** A row with the lease that is on it. */
interface Leased<Row> {
  readonly row: Row;
  readonly fence: number;
  readonly leaseUntil: number;
}

/** Undoes what was done so far, if a later change cannot be made. */
type Undo = () => void;

/**
 * A {@link DurableStore} that forgets with its process: for tests, and the model that durable ones are compared with.
 *
 * Every commit happens at once, as if it were alone. Records are immutable, so what is handed out is what is kept.
 */
export class InMemoryStore implements DurableStore {
  readonly #clock: Clock;
  readonly #due: { readonly [Kind in keyof DueRows]: Map<string, Leased<DueRows[Kind]>> } = {
    payouts: new Map(),
    payments: new Map(),
    inbox: new Map(),
    notices: new Map(),
    documents: new Map(),
  };
  readonly #names = new Map<string, string>();
  readonly #attempts = new Map<string, PayoutAttempt>();
  readonly #attemptIds = new Map<string, string>();
  readonly #payoutEvents = new Map<string, PayoutEvent[]>();
  readonly #paymentEvents = new Map<string, PaymentRecordEvent[]>();
  readonly #transfers = new Map<string, Transfer>();
  readonly #balances = new Map<string, Balance>();
  readonly #totals = new Map<string, string>();
  readonly #answers = new Map<string, KeptAnswer>();
  readonly #profiles = new Map<string, WalletProfile>();
  readonly #refusals: RefusedDelivery[] = [];
  /** Which change of all was the last one of a row. */
  readonly #changeNumbers = new Map<string, number>();
  #changeCount = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: (() => void)[] = [];
  #isClosed = false;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  async commit(
    changes: readonly Change[],
    effect?: (transaction: StoreTransaction) => void | Promise<void>,
  ): Promise<CommitResult> {
    this.#requireOpen();
    checkChanges(changes);
    if (effect === undefined) return this.#commit(changes).result;
    const turn = this.#turn.then(async () => {
      const { result, undo } = this.#commit(changes);
      if (!result.committed) return result;
      try {
        await effect({ engine: 'memory' });
        return result;
      } catch (error) {
        undo();
        throw error;
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #commit(changes: readonly Change[]): { readonly result: CommitResult; readonly undo: Undo } {
    const undone: Undo[] = [];
    const undo = (): void => {
      for (const step of undone.reverse()) step();
    };
    for (const [at, change] of changes.entries()) {
      const made = this.#make(change, undone);
      if (made !== undefined) {
        undo();
        return { result: { committed: false, conflict: made, at }, undo };
      }
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
    return { result: { committed: true }, undo };
  }

  #make(change: Change, undone: Undo[]): CommitConflict | undefined {
    switch (change.change) {
      case 'payout_insert': {
        const { payout } = change;
        const name = keyOf('payout', payout.account, payout.reference);
        if (this.#names.has(name) || this.#due.payouts.has(payout.id)) return 'taken';
        put(this.#names, name, payout.id, undone);
        this.#putRow('payouts', payout.id, payout, undone, change.leaseMs);
        return this.#putAttempt(payout, undone);
      }
      case 'payout_update': {
        const before = this.#due.payouts.get(change.payout.id)?.row;
        const conflict = this.#replace('payouts', change.payout.id, change.payout, change.fence, undone);
        return (
          conflict ?? this.#rename('payout', before, change.payout, undone) ?? this.#putAttempt(change.payout, undone)
        );
      }
      case 'payout_event':
        return append(this.#payoutEvents, change.event.payoutId, change.event, undone);
      case 'payment_insert': {
        const { payment } = change;
        const name = keyOf('payment', payment.account, payment.reference);
        if (this.#names.has(name) || this.#due.payments.has(payment.id)) return 'taken';
        put(this.#names, name, payment.id, undone);
        this.#putRow('payments', payment.id, payment, undone, change.leaseMs);
        return undefined;
      }
      case 'payment_update': {
        const before = this.#due.payments.get(change.payment.id)?.row;
        const conflict = this.#replace('payments', change.payment.id, change.payment, change.fence, undone);
        return conflict ?? this.#rename('payment', before, change.payment, undone);
      }
      case 'payment_event':
        return append(this.#paymentEvents, change.event.paymentId, change.event, undone);
      case 'transfer':
        return this.#transfer(change, undone);
      case 'total_add': {
        const sum = addMoney(plain(this.#totals.get(change.total) ?? '0'), plain(change.by)).amount;
        if (change.atMost !== undefined && compareDecimals(sum, change.atMost) > 0) return 'out_of_bounds';
        put(this.#totals, change.total, sum, undone);
        return undefined;
      }
      case 'inbox_insert': {
        const key = keyOf(change.message.account, change.message.key);
        if (this.#due.inbox.has(key)) return 'taken';
        this.#putRow('inbox', key, change.message, undone);
        return undefined;
      }
      case 'inbox_update':
        return this.#replaceAny(
          'inbox',
          keyOf(change.message.account, change.message.key),
          change.message,
          change.fence,
          undone,
        );
      case 'refusal_insert':
        this.#refusals.push(change.refusal);
        undone.push(() => this.#refusals.pop());
        return undefined;
      case 'notice_insert':
        if (this.#due.notices.has(change.notice.id)) return 'taken';
        this.#putRow('notices', change.notice.id, change.notice, undone);
        return undefined;
      case 'notice_update':
        return this.#replaceAny('notices', change.notice.id, change.notice, change.fence, undone);
      case 'answer_insert': {
        const key = keyOf(change.answer.scope, change.answer.key);
        if (this.#answers.has(key)) return 'taken';
        put(this.#answers, key, change.answer, undone);
        return undefined;
      }
      case 'answer_update': {
        const key = keyOf(change.answer.scope, change.answer.key);
        if (this.#answers.get(key)?.run !== change.heldBy) return 'stale';
        put(this.#answers, key, change.answer, undone);
        return undefined;
      }
      case 'document_insert': {
        const key = keyOf(change.document.kind, change.document.id);
        if (this.#due.documents.has(key)) return 'taken';
        this.#putRow('documents', key, change.document, undone);
        return undefined;
      }
      case 'document_update': {
        const { document, fence } = change;
        return this.#replace('documents', keyOf(document.kind, document.id), document, fence, undone);
      }
      case 'profile_insert':
        if (this.#profiles.has(change.profile.id)) return 'taken';
        put(this.#profiles, change.profile.id, change.profile, undone);
        return undefined;
      case 'profile_update':
        if (this.#profiles.get(change.profile.id)?.revision !== change.profile.revision - 1) return 'stale';
        put(this.#profiles, change.profile.id, change.profile, undone);
        return undefined;
    }
  }

  /** A record that moves to another account takes its reference along. */
  #rename(
    kind: 'payout' | 'payment',
    before: PayoutRecord | PaymentRecord | undefined,
    after: PayoutRecord | PaymentRecord,
    undone: Undo[],
  ): CommitConflict | undefined {
    if (before === undefined || before.account === after.account) return undefined;
    const name = keyOf(kind, after.account, after.reference);
    if (this.#names.has(name)) return 'taken';
    take(this.#names, keyOf(kind, before.account, before.reference), undone);
    put(this.#names, name, after.id, undone);
    return undefined;
  }

  #putRow<Kind extends keyof DueRows>(
    kind: Kind,
    key: string,
    row: DueRows[Kind],
    undone: Undo[],
    leaseMs?: number,
  ): void {
    const lease =
      leaseMs === undefined
        ? { fence: 0, leaseUntil: 0 }
        : { fence: FIRST_FENCE, leaseUntil: this.#clock.now().getTime() + leaseMs };
    put(this.#due[kind], key, { row, ...lease }, undone);
    this.#noteChange(kind, key, undone);
  }

  #noteChange(kind: keyof DueRows, key: string, undone: Undo[]): void {
    this.#changeCount += 1;
    put(this.#changeNumbers, keyOf(kind, key), this.#changeCount, undone);
  }

  #replace<Kind extends 'payouts' | 'payments' | 'documents'>(
    kind: Kind,
    key: string,
    row: DueRows[Kind],
    fence: number | undefined,
    undone: Undo[],
  ): CommitConflict | undefined {
    if (this.#due[kind].get(key)?.row.revision !== row.revision - 1) return 'stale';
    return this.#replaceAny(kind, key, row, fence, undone);
  }

  #replaceAny<Kind extends keyof DueRows>(
    kind: Kind,
    key: string,
    row: DueRows[Kind],
    fence: number | undefined,
    undone: Undo[],
  ): CommitConflict | undefined {
    const held = this.#due[kind].get(key);
    const isHeld = held !== undefined && (fence === undefined || (held.fence === fence && held.leaseUntil > 0));
    if (!isHeld) return 'stale';
    // A fence that was given back is never valid again: a commit whose answer was lost must not be made a second time.
    const lease = fence === undefined ? held : { fence: held.fence + 1, leaseUntil: 0 };
    put(this.#due[kind], key, { row, fence: lease.fence, leaseUntil: lease.leaseUntil }, undone);
    this.#noteChange(kind, key, undone);
    return undefined;
  }

  #putAttempt(payout: PayoutRecord, undone: Undo[]): CommitConflict | undefined {
    const { account, attempt: number, id, wireReference } = payout;
    const key = keyOf(id, String(number));
    const wire = keyOf('wire', account, wireReference);
    const holder = this.#attemptIds.get(wire);
    if (holder !== undefined && holder !== key) return 'taken';
    put(this.#attemptIds, wire, key, undone);
    if (payout.providerId !== undefined)
      put(this.#attemptIds, keyOf('provider', account, payout.providerId), key, undone);
    const { failureReason, firstSentAt, providerId, providerStatus, state, transactionId } = payout;
    const attempt: PayoutAttempt = {
      payoutId: id,
      account,
      number,
      wireReference,
      state,
      providerId,
      providerStatus,
      transactionId,
      failureReason,
      firstSentAt,
    };
    put(this.#attempts, key, attempt, undone);
    return undefined;
  }

  #transfer({ bounds, transfer }: Extract<Change, { change: 'transfer' }>, undone: Undo[]): CommitConflict | undefined {
    if (this.#transfers.has(transfer.id)) return 'taken';
    put(this.#transfers, transfer.id, transfer, undone);
    const amount = { ...transfer.amount, currency: normaliseCurrency(transfer.amount.currency) };
    this.#move(transfer.account, transfer.from, { ...amount, amount: negated(amount.amount) }, undone);
    this.#move(transfer.account, transfer.to, amount, undone);
    const { availableAtLeast, heldAtMost } = bounds ?? {};
    const has = (book: Book): string => this.#balance(transfer.account, book, amount.currency).amount;
    if (availableAtLeast !== undefined && compareDecimals(has('available'), availableAtLeast) < 0)
      return 'out_of_bounds';
    if (heldAtMost !== undefined && compareDecimals(has('held'), heldAtMost) > 0) return 'out_of_bounds';
    return undefined;
  }

  #move(account: string, book: Book, amount: Money, undone: Undo[]): void {
    const next = addMoney(this.#balance(account, book, amount.currency), amount);
    put(this.#balances, keyOf(account, book, amount.currency), { account, book, amount: next }, undone);
  }

  #balance(account: string, book: Book, currency: string): Money {
    return this.#balances.get(keyOf(account, book, currency))?.amount ?? { amount: '0', currency };
  }

  async claim<Kind extends keyof DueRows>(
    kind: Kind,
    options: ClaimOptions,
  ): Promise<readonly Claimed<DueRows[Kind]>[]> {
    this.#requireOpen();
    checkClaim(kind, options);
    const { id, leaseMs, limit } = options;
    const now = this.#clock.now().getTime();
    const rows: Map<string, Leased<DueRows[Kind]>> = this.#due[kind];
    const isWanted = (key: string, { leaseUntil, row }: Leased<DueRows[Kind]>): boolean =>
      leaseUntil <= now && (id === undefined ? row.dueAt !== undefined && row.dueAt.getTime() <= now : key === id);
    const due = [...rows]
      .filter(([key, leased]) => isWanted(key, leased))
      .sort(([, one], [, other]) => (one.row.dueAt?.getTime() ?? 0) - (other.row.dueAt?.getTime() ?? 0))
      .slice(0, limit);
    return Promise.resolve(
      due.map(([key, { fence, row }]) => {
        rows.set(key, { row, fence: fence + 1, leaseUntil: now + leaseMs });
        return { row, fence: fence + 1 };
      }),
    );
  }

  dueInMs(kind: keyof DueRows): Promise<number | undefined> {
    let next: number | undefined;
    for (const { leaseUntil, row } of this.#due[kind].values()) {
      if (row.dueAt === undefined) continue;
      const at = Math.max(row.dueAt.getTime(), leaseUntil);
      if (next === undefined || at < next) next = at;
    }
    return Promise.resolve(next === undefined ? undefined : Math.max(0, next - this.#clock.now().getTime()));
  }

  async payout(id: string): Promise<PayoutRecord | undefined> {
    this.#requireOpen();
    return Promise.resolve(this.#due.payouts.get(id)?.row);
  }

  payoutByReference(account: string, reference: string): Promise<PayoutRecord | undefined> {
    return Promise.resolve(this.#due.payouts.get(this.#names.get(keyOf('payout', account, reference)) ?? '')?.row);
  }

  attemptByWireReference(account: string, wireReference: string): Promise<PayoutAttempt | undefined> {
    return Promise.resolve(this.#attempts.get(this.#attemptIds.get(keyOf('wire', account, wireReference)) ?? ''));
  }

  attemptByProviderId(account: string, providerId: string): Promise<PayoutAttempt | undefined> {
    return Promise.resolve(this.#attempts.get(this.#attemptIds.get(keyOf('provider', account, providerId)) ?? ''));
  }

  attempts(payoutId: string): Promise<readonly PayoutAttempt[]> {
    const all = [...this.#attempts.values()].filter((attempt) => attempt.payoutId === payoutId);
    return Promise.resolve(all.sort((one, other) => one.number - other.number));
  }

  listPayouts(query: PayoutRecordQuery): Promise<RecordPage<PayoutRecord>> {
    const { currency, origins, search, statuses, transactionId } = query;
    const all = [...this.#due.payouts.values()].map(({ row }) => row);
    return page(all, query, (row) => {
      if (origins?.includes(row.origin) === false) return false;
      if (search !== undefined && !isFound(row, search)) return false;
      if (statuses !== undefined && !statuses.includes(row.status)) return false;
      if (currency !== undefined && row.terms.amount.currency !== normaliseCurrency(currency)) return false;
      return transactionId === undefined || row.transactionId === transactionId;
    });
  }

  async payoutFigures(
    query: Pick<PayoutRecordQuery, 'account' | 'client' | 'requestedFrom' | 'requestedBefore'>,
  ): Promise<readonly PayoutFigure[]> {
    const rows = [...this.#due.payouts.values()].map(({ row }) => row).filter((row) => isWithin(row, query));
    const groups = new Map<string, PayoutRecord[]>();
    for (const row of rows) {
      const key = keyOf(row.account, row.status, row.terms.amount.currency);
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const figures = [...groups.values()].map((group) => {
      const [first] = group;
      if (first === undefined) throw new TypeError('a group without members');
      const total = sumMoney(
        group.map(({ terms }) => terms.amount),
        first.terms.amount.currency,
      );
      return { account: first.account, status: first.status, count: group.length, total };
    });
    return Promise.resolve(figures);
  }

  payoutEvents(payoutId: string): Promise<readonly PayoutEvent[]> {
    return Promise.resolve(this.#payoutEvents.get(payoutId) ?? []);
  }

  transfers(query: { readonly payoutId: string } | { readonly account: string }): Promise<readonly Transfer[]> {
    return Promise.resolve(
      [...this.#transfers.values()].filter((transfer) =>
        'payoutId' in query ? transfer.payoutId === query.payoutId : transfer.account === query.account,
      ),
    );
  }

  balances(account?: string): Promise<readonly Balance[]> {
    return Promise.resolve(
      [...this.#balances.values()].filter((balance) => account === undefined || balance.account === account),
    );
  }

  payment(id: string): Promise<PaymentRecord | undefined> {
    return Promise.resolve(this.#due.payments.get(id)?.row);
  }

  paymentByReference(account: string, reference: string): Promise<PaymentRecord | undefined> {
    return Promise.resolve(this.#due.payments.get(this.#names.get(keyOf('payment', account, reference)) ?? '')?.row);
  }

  paymentByProviderId(account: string, providerId: string): Promise<PaymentRecord | undefined> {
    const rows = [...this.#due.payments.values()].map(({ row }) => row);
    return Promise.resolve(rows.find((row) => row.account === account && row.providerId === providerId));
  }

  listPayments(query: RecordQuery<PaymentRecord['state']>): Promise<RecordPage<PaymentRecord>> {
    return page(
      [...this.#due.payments.values()].map(({ row }) => row),
      query,
      () => true,
    );
  }

  paymentEvents(paymentId: string): Promise<readonly PaymentRecordEvent[]> {
    return Promise.resolve(this.#paymentEvents.get(paymentId) ?? []);
  }

  inboxMessage(account: string, key: string): Promise<InboxMessage | undefined> {
    return Promise.resolve(this.#due.inbox.get(keyOf(account, key))?.row);
  }

  listInbox({
    account,
    after,
    limit = 50,
    states,
  }: Parameters<DurableStore['listInbox']>[0]): Promise<readonly InboxMessage[]> {
    const rows = [...this.#due.inbox.values()]
      .map(({ row }) => row)
      .filter((row) => account === undefined || row.account === account)
      .filter((row) => states === undefined || states.includes(row.state))
      .sort((one, other) => (isBeyond(inboxPlace(one), inboxPlace(other)) ? -1 : 1))
      .filter((row) => after === undefined || isBeyond(inboxPlace(after), inboxPlace(row)));
    return Promise.resolve(rows.slice(0, limit));
  }

  refusals({ account, from }: Parameters<DurableStore['refusals']>[0]): ReturnType<DurableStore['refusals']> {
    const counts = new Map<string, { account: string; reason: string; count: number; lastAt: Date }>();
    for (const refusal of this.#refusals) {
      if (account !== undefined && refusal.account !== account) continue;
      if (from !== undefined && refusal.at < from) continue;
      const key = keyOf(refusal.account, refusal.reason);
      const { count, lastAt } = counts.get(key) ?? { count: 0, lastAt: refusal.at };
      const latest = refusal.at > lastAt ? refusal.at : lastAt;
      const { account: of, reason } = refusal;
      counts.set(key, { account: of, reason, count: count + refusal.count, lastAt: latest });
    }
    return Promise.resolve(sortedBy([...counts.values()], ({ account: of, reason }) => keyOf(of, reason)));
  }

  notice(id: string): Promise<Notice | undefined> {
    return Promise.resolve(this.#due.notices.get(id)?.row);
  }

  answer(scope: string, key: string): Promise<KeptAnswer | undefined> {
    return Promise.resolve(this.#answers.get(keyOf(scope, key)));
  }

  document(kind: string, id: string): Promise<StoredDocument | undefined> {
    return Promise.resolve(this.#due.documents.get(keyOf(kind, id))?.row);
  }

  async listDocuments({ after, group, kind, limit, states }: DocumentQuery): Promise<RecordPage<StoredDocument>> {
    const rows = [...this.#due.documents.values()]
      .map(({ row }) => row)
      .filter((row) => row.kind === kind && (group === undefined || row.group === group))
      .filter((row) => states === undefined || states.includes(row.state));
    return pageOf(rows, ({ at }) => at, { after, limit });
  }

  changesSince(
    since: string | undefined,
    query: { readonly documents: readonly string[]; readonly limit?: number | undefined },
  ): Promise<RecordChanges> {
    // What is wrong with the cursor rejects, as everywhere.
    return Promise.resolve().then(() => this.#changesSince(since, query));
  }

  #changesSince(
    since: string | undefined,
    { documents, limit }: { readonly documents: readonly string[]; readonly limit?: number | undefined },
  ): RecordChanges {
    const head = this.#changeCount + 1;
    const most = pageLimit(limit);
    const from = since === undefined ? head : readChangeCursor(since);
    if (since === undefined || from > head) {
      return { changes: [], cursor: String(head), isMore: false, isKnown: since === undefined };
    }
    const changed = (['payouts', 'payments', 'inbox', 'documents'] as const).flatMap((table) =>
      [...this.#due[table]].map(([key, { row }]) => ({
        change: { table, record: row } as RecordChange,
        number: this.#changeNumbers.get(keyOf(table, key)) ?? 0,
      })),
    );
    const wanted = changed
      .filter(
        ({ change, number }) =>
          number >= from && (change.table !== 'documents' || documents.includes(change.record.kind)),
      )
      .sort((one, other) => one.number - other.number);
    const told = wanted.slice(0, most);
    const isMore = wanted.length > told.length;
    const cursor = isMore ? (told.at(-1)?.number ?? 0) + 1 : head;
    return {
      changes: told.map(({ change }) => change),
      cursor: String(cursor),
      isMore,
      isKnown: true,
    };
  }

  profile(id: string): Promise<WalletProfile | undefined> {
    return Promise.resolve(this.#profiles.get(id));
  }

  profiles(client: string): Promise<readonly WalletProfile[]> {
    const all = [...this.#profiles.values()].filter((profile) => profile.client === client);
    return Promise.resolve(all.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime()));
  }

  prune({ documents = [], finishedBefore }: PruneLimits): Promise<{ readonly removed: number }> {
    const now = this.#clock.now();
    let removed = 0;
    const drop = <Value>(rows: Map<string, Value>, isOver: (value: Value) => boolean): void => {
      for (const [key, value] of rows) {
        if (!isOver(value)) continue;
        rows.delete(key);
        removed += 1;
      }
    };
    drop(this.#answers, ({ expiresAt }) => expiresAt <= now);
    drop(this.#due.inbox, ({ row }) => row.state === 'done' && (row.doneAt ?? row.receivedAt) < finishedBefore);
    const counted = this.#refusals.length;
    this.#refusals.splice(0, counted, ...this.#refusals.filter(({ at }) => at >= finishedBefore));
    removed += counted - this.#refusals.length;
    drop(this.#due.documents, ({ row }) => documents.includes(row.kind) && row.at < finishedBefore);
    drop(this.#due.notices, ({ row }) => row.state === 'done' && row.at < finishedBefore);
    return Promise.resolve({ removed });
  }

  changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new StoreUnavailableError('The store is closed.');
  }
}

function sortedBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return [...items].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

function put<Value>(map: Map<string, Value>, key: string, value: Value, undone: Undo[]): void {
  const before = map.get(key);
  map.set(key, value);
  undone.push(() => {
    if (before === undefined) map.delete(key);
    else map.set(key, before);
  });
}

function take<Value>(map: Map<string, Value>, key: string, undone: Undo[]): void {
  const before = map.get(key);
  if (before === undefined) return;
  map.delete(key);
  undone.push(() => map.set(key, before));
}

function append<Entry extends { readonly number: number }>(
  lists: Map<string, Entry[]>,
  key: string,
  entry: Entry,
  undone: Undo[],
): CommitConflict | undefined {
  const list = lists.get(key) ?? [];
  if (list.some(({ number }) => number === entry.number)) return 'taken';
  put(lists, key, [...list, entry], undone);
  return undefined;
}

function isFound({ id, reference, terms: { destination }, transactionId }: PayoutRecord, search: string): boolean {
  const place = destination.type === 'crypto_address' ? destination.address : destination.accountNumber;
  return [id, transactionId, place].includes(search) || reference.startsWith(search);
}

function inboxPlace({ account, key, receivedAt }: Pick<InboxMessage, 'account' | 'key' | 'receivedAt'>): Cursor {
  return { at: receivedAt.getTime(), id: keyOf(account, key) };
}

/** Whether the other one stands after the one in a list that begins with the newest. */
function isBeyond(one: Cursor, other: Cursor): boolean {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}

interface Listed {
  readonly id: string;
  readonly account: string;
  readonly client?: string | undefined;
  readonly state: string;
  readonly requestedAt: Date;
}

function isWithin(row: Listed, query: Omit<RecordQuery<never>, 'states' | 'limit' | 'after'>): boolean {
  const { account, client, requestedBefore, requestedFrom } = query;
  if (account !== undefined && row.account !== account) return false;
  if (client !== undefined && row.client !== client) return false;
  if (requestedFrom !== undefined && row.requestedAt < requestedFrom) return false;
  return requestedBefore === undefined || row.requestedAt < requestedBefore;
}

async function page<Row extends Listed>(
  rows: readonly Row[],
  query: RecordQuery<Row['state']>,
  isWanted: (row: Row) => boolean,
): Promise<RecordPage<Row>> {
  const wanted = rows.filter(
    (row) => isWithin(row, query) && (query.states === undefined || query.states.includes(row.state)) && isWanted(row),
  );
  return pageOf(wanted, ({ requestedAt }) => requestedAt, query);
}

async function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  timeOf: (row: Row) => Date,
  query: { readonly limit?: number | undefined; readonly after?: string | undefined },
): Promise<RecordPage<Row>> {
  const limit = pageLimit(query.limit);
  const end = query.after === undefined ? undefined : readCursor(query.after);
  const cursorOf = (row: Row): Cursor => ({ at: timeOf(row).getTime(), id: row.id });
  const isLater = (one: Cursor, other: Cursor): boolean =>
    one.at === other.at ? one.id > other.id : one.at > other.at;
  const wanted = rows
    .filter((row) => end === undefined || (row.id !== end.id && !isLater(cursorOf(row), end)))
    .sort((one, other) => (isLater(cursorOf(one), cursorOf(other)) ? -1 : 1));
  const records = wanted.slice(0, limit);
  const last = records.at(-1);
  if (last === undefined || wanted.length === records.length) return Promise.resolve({ records });
  return Promise.resolve({ records, next: writeCursor(cursorOf(last)) });
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function plain(amount: string): Money {
  return { amount, currency: 'XXX' };
}

function negated(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}
