import { parseMoney } from '../money/money.js';
import type { Payment } from '../payment/payment.js';
import type { Payout } from '../payout/payout.js';
import type { Refund } from '../refund/refund.js';
import type { FakeBooks, FakeObject, FakeTransfer } from './fake-books.js';
import type { FakeCourier, FakeDelivery, FakeObjectKind, FakeWebhookHandler } from './fake-courier.js';
import type { FakeFault, FakeFaults } from './fake-faults.js';
import type { FakeGateway, FakeRequest } from './fake-gateway.js';
import { type FakePaymentObject, toPayment } from './fake-payments.js';
import { type FakePayoutObject, toPayout } from './fake-payouts.js';
import { type FakeRefundObject, toRefund } from './fake-refunds.js';

/** A webhook of somebody else's making. */
export interface ForgedFakeWebhook {
  /** The id or reference of the payment, payout or refund it lies about. */
  readonly about: string;
  /** The state it claims. @defaultValue the one that means success */
  readonly state?: string | undefined;
  /** What it is signed with. @defaultValue a secret of the forger's own */
  readonly secret?: string | undefined;
}

/**
 * The other side of the fake: what payers, networks and the gateway's staff do.
 *
 * Objects go by the fake's id or by the caller's reference. Every change is told by a webhook to
 * whom {@link FakeControl.deliverTo} names, and is resolved once it was answered. What cannot
 * happen, such as paying a payment that was cancelled, throws and changes nothing.
 */
export interface FakeControl {
  /**
   * The payer pays. Less than asked for leaves the payment underpaid, more overpays it, and money
   * that comes after it has expired makes it late. With `capture: 'manual'`, it becomes authorized.
   *
   * @param options - `amount`: in major units of the payment's currency. Absent: what is missing.
   */
  pay(payment: string, options?: { readonly amount?: string | undefined }): Promise<Payment>;
  /** The payer's time is over. Without a call, that is noticed when anybody asks or pays after `expiresAt`. */
  expire(payment: string): Promise<Payment>;
  /** The payout leaves and has a transaction, but has not arrived. */
  sendPayout(payout: string): Promise<Payout>;
  /** The payout arrives, after it was sent. */
  completePayout(payout: string): Promise<Payout>;
  /** The refund reaches the payer. */
  completeRefund(refund: string): Promise<Refund>;
  /** The payment, payout or refund fails for good. */
  fail(object: string): Promise<void>;
  /**
   * Gives a payment, payout or refund a state in the gateway's own words. Amounts and transfers stay
   * as they are. A word that does not exist reads as `unrecognised`.
   *
   * Payments: `open`, `part_paid`, `needs_payer`, `confirming`, `held`, `authorized`, `paid`, `overpaid`,
   * `paid_late`, `failed`, `cancelled`, `expired`, `expired_short`. Payouts: `queued`, `sent`, `confirmed`,
   * `failing` (may still be sent), `failed`, `cancelled`, `returned`. Refunds: `pending`, `refunded`,
   * `failed`, `cancelled`.
   */
  settle(object: string, state: string): Promise<void>;

  /** Makes something go wrong with the next requests. Several faults happen one after another. */
  fault(fault: FakeFault): void;
  /** Forgets all faults still to come. */
  clearFaults(): void;

  /**
   * Names who hears of changes. Without a handler, webhooks are recorded and go nowhere: the fake itself
   * sends nothing over a network.
   *
   * @param handler - Such as `paymux.webhooks.handler({ on })`.
   * @param url - Where webhooks go whose payment or payout was opened without a `webhookUrl`. Absent: there are none.
   */
  deliverTo(handler: FakeWebhookHandler, url?: string): void;
  /** Delivers a webhook once more, byte for byte: one of `deliveries()`, or its number. */
  redeliver(delivery: number | Pick<FakeDelivery, 'id'>): Promise<FakeDelivery>;
  /** Delivers a webhook that the gateway never sent. */
  forgeWebhook(webhook: ForgedFakeWebhook): Promise<FakeDelivery>;

  /** All payments as the gateway sees them, oldest first. */
  payments(): readonly Payment[];
  /** All payouts as the gateway sees them, oldest first. */
  payouts(): readonly Payout[];
  /** All refunds as the gateway sees them, oldest first. */
  refunds(): readonly Refund[];
  /** All webhooks, oldest first. */
  deliveries(): readonly FakeDelivery[];
  /** All money that moved, by the gateway's own books, oldest first. */
  transfers(): readonly FakeTransfer[];
  /** All requests that reached the gateway, repeats included, oldest first. */
  requests(): readonly FakeRequest[];
}

/** What a {@link FakeControl} has hold of. */
export interface FakeControlConfig {
  readonly books: FakeBooks;
  readonly courier: FakeCourier;
  readonly faults: FakeFaults;
  readonly gateway: FakeGateway;
}

const SUCCESS: Readonly<Record<FakeObjectKind, string>> = {
  payment: 'paid',
  payout: 'confirmed',
  refund: 'refunded',
};

/** Makes the control of one fake. */
export function createFakeControl({ books, courier, faults, gateway }: FakeControlConfig): FakeControl {
  const payment = (name: string): FakePaymentObject => known('payment', name, books.payments.named(name));
  const payout = (name: string): FakePayoutObject => known('payout', name, books.payouts.named(name));
  const refund = (name: string): FakeRefundObject => known('refund', name, books.refunds.named(name));

  async function told<Item extends FakeObject>(kind: FakeObjectKind, object: Item): Promise<Item> {
    await courier.announce(kind, object);
    return object;
  }

  function anything(name: string): readonly [FakeObjectKind, FakeObject] {
    const found = [
      ['payment', books.payments.named(name)] as const,
      ['payout', books.payouts.named(name)] as const,
      ['refund', books.refunds.named(name)] as const,
    ].flatMap(([kind, object]) => (object === undefined ? [] : [[kind, object] as const]));
    const [first] = found;
    if (first === undefined) throw new Error(`The fake knows nothing named "${name}".`);
    if (found.length > 1) throw new Error(`"${name}" names several objects: give the id of the one you mean.`);
    return first;
  }

  async function settle(name: string, state: string): Promise<void> {
    const [kind, object] = anything(name);
    await told(kind, books.settle(object, state));
  }

  return Object.freeze({
    async pay(name, { amount } = {}) {
      await gateway.catchUp();
      const asked = payment(name);
      const money = amount === undefined ? undefined : parseMoney({ ...asked.amount, amount });
      return toPayment(await told('payment', books.pay(asked, money)));
    },
    expire: async (name) => toPayment(await told('payment', books.expirePayment(payment(name)))),
    sendPayout: async (name) => toPayout(await told('payout', books.sendPayout(payout(name)))),
    async completePayout(name) {
      if (payout(name).state === 'queued') await told('payout', books.sendPayout(payout(name)));
      return toPayout(await told('payout', books.completePayout(payout(name))));
    },
    completeRefund: async (name) => toRefund(await told('refund', books.completeRefund(refund(name)))),
    fail: (name) => settle(name, 'failed'),
    settle,
    fault: (fault) => {
      faults.add(fault);
    },
    clearFaults: () => {
      faults.clear();
    },
    deliverTo: (handler, url) => {
      courier.deliverTo(handler, url);
    },
    redeliver: (delivery) => courier.redeliver(delivery),
    async forgeWebhook({ about, secret = 'not the secret of the fake', state }) {
      const [kind, object] = anything(about);
      return courier.forge(kind, { ...object, state: state ?? SUCCESS[kind] }, secret);
    },
    payments: () => books.payments.all().map(toPayment),
    payouts: () => books.payouts.all().map(toPayout),
    refunds: () => books.refunds.all().map(toRefund),
    deliveries: () => courier.deliveries,
    transfers: () => [...books.transfers],
    requests: () => [...gateway.requests],
  } satisfies FakeControl);
}

function known<Item>(kind: FakeObjectKind, name: string, object: Item | undefined): Item {
  if (object === undefined) throw new Error(`The fake knows no ${kind} named "${name}".`);
  return object;
}
