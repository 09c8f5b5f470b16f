/**
 * Webhooks verified without Node.js: at the edge, in a worker, in a browser. Bytes in, a verdict out, by the same rules
 * as the main entry, which is several times faster where there is Node.js.
 *
 * @packageDocumentation
 */
import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { type Hashing, limitsOf, openText, REFUSED } from './open-text.js';
import type { OpenedBody, OpenSignedBodyOptions, RefusedBody, SigningKeysFor } from './signed-body.js';

export type {
  OpenedBody,
  OpenSignedBodyOptions,
  RefusedBody,
  SignedBodyRefusalReason,
  SigningKeysFor,
} from './signed-body.js';

/**
 * Verifies a webhook body that carries its signature as the member `sign`, and parses it.
 *
 * Compares in constant time, and never throws on account of the body. A body whose signature is right proves little:
 * act on it only after a look-up at the provider agrees.
 */
export function openSignedBody(
  body: Uint8Array,
  keysFor: SigningKeysFor,
  options: OpenSignedBodyOptions = {},
): OpenedBody | RefusedBody {
  const text = toText(body);
  return text === undefined ? REFUSED.malformed_body : openText(text, keysFor, limitsOf(options), HASHING);
}

/**
 * Whether a webhook body carries the right signature in its member `sign`. Never throws, and answers `false` for an
 * empty key, which anyone could sign with.
 *
 * @param body - The bytes as received, not a value parsed and serialised again.
 * @param key - The payment key for payments and wallets, the payout key for payouts.
 */
export function verifySignedBody(body: Uint8Array, key: string): boolean {
  return ArrayBuffer.isView(body) && typeof key === 'string' && openSignedBody(body, () => [key]).ok;
}

const HASHING: Hashing = {
  isSigned: (text, keys, signature) => {
    const content = base64.encode(utf8ToBytes(text));
    return keys.some((key) => {
      const secret = typeof key === 'string' ? key : key.reveal();
      return secret !== '' && isEqual(bytesToHex(md5(utf8ToBytes(content + secret))), signature);
    });
  },
  toKey: (text) => bytesToHex(sha256(utf8ToBytes(text))),
};

/** Looks at every character, wherever the first difference is. Both are digests of one length. */
function isEqual(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index += 1) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  }
  return difference === 0;
}

function toText(body: Uint8Array): string | undefined {
  try {
    // A copy, because another thread could change shared memory while it is read.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(body));
  } catch {
    return undefined;
  }
}
