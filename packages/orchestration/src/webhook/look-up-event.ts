import {
  type CallOptions,
  confirmEvent,
  equalMoney,
  hexDigest,
  type Money,
  type Payment,
  type PaymentProvider,
  type Payout,
  type VerifiedEvent,
  type WalletDeposit,
} from '@paymux/core';

/**
 * What a look-up made of an event that proves little by itself: `confirmed`, the provider
 * agrees and what it says now replaces what was delivered; `contradicted`, the provider
 * knows the object otherwise; `not_found`, the provider does not know it; `not_possible`,
 * there is no look-up for it.
 */
export type LookUpResult =
  | {
      readonly outcome: 'confirmed';
      readonly event: VerifiedEvent;
      /** The same for two look-ups that found the object in the same state. */
      readonly stateKey: string;
    }
  | { readonly outcome: 'contradicted' | 'not_found' | 'not_possible' };

const DAY_MS = 86_400_000;

/**
 * Asks the provider about the object of an event. Agreement means the same id, amount and
 * currency, and the same reference where both tell one.
 *
 * A confirmed event says what the provider says now. The one exception is a deposit's `walletId`,
 * which stays as it was delivered: a payment history does not name wallets.
 *
 * @param now - Deposits on static wallets are looked for in the payment history since the day before.
 * @throws Whatever the provider's look-up throws: the event is then neither confirmed nor refused.
 * @see docs/decisions/2026-11-21-one-state-is-one-event.md
 */
export async function lookUpEvent(
  event: VerifiedEvent,
  provider: PaymentProvider,
  now: Date,
  options?: CallOptions,
): Promise<LookUpResult> {
  switch (event.kind) {
    case 'payment': {
      if (provider.payments === undefined) return { outcome: 'not_possible' };
      const found = await provider.payments.findPayment({ providerId: event.payment.providerId }, options);
      return compare(event, event.payment, found, [event.payment.amount, found?.amount]);
    }
    case 'payout': {
      if (provider.payouts === undefined) return { outcome: 'not_possible' };
      const found = await provider.payouts.findPayout({ providerId: event.payout.providerId }, options);
      return compare(event, event.payout, found, [event.payout.amount, found?.amount]);
    }
    case 'deposit': {
      if (provider.payments?.listPayments === undefined) return { outcome: 'not_possible' };
      const { deposit } = event;
      const history = provider.payments.listPayments({ createdFrom: new Date(now.getTime() - DAY_MS) }, options);
      for await (const payment of history) {
        if (payment.providerId !== deposit.providerId) continue;
        const found = toDeposit(deposit, payment);
        return compare(event, deposit, found, [deposit.amount, found.amount]);
      }
      return { outcome: 'not_found' };
    }
    case 'refund':
    case 'unrecognised':
      return { outcome: 'not_possible' };
    default: {
      const unlisted: never = event;
      throw new TypeError(`An event of a kind that does not exist: ${String(unlisted)}`);
    }
  }
}

type Told = Pick<Payment, 'providerId' | 'reference'>;
type Changeable = Partial<Pick<Payment, 'providerStatus' | 'final' | 'receivedAmount' | 'transactionId' | 'updatedAt'>>;

function compare(
  event: VerifiedEvent,
  delivered: Told,
  found: Payment | Payout | WalletDeposit | undefined,
  [deliveredAmount, foundAmount]: readonly [Money, Money | undefined],
): LookUpResult {
  if (found === undefined || foundAmount === undefined) return { outcome: 'not_found' };
  const sameObject = found.providerId === delivered.providerId;
  const sameReference =
    found.reference === undefined || delivered.reference === undefined || found.reference === delivered.reference;
  if (!sameObject || !sameReference || !equalMoney(deliveredAmount, foundAmount)) return { outcome: 'contradicted' };
  return { outcome: 'confirmed', event: confirmEvent(event, found), stateKey: stateKeyOf(event.kind, found) };
}

/**
 * Everything in which two states of one object can differ. Two deliveries that are looked up
 * late find the same state; a second part-payment or refund is another one.
 */
function stateKeyOf(kind: VerifiedEvent['kind'], found: Told & Changeable): string {
  const state = [
    found.providerId,
    found.providerStatus,
    found.final,
    found.receivedAmount?.amount,
    found.receivedAmount?.currency,
    found.transactionId,
    found.updatedAt?.toISOString(),
  ];
  return `state:${hexDigest('sha256', JSON.stringify([kind, ...state.map((part) => part ?? null)]))}`;
}

/** The deposit as the history tells it now. */
function toDeposit(deposit: WalletDeposit, payment: Payment): WalletDeposit {
  return {
    provider: payment.provider,
    providerId: payment.providerId,
    walletId: deposit.walletId,
    reference: payment.reference,
    status: payment.status,
    exception: payment.exception,
    final: payment.final,
    providerStatus: payment.providerStatus,
    amount: payment.receivedAmount ?? payment.amount,
    creditedAmount: payment.creditedAmount,
    fee: payment.fee,
    network: payment.deposit?.network,
    transactionId: payment.transactionId,
  };
}
