import { equalInConstantTime, Secret, type SignatureGenerator } from '@paymux/core';
import { toBodyDigest } from './body-digest.js';
import { viewBytes } from './view-bytes.js';

/**
 * Signs a request body for Heleket and Cryptomus: MD5 over the base64 of the exact bytes
 * followed by the key, as 32 lower-case hexadecimal digits. It travels in the header `sign`.
 *
 * An empty body is signed as zero bytes. Webhooks carry their signature inside the body:
 * see {@link openSignedBody}.
 */
export class Md5BodySignatureGenerator implements SignatureGenerator {
  readonly #key: Secret;

  /** @param key - The payment or the payout key. It must not be empty. */
  constructor(key: string | Secret) {
    this.#key = Secret.of(key);
  }

  sign(body: string | Uint8Array): string {
    return toBodyDigest(toBase64(body), this.#key.reveal());
  }

  verify(body: string | Uint8Array, signature: string): boolean {
    return equalInConstantTime(this.sign(body), signature);
  }
}

function toBase64(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : viewBytes(body);
  return bytes.toString('base64');
}
