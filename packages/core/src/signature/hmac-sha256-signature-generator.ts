import { Secret } from '../options/secret.js';
import { equalInConstantTime } from './equal-in-constant-time.js';
import { hmacSha256 } from './hmac-sha256.js';
import type { SignatureGenerator } from './signature-generator.js';

/** HMAC-SHA256 over the exact bytes, as 64 lower-case hexadecimal digits. */
export class HmacSha256SignatureGenerator implements SignatureGenerator {
  readonly #key: Secret;

  /** @param key - The shared secret; its UTF-8 bytes are the HMAC key. It must not be empty. */
  constructor(key: string | Secret) {
    this.#key = Secret.of(key);
  }

  sign(body: string | Uint8Array): string {
    return hmacSha256(this.#key, body);
  }

  verify(body: string | Uint8Array, signature: string): boolean {
    return equalInConstantTime(this.sign(body), signature);
  }
}
