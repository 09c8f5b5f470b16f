import type { Secret, WebhookRefusalReason } from '@paymux/core';
import type { MolamSecretSource } from '../molam-options.js';
import { isKid } from './kid.js';
import { parseSignatureHeader, type SignatureHeader } from './parse-signature-header.js';

/** What a header is worth: the key id of the secret that signed, or why it proves nothing. */
export type SignatureVerdict =
  | {
      readonly ok: true;
      /** The key id whose secret signed it. */
      readonly kid: string;
    }
  | { readonly ok: false; readonly reason: WebhookRefusalReason };

/** What a signature is held against. */
export interface SignatureContext {
  readonly secretFor: MolamSecretSource;
  readonly now: Date;
  /** @defaultValue `300_000` */
  readonly toleranceMs?: number | undefined;
}

/** Whether one of the signatures of a header is right under a secret, compared in constant time. */
export type IsSigned = (header: SignatureHeader, secret: string | Secret) => boolean | Promise<boolean>;

/**
 * Decides on a delivery, in this order: header, grammar, fields, time stamp, tolerance, key id, digest. The first fault
 * found is the reason. Only hashing is left to `isSigned`, and nothing needs Node.js. Waits only where `secretFor` or
 * `isSigned` does.
 *
 * @throws {@link RangeError} `toleranceMs` is no duration: no value switches the check off. Also what `secretFor` throws.
 */
export function checkDelivery(
  header: string | null,
  { now, secretFor, toleranceMs = 300_000 }: SignatureContext,
  isSigned: IsSigned,
): SignatureVerdict | Promise<SignatureVerdict> {
  if (!Number.isFinite(toleranceMs) || toleranceMs < 0) {
    throw new RangeError('The tolerance must be zero or more milliseconds.');
  }
  const signature = parseSignatureHeader(header);
  if (typeof signature === 'string') return refused(signature);
  const { kid, signedAt } = signature;

  // Both directions: Molam's clock may run ahead of ours. A distance that is no number is not within.
  const isWithin = Math.abs(now.getTime() - Number(signedAt)) <= toleranceMs;
  if (!isWithin) return refused('timestamp_out_of_tolerance');

  if (!isKid(kid)) return refused('unknown_kid');
  return andThen<unknown, SignatureVerdict>(secretFor(kid), (found) => {
    if (!isSecret(found)) return refused('unknown_kid');
    return andThen(isSigned(signature, found), (signed) =>
      signed ? { ok: true, kid } : refused('signature_mismatch'),
    );
  });
}

/** A source that looks a key id up in a plain object may find something inherited: only text that is not empty counts. */
function isSecret(found: unknown): found is string | Secret {
  const text = isRevealing(found) ? found.reveal() : found;
  return typeof text === 'string' && text !== '';
}

/** By its shape: the class itself is of Node.js. */
function isRevealing(found: unknown): found is { reveal(): unknown } {
  return typeof found === 'object' && found !== null && 'reveal' in found && typeof found.reveal === 'function';
}

/** Goes on with a value at once, or when it is there. */
function andThen<Value, Next>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Next | Promise<Next>,
): Next | Promise<Next> {
  return isThenable(value) ? Promise.resolve(value).then(next) : next(value);
}

function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function refused(reason: WebhookRefusalReason): SignatureVerdict {
  return { ok: false, reason };
}
