import { equalInConstantTime, Secret, type WebhookRefusalReason } from '@paymux/core';
import type { MolamSecretSource } from '../molam-options.js';
import { isKid } from './kid.js';
import { parseSignatureHeader, type SignatureHeader } from './parse-signature-header.js';
import { signatureOf } from './signature.js';

/** What a header is worth: the key id of the secret that signed, or why it proves nothing. */
export type SignatureVerdict =
  | { readonly ok: true; readonly kid: string }
  | { readonly ok: false; readonly reason: WebhookRefusalReason };

/** What a signature is held against. */
export interface SignatureContext {
  readonly secretFor: MolamSecretSource;
  readonly toleranceMs: number;
  readonly now: Date;
}

/**
 * Judges a `Molam-Signature` header over the exact bytes of a body, in this order: header, grammar, fields, time
 * stamp, tolerance, key id, digest. The first fault found is the reason. Waits only where `secretFor` does, and throws
 * only what that throws.
 */
export function judgeSignature(
  header: string | null,
  body: Uint8Array,
  { now, secretFor, toleranceMs }: SignatureContext,
): SignatureVerdict | Promise<SignatureVerdict> {
  const signature = parseSignatureHeader(header);
  if (typeof signature === 'string') return refused(signature);
  const { kid, signedAt } = signature;

  // Both directions: Molam's clock may run ahead of ours. A distance that is no number is not within.
  const isWithin = Math.abs(now.getTime() - Number(signedAt)) <= toleranceMs;
  if (!isWithin) return refused('timestamp_out_of_tolerance');

  if (!isKid(kid)) return refused('unknown_kid');
  const found: unknown = secretFor(kid);
  return isThenable(found)
    ? Promise.resolve(found).then((secret) => compare(signature, body, secret))
    : compare(signature, body, found);
}

function compare({ candidates, kid, signedAt }: SignatureHeader, body: Uint8Array, found: unknown): SignatureVerdict {
  const secret = toSecret(found);
  if (secret === undefined) return refused('unknown_kid');
  const expected = signatureOf(signedAt, body, secret);
  return candidates.some((candidate) => equalInConstantTime(candidate, expected))
    ? { ok: true, kid }
    : refused('signature_mismatch');
}

/** A source that looks a key id up in a plain object may find something inherited: only text that is not empty counts. */
function toSecret(found: unknown): Secret | undefined {
  if (Secret.isInstance(found)) return found;
  return typeof found === 'string' && found !== '' ? new Secret(found) : undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function refused(reason: WebhookRefusalReason): SignatureVerdict {
  return { ok: false, reason };
}
