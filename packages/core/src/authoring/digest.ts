import { createHash, createHmac } from 'node:crypto';
import type { Secret } from '../options/secret.js';
import { byteTemplate } from './byte-template.js';

/** A hash function under HMAC. */
export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512';

/** How the bytes of a signature are spelled. `base64url` is written without padding, and read with it as well. */
export type SignatureEncoding = 'hex' | 'base64' | 'base64url';

/** How the text of a secret becomes the bytes of a key. */
export type SecretEncoding = 'utf8' | 'hex' | 'base64';

/**
 * How a secret and what is signed become a digest: HMAC, or a plain hash of both in a text such as
 * `{content}{secret}`. Its places are `{content}`, `{base64}` (the content in base64) and `{secret}`.
 */
export type SignatureDigest =
  | { readonly hmac: HmacAlgorithm; readonly secretEncoding?: SecretEncoding | undefined }
  | { readonly hash: 'md5' | 'sha1' | 'sha256' | 'sha512'; readonly of: string };

/** Digests content under a secret. */
export type DigestFunction = (content: Uint8Array, secret: Secret) => Buffer;

/**
 * The function of a {@link SignatureDigest}.
 *
 * @throws {@link TypeError} The recipe of a plain hash leaves out the secret or the content, or names another place.
 */
export function digestFunction(digest: SignatureDigest): DigestFunction {
  if ('hmac' in digest) {
    const { hmac, secretEncoding = 'utf8' } = digest;
    return (content, secret) => createHmac(hmac, keyBytes(secret, secretEncoding)).update(content).digest();
  }
  const recipe = byteTemplate(digest.of, ['content', 'base64', 'secret']);
  if (!recipe.places.has('secret') || recipe.places.size < 2) {
    throw new TypeError('A hash proves nothing unless it covers both the content and the secret.');
  }
  return (content, secret) => {
    const base64 = recipe.places.has('base64') ? Buffer.from(content).toString('base64') : '';
    return createHash(digest.hash)
      .update(recipe.fill({ content, base64, secret: secret.reveal() }))
      .digest();
  };
}

/** The name of a digest, for capabilities and figures. */
export function digestName(digest: SignatureDigest): string {
  return 'hmac' in digest ? `hmac-${digest.hmac}` : digest.hash;
}

/**
 * The bytes of a key.
 *
 * @throws {@link TypeError} The secret is not spelled as configured: what cannot be decoded would leave a weaker key.
 */
export function keyBytes(secret: Secret, encoding: SecretEncoding): Buffer {
  if (encoding === 'utf8') return Buffer.from(secret.reveal());
  const bytes = decodeSignature(secret.reveal(), encoding);
  if (bytes === undefined || bytes.byteLength === 0) throw new TypeError(`A secret is not spelled in ${encoding}.`);
  return bytes;
}

/** The bytes of a signature; `undefined` for text that this encoding does not write. Linear, never throws. */
export function decodeSignature(text: string, encoding: SignatureEncoding): Buffer | undefined {
  if (encoding === 'hex') {
    return text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
  }
  const bytes = Buffer.from(text, encoding);
  // Node skips what does not belong: only the one spelling of these bytes counts.
  const written = bytes.toString(encoding);
  return text === written || (encoding === 'base64url' && text === padded(written)) ? bytes : undefined;
}

function padded(base64url: string): string {
  return base64url.padEnd(Math.ceil(base64url.length / 4) * 4, '=');
}
