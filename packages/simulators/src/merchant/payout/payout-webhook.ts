import type { Webhook } from '../../control/webhook-courier.js';
import { formatFixed } from '../../money/fixed.js';
import { makeWebhook, type WebhookPayload } from '../make-webhook.js';
import type { Merchant } from '../merchant.js';
import type { Payout } from '../state.js';

/** Tells the merchant about a payout, if it asked to be told. Resolves when the first attempt is over. */
export async function notifyAboutPayout(merchant: Merchant, payout: Payout): Promise<void> {
  const { otherInterface } = payout;
  const webhook =
    otherInterface === undefined ? protocolWebhook(merchant, payout) : otherInterface.webhookAbout(payout);
  if (webhook !== undefined) await merchant.courier.send(webhook);
}

function protocolWebhook(merchant: Merchant, payout: Payout): Webhook | undefined {
  const { urlCallback: url } = payout;
  if (url === undefined) return undefined;
  return makeWebhook(merchant, {
    url,
    payload: payoutPayload(payout),
    key: merchant.settings.payoutKey,
    nature: 'real',
  });
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
