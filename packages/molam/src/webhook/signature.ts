import { createHmac } from 'node:crypto';
import { Secret } from '@paymux/core';

/**
 * HMAC-SHA256 over `<signedAt>.<body>`, in lower-case hexadecimal.
 *
 * @param signedAt - The digits as they stand in the header: formatting them anew would sign another text.
 */
export function signatureOf(signedAt: string, body: string | Uint8Array, secret: string | Secret): string {
  // The secret's text as it stands, prefix included.
  return createHmac('sha256', Secret.of(secret).reveal()).update(`${signedAt}.`).update(body).digest('hex');
}
