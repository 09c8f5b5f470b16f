import { normaliseCurrency } from '../money/currency.js';
import { addMoney, compareMoney, isPositive, subtractMoney, sumMoney } from '../money/money-arithmetic.js';
import { type Money, parseMoney } from '../money/money.js';
import type { CreatePaymentRequest } from '../payment/create-payment-request.js';
import type { CreatePayoutRequest } from '../payout/create-payout-request.js';
import type { CreateRefundRequest } from '../refund/refund-processor.js';
import type { Clock } from '../time/clock.js';
import type { FakePaymentObject } from './fake-payments.js';
import type { FakePayoutObject } from './fake-payouts.js';
import { FakeRefusal } from './fake-refusal.js';
import type { FakeRefundObject } from './fake-refunds.js';
import { FakeShelf } from './fake-shelf.js';

/** A movement of money in the fake's own books. */
export interface FakeTransfer extends Money {
  readonly kind: 'payment' | 'payout' | 'refund';
  /** The fake's id of the payment, payout or refund. */
  readonly id: string;
  readonly reference: string;
  readonly at: Date;
}

/** Any object in the books. */
export type FakeObject = FakePaymentObject | FakePayoutObject | FakeRefundObject;

const UNPAID: readonly string[] = ['open', 'part_paid', 'needs_payer'];
const EXPIRED: readonly string[] = ['expired', 'expired_short'];
const PAID: readonly string[] = ['paid', 'overpaid', 'paid_late'];
const NOT_REFUNDED: readonly string[] = ['failed', 'cancelled'];

/**
 * What the fake gateway knows: its objects, how they change, and which money moved. It knows no wire.
 * Objects are replaced, never altered. What cannot be done is refused with a {@link FakeRefusal}.
 */
export class FakeBooks {
  readonly payments = new FakeShelf<FakePaymentObject>('payment');
  readonly payouts = new FakeShelf<FakePayoutObject>('payout');
  readonly refunds = new FakeShelf<FakeRefundObject>('refund');
  readonly transfers: FakeTransfer[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  openPayment(request: CreatePaymentRequest): FakePaymentObject {
    const { amount, capture = 'automatic', expiresInSeconds, metadata, network, reference, webhookUrl } = request;
    const id = this.payments.nextId();
    const expiresAt =
      expiresInSeconds === undefined
        ? undefined
        : new Date(this.#clock.now().getTime() + expiresInSeconds * 1000).toISOString();
    return this.payments.put({
      ...this.#opened(id, { amount, metadata, reference, webhookUrl }),
      state: 'open',
      received: { amount: '0', currency: amount.currency },
      capture,
      checkoutUrl: `https://fake.example/pay/${id}`,
      expiresAt,
      network,
      address: network === undefined ? undefined : `${id}-address`,
    });
  }

  /** The payer pays, what is missing unless an amount is given; early, late, short or too much. */
  pay(payment: FakePaymentObject, amount: Money = subtractMoney(payment.amount, payment.received)): FakePaymentObject {
    const late = EXPIRED.includes(payment.state) || payment.state === 'paid_late';
    const again = payment.capture === 'automatic' && PAID.includes(payment.state);
    if (!late && !again && !UNPAID.includes(payment.state)) throw notPossible(payment, 'takes no more money');
    if (!isPositive(amount)) throw notPossible(payment, 'is paid: name an amount to pay on top');

    const received = addMoney(payment.received, amount);
    const balance = compareMoney(received, payment.amount);
    const manual = payment.capture === 'manual' && balance >= 0;
    if (!manual) this.#transfer('payment', payment, amount);
    return this.#changePayment(payment, { received, state: manual ? 'authorized' : stateOf(balance, late) });
  }

  capturePayment(payment: FakePaymentObject, amount: Money = payment.received): FakePaymentObject {
    if (payment.state !== 'authorized') throw notPossible(payment, 'is not authorized');
    if (exceeds(amount, payment.received)) throw tooMuch('More than was authorized.');
    this.#transfer('payment', payment, amount);
    return this.#changePayment(payment, { received: amount, state: 'paid' });
  }

  /** The payer's method is charged with all that is missing. */
  confirmPayment(payment: FakePaymentObject): FakePaymentObject {
    if (!UNPAID.includes(payment.state)) throw notPossible(payment, 'waits for no confirmation');
    return this.pay(payment);
  }

  cancelPayment(payment: FakePaymentObject): FakePaymentObject {
    if (payment.state !== 'authorized' && !UNPAID.includes(payment.state))
      throw notPossible(payment, 'cannot be cancelled');
    return this.#changePayment(payment, { state: 'cancelled' });
  }

  expirePayment(payment: FakePaymentObject): FakePaymentObject {
    if (!UNPAID.includes(payment.state)) throw notPossible(payment, 'cannot expire');
    return this.#changePayment(payment, { state: payment.state === 'part_paid' ? 'expired_short' : 'expired' });
  }

  /** Lets every payment expire whose time is over. */
  expireDuePayments(): readonly FakePaymentObject[] {
    const now = this.#clock.now().toISOString();
    return this.payments
      .all()
      .filter(({ expiresAt, state }) => expiresAt !== undefined && expiresAt <= now && UNPAID.includes(state))
      .map((payment) => this.expirePayment(payment));
  }

  openPayout(request: CreatePayoutRequest): FakePayoutObject {
    const { destination, feeFrom, memo, network } = request;
    const id = this.payouts.nextId();
    return this.payouts.put({ ...this.#opened(id, request), state: 'queued', destination, feeFrom, memo, network });
  }

  /** The payout leaves: here, and nowhere else, a payout moves money. */
  sendPayout(payout: FakePayoutObject): FakePayoutObject {
    if (payout.state !== 'queued') throw notPossible(payout, 'cannot be sent');
    this.#transfer('payout', payout, payout.amount);
    return this.payouts.put({ ...this.#touched(payout), state: 'sent', transactionId: `${payout.id}-transaction` });
  }

  completePayout(payout: FakePayoutObject): FakePayoutObject {
    if (payout.state !== 'sent') throw notPossible(payout, 'cannot arrive');
    return this.payouts.put({ ...this.#touched(payout), state: 'confirmed' });
  }

  cancelPayout(payout: FakePayoutObject): FakePayoutObject {
    if (payout.state !== 'queued') throw notPossible(payout, 'cannot be cancelled');
    return this.payouts.put({ ...this.#touched(payout), state: 'cancelled' });
  }

  openRefund(request: CreateRefundRequest): FakeRefundObject {
    const payment = this.payments.find({ providerId: request.paymentId });
    if (payment === undefined) throw new FakeRefusal(422, 'payment_not_found', 'There is no such payment.');
    if (!PAID.includes(payment.state)) throw new FakeRefusal(422, 'not_refundable', 'The payment is not paid.');
    const earlier = this.refunds
      .all()
      .filter(({ paymentId, state }) => paymentId === payment.id && !NOT_REFUNDED.includes(state))
      .map(({ amount }) => amount);
    const left = subtractMoney(payment.received, sumMoney(earlier, payment.received.currency));
    const { amount = left, metadata, reference } = request;
    if (!isPositive(left) || exceeds(amount, left)) throw tooMuch('More than is left of the payment.');
    const { webhookUrl } = payment;
    return this.refunds.put({
      ...this.#opened(this.refunds.nextId(), { amount, metadata, reference, webhookUrl }),
      state: 'pending',
      paymentId: payment.id,
      everything: request.amount === undefined,
    });
  }

  completeRefund(refund: FakeRefundObject): FakeRefundObject {
    if (refund.state !== 'pending') throw notPossible(refund, 'is not pending');
    this.#transfer('refund', refund, refund.amount);
    return this.refunds.put({ ...this.#touched(refund), state: 'refunded' });
  }

  /** Gives any object any state. Amounts and transfers stay as they are. */
  settle(object: FakeObject, state: string): FakeObject {
    if ('received' in object) return this.#changePayment(object, { state });
    if ('paymentId' in object) return this.refunds.put({ ...this.#touched(object), state });
    return this.payouts.put({ ...this.#touched(object), state });
  }

  #opened(
    id: string,
    {
      amount,
      metadata,
      reference,
      webhookUrl,
    }: Pick<CreatePayoutRequest, 'amount' | 'metadata' | 'reference' | 'webhookUrl'>,
  ) {
    const createdAt = this.#clock.now().toISOString();
    return { id, reference, amount: parseMoney(amount), createdAt, updatedAt: createdAt, metadata, webhookUrl };
  }

  #touched<Item extends FakeObject>(item: Item): Item {
    return { ...item, updatedAt: this.#clock.now().toISOString() };
  }

  #changePayment(
    payment: FakePaymentObject,
    change: Partial<Pick<FakePaymentObject, 'state' | 'received'>>,
  ): FakePaymentObject {
    return this.payments.put({ ...this.#touched(payment), ...change });
  }

  #transfer(kind: FakeTransfer['kind'], { id, reference }: FakeObject, { amount, currency }: Money): void {
    this.transfers.push(Object.freeze({ kind, id, reference, amount, currency, at: this.#clock.now() }));
  }
}

function stateOf(balance: -1 | 0 | 1, late: boolean): string {
  if (balance < 0) return late ? 'expired_short' : 'part_paid';
  if (late) return 'paid_late';
  return balance > 0 ? 'overpaid' : 'paid';
}

function exceeds(amount: Money, limit: Money): boolean {
  return normaliseCurrency(amount.currency) !== limit.currency || compareMoney(amount, limit) > 0;
}

function tooMuch(message: string): FakeRefusal {
  return new FakeRefusal(422, 'amount_too_large', message);
}

function notPossible({ id, state }: FakeObject, why: string): FakeRefusal {
  return new FakeRefusal(409, 'invalid_state', `${id} is ${state}: it ${why}.`);
}
