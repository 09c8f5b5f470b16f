import { createHmac } from 'node:crypto';

export { signBody as signHeleketWebhook } from '@paymux/merchant-sign/testing';

/** The headers of a delivery signed as the dialect `api-key` has it: HMAC-SHA256 over its bytes. */
export function heleketSignatureHeaders(
  body: string | Uint8Array,
  secret: string,
  { header = 'X-Heleket-Signature', prefix = '' }: { readonly header?: string; readonly prefix?: string } = {},
): Headers {
  return new Headers({ [header]: `${prefix}${createHmac('sha256', secret).update(body).digest('hex')}` });
}
