import { hexDigest } from '@paymux/core';

/** Lower-case hex MD5 of base64 text followed by a key: the digest both providers sign with. */
export function toBodyDigest(base64: string, key: string): string {
  return hexDigest('md5', base64 + key);
}
