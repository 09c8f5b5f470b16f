import { hmacSha256, type Secret } from '@paymux/core';

/**
 * HMAC-SHA256 over `<signedAt>.<body>`, in lower-case hexadecimal.
 *
 * @param signedAt - The digits as they stand in the header: formatting them anew would sign another text.
 * @param secret - Its text as it stands, prefix included.
 */
export function signatureOf(signedAt: string, body: Uint8Array, secret: Secret): string {
  return hmacSha256(secret, body, `${signedAt}.`);
}
