import type { JsonObject } from '../../json/encode-json.js';
import { formatFixed, type Fixed } from '../../money/fixed.js';
import { payerPageUrl, providerTime, type Merchant } from '../merchant.js';
import { patternPng } from '../pattern-png.js';
import type { Invoice } from '../state.js';
import { commissionOn, dollarsOf } from './payer-terms.js';
import { convertObject } from './payment-webhook.js';

/** An invoice as the provider's calls answer it. */
export function paymentObject(merchant: Merchant, invoice: Invoice): JsonObject {
  const { assets } = merchant;
  const { terms, paid } = invoice;
  const payerCurrency = terms?.service.currency;
  const wasPaid = paid > 0n;
  const commission = terms === undefined ? undefined : commissionOn(wasPaid ? paid : terms.amount, terms);
  const merchantAmount = terms === undefined ? undefined : (wasPaid ? paid : terms.amount) - (commission ?? 0n);
  const crypto = (amount: Fixed | undefined): string | null => (amount === undefined ? null : formatFixed(amount, 8));
  // Members known from captures only.
  const { observedMembers } = merchant.settings;
  const observed = (value: string | null): string | null | undefined => (observedMembers ? value : undefined);

  return {
    uuid: invoice.uuid,
    order_id: invoice.orderId,
    amount: assets.format(invoice.amount, invoice.currency),
    payment_amount: wasPaid ? crypto(paid) : null,
    payment_amount_usd: observed(
      wasPaid && payerCurrency !== undefined ? formatFixed(dollarsOf(merchant, paid, payerCurrency), 2) : null,
    ),
    payer_amount: crypto(terms?.amount),
    payer_amount_exchange_rate: observed(
      payerCurrency === undefined ? null : formatFixed(assets.rate(payerCurrency, invoice.currency), 8),
    ),
    discount_percent: terms?.discountPercent ?? null,
    discount: formatFixed(terms?.discount ?? 0n, 8),
    payer_currency: payerCurrency ?? null,
    currency: invoice.currency,
    comments: observed(null),
    merchant_amount: crypto(merchantAmount),
    commission: observed(crypto(commission)),
    network: terms?.service.network ?? null,
    address: terms?.address ?? null,
    address_qr_code: observedMembers ? (terms === undefined ? null : patternPng(terms.address)) : undefined,
    from: invoice.from ?? null,
    txid: invoice.txid ?? null,
    payment_status: invoice.status,
    url: payerPageUrl(merchant, `/pay/${invoice.uuid}`),
    expired_at: Math.floor(invoice.expiresAt / 1000),
    status: invoice.status,
    is_final: invoice.isFinal,
    additional_data: invoice.additionalData ?? null,
    convert:
      wasPaid && payerCurrency !== undefined && merchantAmount !== undefined
        ? convertObject(merchant, merchantAmount, payerCurrency)
        : undefined,
    created_at: providerTime(invoice.createdAt),
    updated_at: providerTime(invoice.updatedAt),
  };
}
