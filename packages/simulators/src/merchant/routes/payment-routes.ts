import type { JsonObject } from '../../json/encode-json.js';
import { fixed, formatFixed } from '../../money/fixed.js';
import type { Endpoint, MerchantCall } from '../endpoint.js';
import { COURSE_SOURCE, MERCHANT_URL, orderIdRules } from '../field-rules.js';
import { openInvoice, type ServiceChoice } from '../invoice/open-invoice.js';
import { paymentObject } from '../invoice/payment-object.js';
import { resendWebhook } from '../invoice/resend-webhook.js';
import { startRefund } from '../invoice/refund.js';
import { findInvoice, readNames } from '../object-names.js';
import { pageOf, pageRequest } from '../pages-of-records.js';
import { businessRefusal } from '../refusal.js';
import type { RequestFields } from '../request-fields.js';

function createPayment({ merchant, fields }: MerchantCall): JsonObject {
  const amount = fields.requiredAmount('amount', merchant.settings.numericAmounts);
  const request = {
    amount,
    currency: fields.requiredText('currency'),
    orderId: fields.requiredText('order_id', orderIdRules(128)),
    network: fields.text('network'),
    toCurrency: fields.text('to_currency'),
    urlCallback: fields.text('url_callback', MERCHANT_URL),
    isPaymentMultiple: fields.boolean('is_payment_multiple') ?? true,
    lifetimeMs: (fields.integer('lifetime', { min: 300, max: 43_200 }) ?? 3_600) * 1_000,
    subtract: fields.integer('subtract', { min: 0, max: 100 }) ?? 0,
    accuracyPercent: fields.numeric('accuracy_payment_percent', { min: 0n, max: fixed('5') }) ?? 0n,
    additionalData: fields.text('additional_data', { max: 255 }),
    currencies: fields.list('currencies', readChoice),
    exceptCurrencies: fields.list('except_currencies', readChoice) ?? [],
    discountPercent: fields.integer('discount_percent', { min: -99, max: 100 }),
    isRefresh: fields.boolean('is_refresh') ?? false,
  };
  fields.text('url_return', MERCHANT_URL);
  fields.text('url_success', MERCHANT_URL);
  fields.text('from_referral_code');
  fields.text('course_source', COURSE_SOURCE);
  if (merchant.brand.payerEmail) fields.text('payer_email', { format: 'email' });
  fields.check();
  // An empty list of currencies leaves the choice to the account, as no list does.
  const currencies = request.currencies?.length === 0 ? undefined : request.currencies;
  return paymentObject(merchant, openInvoice(merchant, { ...request, currencies }));
}

function readChoice(item: RequestFields): ServiceChoice {
  return { currency: item.requiredText('currency'), network: item.text('network') };
}

function paymentInfo({ merchant, fields }: MerchantCall): JsonObject {
  const names = readNames(fields, 128);
  fields.check();
  const invoice = findInvoice(merchant, names, 'order_id');
  if (invoice === undefined) throw businessRefusal(merchant.settings.texts.paymentNotFound);
  return paymentObject(merchant, invoice);
}

function refundPayment({ merchant, fields }: MerchantCall): JsonObject | readonly [] {
  const names = readNames(fields, 128);
  const address = fields.requiredText('address');
  const feeFromBalance = fields.requiredBoolean('is_subtract');
  const amount = merchant.brand.partialRefunds
    ? fields.amount('amount', merchant.settings.numericAmounts, 40)
    : undefined;
  fields.check();
  const invoice = findInvoice(merchant, names, 'uuid');
  if (invoice === undefined) throw businessRefusal('Payment was not found');
  const { sent, commission } = startRefund(merchant, invoice, { address, feeFromBalance, amount });
  if (merchant.brand.refundAnswer === 'list') return [];
  return { commission: formatFixed(commission, 8), amount: formatFixed(sent, 8), address };
}

function resend({ merchant, fields }: MerchantCall): readonly [] {
  const names = readNames(fields, 128);
  fields.check();
  resendWebhook(merchant, findInvoice(merchant, names, 'order_id'));
  return [];
}

/** Invoices: create, look up, list, refund, and send their webhook again. */
export function paymentRoutes(refundKey: 'payment' | 'payout'): readonly Endpoint[] {
  return [
    { method: 'POST', path: '/v1/payment', key: 'payment', handle: createPayment },
    { method: 'POST', path: '/v1/payment/info', key: 'payment', handle: paymentInfo },
    {
      method: 'POST',
      path: '/v1/payment/list',
      key: 'payment',
      handle({ merchant, fields, query }) {
        const request = pageRequest(merchant, fields, query);
        fields.check();
        return pageOf(merchant.state.invoices, request, (invoice) => paymentObject(merchant, invoice));
      },
    },
    { method: 'POST', path: '/v1/payment/refund', key: refundKey, handle: refundPayment },
    { method: 'POST', path: '/v1/payment/resend', key: 'payment', handle: resend },
  ];
}
