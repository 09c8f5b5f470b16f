import { createHash, createHmac } from 'node:crypto';
import { encodeJson, type JsonObject } from '../json/encode-json.js';

/** `md5(base64(bytes) + key)` in lower-case hex: the signature of requests and webhooks alike. */
export function signBytes(bytes: Uint8Array | string, key: string): string {
  return createHash('md5').update(Buffer.from(bytes).toString('base64')).update(key).digest('hex');
}

/**
 * What of a webhook is escaped, on the wire and in the text that is signed.
 *
 * - `unescaped`: both hold the characters themselves.
 * - `escaped-wire`: signed raw, sent with `\uxxxx`; a receiver must decode and encode again.
 * - `escaped`: signed and sent with `\uxxxx`; a receiver must hash the bytes it got.
 *
 * Slashes are escaped in all three.
 */
export type WebhookEncoding = 'unescaped' | 'escaped-wire' | 'escaped';

/** The body of a webhook with `sign` as its last member. */
export function signedWebhookBody(payload: JsonObject, key: string, encoding: WebhookEncoding): string {
  const sign = signBytes(phpJson(payload, encoding === 'escaped' ? 'escaped' : 'raw'), key);
  return phpJson({ ...payload, sign }, encoding === 'unescaped' ? 'raw' : 'escaped');
}

/** The body of a webhook that is signed beside itself, in a header. */
export function unsignedWebhookBody(payload: JsonObject, encoding: WebhookEncoding): string {
  return phpJson(payload, encoding === 'unescaped' ? 'raw' : 'escaped');
}

/** HMAC-SHA256 of the exact body in lower-case hex, for receivers that expect a signature in a header. */
export function hmacOfBody(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

function phpJson(payload: JsonObject, unicode: 'escaped' | 'raw'): string {
  return encodeJson(payload, { slashes: 'escaped', unicode });
}
