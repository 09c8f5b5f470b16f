import type { Webhook } from '../control/webhook-courier.js';
import type { JsonObject } from '../json/encode-json.js';
import type { Merchant } from './merchant.js';
import { hmacOfBody, signedWebhookBody, unsignedWebhookBody } from './sign.js';

/** The members of a webhook without `sign`, in the order seen on the wire. */
export interface WebhookPayload extends JsonObject {
  readonly type: string;
  readonly uuid: string;
  readonly order_id: string;
  readonly status: string;
}

/** A webhook before it is signed. */
export interface UnsignedWebhook extends Pick<Webhook, 'url' | 'nature'> {
  readonly payload: WebhookPayload;
  /** Members to put into the body or, with `undefined`, to leave out. */
  readonly changes?: JsonObject | undefined;
  readonly key: string;
}

/** Signs a webhook the way the account is set to. */
export function makeWebhook(merchant: Merchant, { url, nature, payload, changes, key }: UnsignedWebhook): Webhook {
  const { webhookSignature, webhookSignatureHeader, webhookSignaturePrefix, webhookSecret, webhookEncoding } =
    merchant.settings;
  const { type, uuid, order_id: orderId, status } = payload;
  const about = { url, nature, type, uuid, orderId, status };
  const content = { ...payload, ...changes };
  if (webhookSignature === 'body-md5') {
    return { ...about, body: signedWebhookBody(content, key, webhookEncoding), headers: {} };
  }
  const body = unsignedWebhookBody(content, webhookEncoding);
  // A forgery must not carry the right secret either.
  const secret = nature === 'forged' ? key : (webhookSecret ?? key);
  return { ...about, body, headers: { [webhookSignatureHeader]: webhookSignaturePrefix + hmacOfBody(body, secret) } };
}
