import type { MoneyMovement } from '../control/books.js';
import { randomUuid } from '../control/identifiers.js';
import type { Fault, FaultPlan } from '../control/fault.js';
import type { RecordedRequest, RequestLog } from '../control/request-log.js';
import type { Delivery, DeliveryReference } from '../control/webhook-courier.js';
import type { JsonObject } from '../json/encode-json.js';
import { formatFixed } from '../money/fixed.js';
import { paymentPayload } from './invoice/payment-webhook.js';
import { finishRefund } from './invoice/refund.js';
import { expireInvoice, payInvoice, settleInvoice, type PayOptions } from './invoice/take-payment.js';
import { makeWebhook } from './make-webhook.js';
import type { Merchant } from './merchant.js';
import { advancePayout, settlePayout } from './payout/advance-payout.js';
import { payoutPayload } from './payout/payout-webhook.js';
import { chargeRecurrence } from './recurrence/charge-recurrence.js';
import {
  invoiceSnapshot,
  payoutSnapshot,
  recurrenceSnapshot,
  walletSnapshot,
  type InvoiceSnapshot,
  type PayoutSnapshot,
  type RecurrenceSnapshot,
  type WalletSnapshot,
} from './snapshots.js';
import type { Invoice, Payout, Recurrence, StaticWallet } from './state.js';
import { deposit, type DepositOptions } from './wallet/deposit.js';

/** How a status is set by hand. */
export interface SettleOptions {
  /** The `is_final` member. What the documentation says of the status by default; `false` for statuses it does not know. */
  readonly final?: boolean | undefined;
  /** Gives a payout a transaction hash before it is paid. @defaultValue `false` */
  readonly broadcast?: boolean | undefined;
}

/** A webhook that the provider never sent. */
export interface ForgedWebhook {
  /** Where it goes. The callback of the object by default. */
  readonly url?: string | undefined;
  /** The invoice or payout it pretends to speak of, by uuid or `order_id`. */
  readonly about: string;
  /** Members to put into the body or, with `undefined`, to leave out. */
  readonly changes?: JsonObject | undefined;
  /** The key to sign with. One that nobody knows by default. */
  readonly key?: string | undefined;
}

/** What can be kept from a merchant. */
export type ForbiddenCalls = 'payments' | 'payouts' | 'transfers';

/** The merchant's and the owner's balance in one currency, as decimal text. */
export interface BalanceSnapshot {
  readonly currency: string;
  readonly merchant: string;
  readonly user: string;
}

/**
 * Plays everyone but the merchant: payers, networks, the provider's staff, bad luck.
 *
 * Objects are named by `uuid` or by `order_id`; a name that an invoice and a
 * payout share must be the `uuid`. Methods that change a status resolve when the
 * first attempt of the webhook about it is over. Unknown names are a `RangeError`.
 */
export interface MerchantControl {
  /** Lets a payer pay: exactly what is missing, or less, more, or too late. */
  pay(id: string, options?: PayOptions): Promise<InvoiceSnapshot>;
  /** Ends the time an invoice can be paid in. */
  expire(id: string): Promise<InvoiceSnapshot>;
  /** Puts an invoice, payout or recurring payment into any status, documented or not. */
  settle(id: string, status: string, options?: SettleOptions): Promise<void>;
  /** Ends a running refund. */
  refundOutcome(id: string, outcome: 'refund_paid' | 'refund_fail'): Promise<InvoiceSnapshot>;
  /** Takes a payout from `process` to `check`, or from there to `outcome` (`paid` by default). */
  advancePayout(id: string, outcome?: 'paid' | 'fail'): Promise<PayoutSnapshot>;
  /** Lets money come in on a static wallet. Answers `undefined` for a blocked one. */
  deposit(wallet: string, amount: string, options?: DepositOptions): Promise<InvoiceSnapshot | undefined>;
  /** Collects an active recurring payment once. */
  charge(recurrence: string): Promise<InvoiceSnapshot>;

  /** Makes something go wrong. @throws RangeError for a fault that does not exist. */
  fault(fault: Fault): void;
  /** Takes back every fault that has not struck. */
  clearFaults(): void;
  /** Makes calls answer `You are forbidden`, or stops that. */
  forbid(calls: ForbiddenCalls, forbidden?: boolean): void;
  /** Sends a webhook in the right shape with a wrong signature. */
  forgeWebhook(webhook: ForgedWebhook): Promise<Delivery>;
  /** Sends the bytes of an earlier delivery again: that of `deliveries()`, or its number. */
  redeliver(delivery: DeliveryReference): Promise<Delivery>;

  /** Moves a virtual clock; everything that falls due on the way happens, in order. */
  advance(ms: number): Promise<void>;
  /** What the simulator's clock shows. */
  now(): Date;
  /** Resolves when no webhook is being sent. */
  idle(): Promise<void>;

  invoices(): readonly InvoiceSnapshot[];
  payouts(): readonly PayoutSnapshot[];
  wallets(): readonly WalletSnapshot[];
  recurrences(): readonly RecurrenceSnapshot[];
  balances(): readonly BalanceSnapshot[];
  /** Every webhook and what became of it, oldest first. */
  deliveries(): readonly Delivery[];
  /** The books: every movement of money that really happened, oldest first. */
  transfers(): readonly MoneyMovement[];
  /** Every request to the provider's interface, oldest first. */
  requests(): readonly RecordedRequest[];
}

/** The control of one merchant account. */
export function merchantControl(merchant: Merchant, faults: FaultPlan, log: RequestLog): MerchantControl {
  const { state, courier, clock } = merchant;
  const findInvoice = (id: string): Invoice | undefined =>
    state.invoices.find(({ uuid }) => uuid === id) ??
    state.invoices.find(({ kind, orderId }) => kind === 'invoice' && orderId === id);
  const findPayout = (id: string): Payout | undefined =>
    state.payouts.find(({ uuid }) => uuid === id) ?? state.payouts.find(({ orderId }) => orderId === id);
  const findRecurrence = (id: string): Recurrence | undefined =>
    state.recurrences.find(({ uuid, orderId }) => uuid === id || orderId === id);
  const findWallet = (id: string): StaticWallet | undefined =>
    state.wallets.find(({ uuid, orderId }) => uuid === id || orderId === id);
  /** The invoice or payout of that name, unless both have it. */
  const findEither = (id: string): { invoice?: Invoice | undefined; payout?: Payout | undefined } => {
    const found = { invoice: findInvoice(id), payout: findPayout(id) };
    if (found.invoice !== undefined && found.payout !== undefined) {
      throw new RangeError(`"${id}" names an invoice and a payout. Use the uuid.`);
    }
    return found;
  };
  const getInvoice = (id: string): Invoice => known(findInvoice(id), 'invoice', id);
  const getPayout = (id: string): Payout => known(findPayout(id), 'payout', id);

  return {
    async pay(id, options) {
      const invoice = getInvoice(id);
      await payInvoice(merchant, invoice, options);
      return invoiceSnapshot(merchant, invoice);
    },
    async expire(id) {
      const invoice = getInvoice(id);
      await expireInvoice(merchant, invoice);
      return invoiceSnapshot(merchant, invoice);
    },
    async settle(id, status, { final, broadcast } = {}) {
      const { invoice, payout } = findEither(id);
      if (invoice !== undefined) await settleInvoice(merchant, invoice, status, final);
      else if (payout !== undefined) await settlePayout(merchant, payout, status, final, broadcast);
      else known(findRecurrence(id), 'invoice, payout or recurring payment', id).status = status;
    },
    async refundOutcome(id, outcome) {
      const invoice = getInvoice(id);
      await finishRefund(merchant, invoice, outcome);
      return invoiceSnapshot(merchant, invoice);
    },
    async advancePayout(id, outcome) {
      const payout = getPayout(id);
      await advancePayout(merchant, payout, outcome);
      return payoutSnapshot(merchant, payout);
    },
    async deposit(id, amount, options) {
      const payment = await deposit(merchant, known(findWallet(id), 'wallet', id), amount, options);
      return payment && invoiceSnapshot(merchant, payment);
    },
    async charge(id) {
      const recurrence = known(findRecurrence(id), 'recurring payment', id);
      return invoiceSnapshot(merchant, await chargeRecurrence(merchant, recurrence));
    },

    fault: (fault) => {
      faults.add(fault);
    },
    clearFaults: () => {
      faults.clear();
    },
    forbid(calls, forbidden = true) {
      if (forbidden) state.forbidden.add(calls);
      else state.forbidden.delete(calls);
    },
    async forgeWebhook({ url, about, changes, key = `forged ${randomUuid(merchant.random)}` }) {
      const { invoice, payout } = findEither(about);
      const subject = known(invoice ?? payout, 'invoice or payout', about);
      const target = url ?? subject.urlCallback;
      if (target === undefined) throw new RangeError(`"${about}" has no url_callback; name a url.`);
      const payload =
        invoice === undefined ? payoutPayload(known(payout, 'payout', about)) : paymentPayload(merchant, invoice);
      const webhook = makeWebhook(merchant, { url: target, nature: 'forged', payload, changes, key });
      await courier.send(webhook);
      return known(
        courier.deliveries().findLast(({ body }) => body === webhook.body),
        'delivery',
        about,
      );
    },
    redeliver: (id) => courier.redeliver(id),

    async advance(ms) {
      await courier.idle();
      await clock.advance(ms);
      await courier.idle();
    },
    now: () => new Date(clock.now()),
    idle: () => courier.idle(),

    invoices: () => state.invoices.map((invoice) => invoiceSnapshot(merchant, invoice)),
    payouts: () => state.payouts.map((payout) => payoutSnapshot(merchant, payout)),
    wallets: () => state.wallets.map((wallet) => walletSnapshot(wallet)),
    recurrences: () => state.recurrences.map((recurrence) => recurrenceSnapshot(merchant, recurrence)),
    balances: () =>
      [...state.balances.values()].map((row) => ({
        currency: row.currency,
        merchant: formatFixed(row.merchant, 8),
        user: formatFixed(row.user, 8),
      })),
    deliveries: () => courier.deliveries(),
    transfers: () => merchant.books.movements(),
    requests: () => log.requests(),
  };
}

function known<Item>(item: Item | undefined, kind: string, id: string): Item {
  if (item === undefined) throw new RangeError(`There is no ${kind} "${id}".`);
  return item;
}
