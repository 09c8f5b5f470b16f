import { randomAddress, randomTransactionId } from '../../control/identifiers.js';
import { formatFixed } from '../../money/fixed.js';
import { addCompletedPayment } from '../invoice/completed-payment.js';
import { notifyAboutInvoice } from '../invoice/payment-webhook.js';
import { payerTerms } from '../invoice/payer-terms.js';
import { isoTime, type Merchant } from '../merchant.js';
import type { Invoice, Recurrence } from '../state.js';
import { recurrenceCurrency } from './recurrence-object.js';

const DAY_MS = 86_400_000;

/**
 * Collects a recurring payment once, less its discount while that runs. Resolves
 * when the first attempt of the webhook is over.
 *
 * @throws RangeError if the payer has not accepted, or has cancelled.
 */
export async function chargeRecurrence(merchant: Merchant, recurrence: Recurrence): Promise<Invoice> {
  if (recurrence.status !== 'active') {
    throw new RangeError(`Recurring payment ${recurrence.uuid} is not active (${recurrence.status}).`);
  }
  const { assets, clock, random } = merchant;
  const now = clock.now();
  const discounted =
    recurrence.discountDays !== undefined && now < recurrence.createdAt + recurrence.discountDays * DAY_MS;
  const amount = recurrence.amount - (discounted ? (recurrence.discountAmount ?? 0n) : 0n);
  const currency = recurrenceCurrency(merchant, recurrence) ?? 'USDT';
  const service = assets.services.find((candidate) => candidate.currency === currency);
  if (service === undefined) throw new RangeError(`There is no service for ${currency}.`);
  const terms = payerTerms(merchant, {
    amount,
    currency: recurrence.currency,
    service,
    subtract: 0,
    discountPercent: 0,
  });
  const payment = addCompletedPayment(merchant, {
    kind: 'charge',
    orderId: recurrence.orderId ?? recurrence.uuid,
    amount,
    currency: recurrence.currency,
    urlCallback: recurrence.urlCallback,
    additionalData: recurrence.additionalData,
    walletUuid: undefined,
    from: randomAddress(random, service.network),
    txid: randomTransactionId(random, service.network),
    transferId: undefined,
    terms,
  });
  recurrence.lastPayOff = now;
  merchant.books.record({
    kind: 'payment',
    uuid: payment.uuid,
    orderId: payment.orderId,
    amount: formatFixed(terms.amount, 8),
    currency,
    network: service.network,
    address: terms.address,
    txid: payment.txid ?? null,
    at: isoTime(merchant),
  });
  await notifyAboutInvoice(merchant, payment);
  return payment;
}
