import { randomUuid } from '../../control/identifiers.js';
import type { Merchant } from '../merchant.js';
import type { Invoice } from '../state.js';
import { creditIncoming } from './take-payment.js';

/** What sets one completed payment apart from another. */
export type CompletedPayment = Pick<
  Invoice,
  | 'kind'
  | 'orderId'
  | 'amount'
  | 'currency'
  | 'urlCallback'
  | 'additionalData'
  | 'walletUuid'
  | 'from'
  | 'txid'
  | 'transferId'
> & {
  readonly terms: NonNullable<Invoice['terms']>;
};

/** Stores a payment that was never asked for by an invoice, paid in full the moment it appears, and credits it. */
export function addCompletedPayment(merchant: Merchant, completed: CompletedPayment): Invoice {
  const { terms } = completed;
  const now = merchant.clock.now();
  const credited = terms.amount - terms.commission;
  const payment: Invoice = {
    ...completed,
    uuid: randomUuid(merchant.random),
    isPaymentMultiple: false,
    lifetimeMs: 0,
    subtract: 0,
    accuracyPercent: 0n,
    allowed: [terms.service],
    paid: terms.amount,
    status: 'paid',
    isFinal: true,
    credited,
    refund: undefined,
    refunded: 0n,
    resends: 0,
    lastWebhook: undefined,
    expiresAt: now,
    createdAt: now,
    updatedAt: now,
  };
  merchant.state.invoices.push(payment);
  creditIncoming(merchant, credited, terms.service.currency);
  return payment;
}
