import * as crypto from 'node:crypto';

/** Absent on runtimes before Node.js 20.12 and 21.7, and on some that are not Node.js. */
const hashOnce = (crypto as { readonly hash?: typeof crypto.hash }).hash;

/**
 * Digest of bytes, or of the UTF-8 bytes of a text, in lower-case hexadecimal. In one call where the runtime has one,
 * which takes a short text half the time of an object that is fed.
 */
export function hexDigest(algorithm: 'md5' | 'sha256', content: string | Uint8Array): string {
  return hashOnce === undefined
    ? crypto.createHash(algorithm).update(content).digest('hex')
    : hashOnce(algorithm, content, 'hex');
}
