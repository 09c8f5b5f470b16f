/**
 * Webhooks verified without Node.js: at the edge, in a worker, in a browser. By the same rules as the main entry, with
 * the Web Crypto API of the runtime.
 *
 * @packageDocumentation
 */
import type { MolamSecretSource } from './molam-options.js';
import { checkDelivery, type SignatureVerdict } from './webhook/check-delivery.js';

export type { MolamSecretSource } from './molam-options.js';
export type { SignatureVerdict } from './webhook/check-delivery.js';

/** What a check depends on beside the delivery. */
export interface CheckSignatureOptions {
  /** How far the delivery's time may be off, both ways, in milliseconds. @defaultValue `300_000` */
  readonly toleranceMs?: number | undefined;
  /** The present instant: `new Date()`, unless a test says otherwise. */
  readonly now: Date;
}

/**
 * Checks a `Molam-Signature` header over the exact bytes of a body. Where it is not `ok`, nothing in the body may be
 * acted on.
 *
 * @param header - The header's value; `null` when there is none.
 * @param rawBody - The bytes as they arrived. A body that was parsed and written again cannot be verified.
 * @param secretFor - The secret of a key id; `undefined` for one that is unknown or retired. What it throws is passed on.
 * @throws {@link TypeError} `rawBody` is not bytes.
 * @throws {@link RangeError} `toleranceMs` is no duration: no value switches the check off.
 */
export async function checkSignature(
  header: string | null,
  rawBody: Uint8Array,
  secretFor: MolamSecretSource,
  options: CheckSignatureOptions,
): Promise<SignatureVerdict> {
  if (!ArrayBuffer.isView(rawBody)) throw new TypeError('The body of a webhook must be its bytes, as they arrived.');
  return checkDelivery(header, { ...options, secretFor }, async ({ candidates, signedAt }, secret) => {
    const { subtle } = globalThis.crypto;
    const text = typeof secret === 'string' ? secret : secret.reveal();
    const key = await subtle.importKey('raw', utf8(text), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    const before = utf8(`${signedAt}.`);
    const signed = new Uint8Array(before.length + rawBody.length);
    signed.set(before);
    signed.set(rawBody, before.length);
    const verdicts = candidates.map(async (candidate) => {
      const signature = hexBytes(candidate);
      // The runtime compares in constant time.
      return signature !== undefined && (await subtle.verify('HMAC', key, signature, signed));
    });
    return (await Promise.all(verdicts)).includes(true);
  });
}

function utf8(text: string) {
  return new TextEncoder().encode(text);
}

/** The bytes of lower-case hexadecimal digits: the one spelling that is signed. */
function hexBytes(text: string) {
  if (!/^(?:[0-9a-f]{2}){32}$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
