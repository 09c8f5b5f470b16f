import { formatFixed } from '../../money/fixed.js';
import { makeWebhook, type WebhookPayload } from '../make-webhook.js';
import type { Merchant } from '../merchant.js';
import type { Payout } from '../state.js';

/** Tells the merchant about a payout, if it asked to be told. Resolves when the first attempt is over. */
export async function notifyAboutPayout(merchant: Merchant, payout: Payout): Promise<void> {
  if (payout.urlCallback === undefined) return;
  await merchant.courier.send(
    makeWebhook(merchant, {
      url: payout.urlCallback,
      payload: payoutPayload(payout),
      key: merchant.settings.payoutKey,
      nature: 'real',
    }),
  );
}

/** The members of a payout webhook, in the order seen on the wire. */
export function payoutPayload(payout: Payout): WebhookPayload {
  return {
    type: 'payout',
    uuid: payout.uuid,
    order_id: payout.orderId,
    amount: formatFixed(payout.amount, 8),
    merchant_amount: formatFixed(payout.merchantAmount, 8),
    commission: formatFixed(payout.commission, 8),
    is_final: payout.isFinal,
    status: payout.status,
    txid: payout.txid,
    currency: payout.currency,
    network: payout.service.network,
    payer_currency: payout.service.currency,
    payer_amount: formatFixed(payout.payerAmount, 8),
  };
}
