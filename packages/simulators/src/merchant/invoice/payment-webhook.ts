import type { JsonObject } from '../../json/encode-json.js';
import { formatFixed, multiply, type Fixed } from '../../money/fixed.js';
import type { Merchant } from '../merchant.js';
import { makeWebhook, type WebhookPayload } from '../make-webhook.js';
import type { Invoice } from '../state.js';
import { commissionOn, dollarsOf } from './payer-terms.js';

/** Tells the merchant about an invoice, if it asked to be told. Resolves when the first attempt is over. */
export async function notifyAboutInvoice(merchant: Merchant, invoice: Invoice): Promise<void> {
  if (invoice.urlCallback === undefined) return;
  const webhook = makeWebhook(merchant, {
    url: invoice.urlCallback,
    payload: paymentPayload(merchant, invoice),
    key: merchant.settings.paymentKey,
    nature: 'real',
  });
  invoice.lastWebhook = webhook;
  await merchant.courier.send(webhook);
}

/** The members of a payment or wallet webhook, in the order seen on the wire. */
export function paymentPayload(merchant: Merchant, invoice: Invoice): WebhookPayload {
  const { terms, paid } = invoice;
  const commission = terms === undefined ? 0n : commissionOn(paid, terms);
  const payerCurrency = terms?.service.currency;
  const markedByHand = invoice.txid === undefined && invoice.transferId === undefined;
  return {
    type: invoice.kind === 'deposit' ? 'wallet' : 'payment',
    uuid: invoice.uuid,
    order_id: invoice.orderId,
    amount: formatFixed(invoice.amount, 8),
    payment_amount: formatFixed(paid, 8),
    payment_amount_usd: formatFixed(payerCurrency === undefined ? 0n : dollarsOf(merchant, paid, payerCurrency), 2),
    merchant_amount: formatFixed(paid - commission, 8),
    commission: formatFixed(commission, 8),
    is_final: invoice.isFinal,
    status: invoice.status,
    from: invoice.from ?? null,
    wallet_address_uuid: invoice.walletUuid ?? null,
    network: terms?.service.network ?? null,
    currency: invoice.currency,
    payer_currency: payerCurrency ?? null,
    payer_amount: terms === undefined ? null : formatFixed(terms.amount, 8),
    payer_amount_exchange_rate:
      payerCurrency === undefined ? null : formatFixed(merchant.assets.rate(payerCurrency, invoice.currency), 8),
    additional_data: invoice.additionalData ?? null,
    transfer_id: invoice.transferId ?? null,
    convert: payerCurrency === undefined ? undefined : convertObject(merchant, paid - commission, payerCurrency),
    txid: markedByHand ? undefined : invoice.txid,
  };
}

/** How incoming money was converted, where the account is set to. */
export function convertObject(merchant: Merchant, amount: Fixed, from: string): JsonObject | undefined {
  const to = merchant.settings.autoConvertTo;
  if (to === undefined || to === from) return undefined;
  const rate = merchant.assets.rate(from, to);
  return {
    to_currency: to,
    commission: null,
    rate: formatFixed(rate, 8),
    amount: formatFixed(multiply(amount, rate), 8),
  };
}
