import { randomAddress, randomTransactionId, randomUuid } from '../../control/identifiers.js';
import { formatFixed, fixed } from '../../money/fixed.js';
import type { Service } from '../assets.js';
import type { Endpoint, MerchantCall } from '../endpoint.js';
import { paymentPayload } from '../invoice/payment-webhook.js';
import { FINAL_PAYMENT_STATUSES } from '../invoice/take-payment.js';
import { makeWebhook, type WebhookPayload } from '../make-webhook.js';
import type { Merchant } from '../merchant.js';
import { findInvoice, findNamed, type ObjectNames } from '../object-names.js';
import { orderIdRules } from '../field-rules.js';
import { FINAL_PAYOUT_STATUSES } from '../payout/advance-payout.js';
import { payoutPayload } from '../payout/payout-webhook.js';
import { businessRefusal } from '../refusal.js';

const PAYOUT_STATUSES = ['process', 'check', 'paid', 'fail', 'cancel', 'system_fail'];

type TestedType = 'payment' | 'wallet' | 'payout';

/** Sends a signed webhook about a record, or about none. Nothing is stored. */
function sendTestWebhook({ merchant, fields, key = '' }: MerchantCall, type: TestedType): readonly [] {
  const url = fields.requiredText('url_callback', { min: 6, max: 150, format: 'url' });
  const currency = fields.requiredText('currency');
  const network = fields.requiredText('network');
  const names = {
    uuid: fields.text('uuid', { format: 'uuid' }),
    orderId: fields.text('order_id', orderIdRules(32)),
  };
  const statuses = type === 'payout' ? PAYOUT_STATUSES : merchant.brand.testPaymentStatuses;
  // The documentation marks `status` as required and gives it a default.
  const status = fields.text('status', { oneOf: statuses }) ?? 'paid';
  fields.check();

  const service = merchant.assets.service(currency, network);
  if (service === undefined) {
    throw businessRefusal(type === 'payout' ? 'Payout service not found' : 'Payment service not found');
  }
  const recorded =
    names.uuid === undefined && names.orderId === undefined ? undefined : recordedPayload(merchant, type, names);
  const payload = {
    ...(recorded ?? inventedPayload(merchant, type, service)),
    is_final: (type === 'payout' ? FINAL_PAYOUT_STATUSES : FINAL_PAYMENT_STATUSES).has(status),
    status,
    network: service.network,
    currency: service.currency,
  };
  void merchant.courier.send(makeWebhook(merchant, { url, payload, key, nature: 'test' }));
  return [];
}

function recordedPayload(merchant: Merchant, type: TestedType, names: ObjectNames): WebhookPayload {
  if (type === 'payout') {
    const payout = findNamed(merchant.state.payouts, names, 'uuid');
    if (payout === undefined) throw businessRefusal('Not found payout');
    return payoutPayload(payout);
  }
  if (type === 'payment') {
    const invoice = findInvoice(merchant, names, 'uuid');
    if (invoice === undefined) throw businessRefusal('Not found payment');
    return paymentPayload(merchant, invoice);
  }
  const wallet = findNamed(merchant.state.wallets, names, 'uuid');
  if (wallet === undefined) throw businessRefusal('Not found wallet');
  return {
    ...inventedPayload(merchant, type, wallet.service),
    order_id: wallet.orderId,
    wallet_address_uuid: wallet.uuid,
  };
}

function inventedPayload(merchant: Merchant, type: TestedType, service: Service): WebhookPayload {
  const { random, assets } = merchant;
  const amount = fixed('10');
  const common = { type, uuid: randomUuid(random), order_id: randomUuid(random), amount: formatFixed(amount, 8) };
  const txid = randomTransactionId(random, service.network);
  if (type === 'payout') {
    return {
      ...common,
      merchant_amount: formatFixed(amount + service.payoutFee, 8),
      commission: formatFixed(service.payoutFee, 8),
      is_final: true,
      status: 'paid',
      txid,
      currency: service.currency,
      network: service.network,
      payer_currency: service.currency,
      payer_amount: formatFixed(amount, 8),
    };
  }
  return {
    ...common,
    payment_amount: formatFixed(amount, 8),
    payment_amount_usd: formatFixed(assets.convert(amount, service.currency, 'USD'), 2),
    merchant_amount: '9.90000000',
    commission: '0.10000000',
    is_final: true,
    status: 'paid',
    from: randomAddress(random, service.network),
    wallet_address_uuid: type === 'wallet' ? randomUuid(random) : null,
    network: service.network,
    currency: service.currency,
    payer_currency: service.currency,
    payer_amount: formatFixed(amount, 8),
    payer_amount_exchange_rate: '1.00000000',
    additional_data: null,
    transfer_id: null,
    txid,
  };
}

/** Test webhooks. The payout variant takes either key and signs with the one that signed the call. */
export function testWebhookRoutes(): readonly Endpoint[] {
  return (['payment', 'wallet', 'payout'] as const).map((type) => ({
    method: 'POST',
    path: `/v1/test-webhook/${type}`,
    key: type === 'payout' ? 'either' : 'payment',
    handle: (call) => sendTestWebhook(call, type),
  }));
}
