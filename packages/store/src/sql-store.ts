import { AsyncLocalStorage } from 'node:async_hooks';
import { InvalidRequestError } from '@paymux/core';
import {
  type Balance,
  type Book,
  type Change,
  type Claimed,
  type ClaimOptions,
  type CommitResult,
  type DocumentQuery,
  type DueRows,
  type DurableStore,
  type PruneLimits,
  fromRecordText,
  type InboxMessage,
  type KeptAnswer,
  type Notice,
  type PaymentRecord,
  type PaymentRecordEvent,
  type PaymentState,
  type PayoutAttempt,
  type PayoutEvent,
  type PayoutFigure,
  type PayoutRecord,
  type PayoutRecordQuery,
  type RecordChanges,
  type RecordPage,
  type RecordQuery,
  type StoredDocument,
  type StoreTransaction,
  StoreUnavailableError,
  type Transfer,
  type WalletProfile,
  checkChanges,
  checkClaim,
  pageLimit,
} from '@paymux/orchestration';
import type { Kysely } from 'kysely';
import { columnText, fromColumnText } from './column-text.js';
import { documentId } from './commit/document-changes.js';
import { inboxId } from './commit/inbox-changes.js';
import { makeChanges, makesWork } from './commit/make-changes.js';
import { dueInMs } from './due/due-in-ms.js';
import type { Engine } from './engine.js';
import { PRUNED_AT_ONCE, pruneSome } from './prune.js';
import { isAmong } from './query/is-among.js';
import { listDocuments, listPayments, listPayouts } from './query/list-records.js';
import { type RecordKey, recordKey } from './query/record-key.js';
import { recordChanges } from './query/record-changes.js';
import { type FigureQuery, payoutFigures } from './query/payout-figures.js';
import { toStoreTransaction } from './sql-transaction.js';
import type { Tables } from './tables.js';

type InboxQuery = Parameters<DurableStore['listInbox']>[0];
type RefusalQuery = Parameters<DurableStore['refusals']>[0];
type TransferQuery = Parameters<DurableStore['transfers']>[0];
type RefusalCount = Awaited<ReturnType<DurableStore['refusals']>>[number];

/** The durable store on SQL. One instance may be used by everything in a process. */
export class SqlStore implements DurableStore {
  readonly #engine: Engine;
  /** Set while an effect runs, and seen by everything it calls. */
  readonly #effect = new AsyncLocalStorage<{ running: boolean }>();
  #closing: Promise<void> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async commit(
    changes: readonly Change[],
    effect?: (transaction: StoreTransaction) => void | Promise<void>,
  ): Promise<CommitResult> {
    this.#requireOpen();
    this.#refuseInEffect();
    checkChanges(changes);

    const { dialect } = this.#engine;
    const result = await this.#engine.commit({
      changes,
      hasEffect: effect !== undefined,
      run: async (transaction) => {
        const made = await makeChanges(transaction, dialect, changes);
        if (made.committed && effect !== undefined) {
          await this.#runEffect(() => effect(toStoreTransaction(transaction, dialect.engine)));
        }
        return made;
      },
    });
    if (result.committed && makesWork(changes)) this.#engine.announce();
    return result;
  }

  async claim<Kind extends keyof DueRows>(
    kind: Kind,
    options: ClaimOptions,
  ): Promise<readonly Claimed<DueRows[Kind]>[]> {
    this.#requireOpen();
    this.#refuseInEffect();
    checkClaim(kind, options);
    return this.#engine.claim(kind, options);
  }

  dueInMs(kind: keyof DueRows): Promise<number | undefined> {
    return this.#read((database) => dueInMs(database, this.#engine.dialect, kind));
  }

  payout(id: string): Promise<PayoutRecord | undefined> {
    return this.#find(recordKey('paymux_payouts', { id: columnText(id) }));
  }

  payoutByReference(account: string, reference: string): Promise<PayoutRecord | undefined> {
    return this.#find(recordKey('paymux_payouts', { account: columnText(account), reference: columnText(reference) }));
  }

  attemptByWireReference(account: string, wireReference: string): Promise<PayoutAttempt | undefined> {
    return this.#find(
      recordKey('paymux_payout_attempts', { account: columnText(account), wire_reference: columnText(wireReference) }),
    );
  }

  attemptByProviderId(account: string, providerId: string): Promise<PayoutAttempt | undefined> {
    return this.#record((database) =>
      database
        .selectFrom('paymux_payout_attempts')
        .select('record')
        .where('account', '=', columnText(account))
        .where('provider_id', '=', columnText(providerId))
        .orderBy('payout_id')
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  attempts(payoutId: string): Promise<readonly PayoutAttempt[]> {
    return this.#records((database) =>
      database
        .selectFrom('paymux_payout_attempts')
        .select('record')
        .where('payout_id', '=', columnText(payoutId))
        .orderBy('number')
        .execute(),
    );
  }

  listPayouts(query: PayoutRecordQuery): Promise<RecordPage<PayoutRecord>> {
    return this.#read((database) => listPayouts(database, query));
  }

  payoutFigures(query: FigureQuery): Promise<readonly PayoutFigure[]> {
    return this.#read((database) => payoutFigures(database, this.#engine.dialect, query));
  }

  payoutEvents(payoutId: string): Promise<readonly PayoutEvent[]> {
    return this.#records((database) =>
      database
        .selectFrom('paymux_payout_events')
        .select('record')
        .where('payout_id', '=', columnText(payoutId))
        .orderBy('number')
        .execute(),
    );
  }

  transfers(query: TransferQuery): Promise<readonly Transfer[]> {
    return this.#records((database) => {
      const rows = database.selectFrom('paymux_transfers').select('record').orderBy('position');
      return 'payoutId' in query
        ? rows.where('payout_id', '=', columnText(query.payoutId)).execute()
        : rows.where('account', '=', columnText(query.account)).execute();
    });
  }

  balances(account?: string): Promise<readonly Balance[]> {
    return this.#read(async (database) => {
      let rows = database
        .selectFrom('paymux_balances')
        .selectAll()
        .orderBy('account')
        .orderBy('currency')
        .orderBy('book');
      if (account !== undefined) rows = rows.where('account', '=', columnText(account));
      return (await rows.execute()).map((row) => ({
        account: fromColumnText(row.account),
        book: row.book as Book,
        amount: { amount: row.amount, currency: row.currency },
      }));
    });
  }

  payment(id: string): Promise<PaymentRecord | undefined> {
    return this.#find(recordKey('paymux_payments', { id: columnText(id) }));
  }

  paymentByReference(account: string, reference: string): Promise<PaymentRecord | undefined> {
    return this.#find(recordKey('paymux_payments', { account: columnText(account), reference: columnText(reference) }));
  }

  paymentByProviderId(account: string, providerId: string): Promise<PaymentRecord | undefined> {
    return this.#record((database) =>
      database
        .selectFrom('paymux_payments')
        .select('record')
        .where('account', '=', columnText(account))
        .where('provider_id', '=', columnText(providerId))
        .orderBy('requested_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  listPayments(query: RecordQuery<PaymentState>): Promise<RecordPage<PaymentRecord>> {
    return this.#read((database) => listPayments(database, query));
  }

  paymentEvents(paymentId: string): Promise<readonly PaymentRecordEvent[]> {
    return this.#records((database) =>
      database
        .selectFrom('paymux_payment_events')
        .select('record')
        .where('payment_id', '=', columnText(paymentId))
        .orderBy('number')
        .execute(),
    );
  }

  inboxMessage(account: string, key: string): Promise<InboxMessage | undefined> {
    return this.#find(recordKey('paymux_inbox', { id: inboxId(account, key) }));
  }

  async listInbox({ account, after, states, limit }: InboxQuery): Promise<readonly InboxMessage[]> {
    const most = pageLimit(limit);
    return this.#records((database) => {
      let rows = database
        .selectFrom('paymux_inbox')
        .select('record')
        .orderBy('received_at', 'desc')
        .orderBy('id', 'desc')
        .limit(most);
      if (account !== undefined) rows = rows.where('account', '=', columnText(account));
      if (states !== undefined) rows = rows.where(isAmong('state', states));
      if (after !== undefined) {
        const { account: of, key, receivedAt } = after;
        const end = receivedAt.getTime();
        rows = rows.where((row) => row(row.refTuple('received_at', 'id'), '<', row.tuple(end, inboxId(of, key))));
      }
      return rows.execute();
    });
  }

  refusals({ account, from }: RefusalQuery): Promise<readonly RefusalCount[]> {
    return this.#read(async (database) => {
      let rows = database
        .selectFrom('paymux_refusals')
        .select(({ fn }) => [
          'account',
          'reason',
          fn.sum<number | string>('count').as('count'),
          fn.max<number>('at').as('last_at'),
        ])
        .groupBy(['account', 'reason'])
        .orderBy('account')
        .orderBy('reason');
      if (account !== undefined) rows = rows.where('account', '=', columnText(account));
      if (from !== undefined) rows = rows.where('at', '>=', from.getTime());
      return (await rows.execute()).map((row) => ({
        account: fromColumnText(row.account),
        reason: fromColumnText(row.reason),
        count: Number(row.count),
        lastAt: new Date(row.last_at),
      }));
    });
  }

  notice(id: string): Promise<Notice | undefined> {
    return this.#find(recordKey('paymux_notices', { id: columnText(id) }));
  }

  answer(scope: string, key: string): Promise<KeptAnswer | undefined> {
    return this.#find(recordKey('paymux_answers', { scope: columnText(scope), key: columnText(key) }));
  }

  document(kind: string, id: string): Promise<StoredDocument | undefined> {
    return this.#find(recordKey('paymux_documents', { id: documentId(kind, id) }));
  }

  listDocuments(query: DocumentQuery): Promise<RecordPage<StoredDocument>> {
    return this.#read((database) => listDocuments(database, query));
  }

  changesSince(
    since: string | undefined,
    query: { readonly documents: readonly string[]; readonly limit?: number | undefined },
  ): Promise<RecordChanges> {
    return this.#read((database) => recordChanges(database, this.#engine.dialect, since, query));
  }

  profile(id: string): Promise<WalletProfile | undefined> {
    return this.#find(recordKey('paymux_profiles', { id: columnText(id) }));
  }

  profiles(client: string): Promise<readonly WalletProfile[]> {
    return this.#records((database) =>
      database
        .selectFrom('paymux_profiles')
        .select('record')
        .where('client', '=', columnText(client))
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    );
  }

  async prune(limits: PruneLimits): Promise<{ readonly removed: number }> {
    this.#requireOpen();
    this.#refuseInEffect();
    const { dialect } = this.#engine;
    let removed = 0;
    for (;;) {
      const some = await this.#engine.write((transaction) => pruneSome(transaction, dialect.now(), limits));
      removed += some;
      if (some < PRUNED_AT_ONCE) return { removed };
    }
  }

  async changed(signal: AbortSignal): Promise<void> {
    this.#requireOpen();
    await this.#engine.changed(signal);
  }

  close(): Promise<void> {
    // The runtime looks at every storage in use whenever a promise is made.
    this.#closing ??= this.#engine.close().finally(() => {
      this.#effect.disable();
    });
    return this.#closing;
  }

  async #runEffect(effect: () => void | Promise<void>): Promise<void> {
    const mark = { running: true };
    try {
      await this.#effect.run(mark, effect);
    } finally {
      mark.running = false;
    }
  }

  async #read<Result>(query: (database: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    this.#requireOpen();
    if (this.#engine.readsWait) this.#refuseInEffect();
    return this.#engine.read(query);
  }

  async #find<Record>(key: RecordKey): Promise<Record | undefined> {
    this.#requireOpen();
    if (this.#engine.readsWait) this.#refuseInEffect();
    const text = await this.#engine.find(key);
    return text === undefined ? undefined : fromRecordText<Record>(text);
  }

  async #record<Record>(
    query: (database: Kysely<Tables>) => Promise<{ readonly record: string } | undefined>,
  ): Promise<Record | undefined> {
    const row = await this.#read(query);
    return row === undefined ? undefined : fromRecordText<Record>(row.record);
  }

  async #records<Record>(
    query: (database: Kysely<Tables>) => Promise<readonly { readonly record: string }[]>,
  ): Promise<readonly Record[]> {
    const rows = await this.#read(query);
    return rows.map(({ record }) => fromRecordText<Record>(record));
  }

  /** It would wait for the transaction that waits for it. */
  #refuseInEffect(): void {
    if (this.#effect.getStore()?.running !== true) return;
    throw new InvalidRequestError([
      { path: 'effect', message: 'must not call the store while its own transaction is open: use that transaction' },
    ]);
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw new StoreUnavailableError('The store was closed.');
  }
}
