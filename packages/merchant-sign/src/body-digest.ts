import * as crypto from 'node:crypto';

/** Absent on runtimes before Node.js 20.12 and 21.7, and on some that are not Node.js. */
const hashOnce = (crypto as { readonly hash?: typeof crypto.hash }).hash;

/** Lower-case hex MD5 of base64 text followed by a key: the digest both providers sign with. */
export function toBodyDigest(base64: string, key: string): string {
  return toHexDigest('md5', base64 + key);
}

/** Lower-case hex digest of bytes, or of the UTF-8 bytes of a text. */
export function toHexDigest(algorithm: 'md5' | 'sha256', content: string | Uint8Array): string {
  return hashOnce === undefined
    ? crypto.createHash(algorithm).update(content).digest('hex')
    : hashOnce(algorithm, content, 'hex');
}
