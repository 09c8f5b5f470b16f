import { isUint8Array } from 'node:util/types';
import { systemClock, WebhookRefusedError } from '@paymux/core';
import type { MolamSecretSource } from '../molam-options.js';
import { judgeSignature } from './judge-signature.js';

/** What a verification depends on beside the delivery. */
export interface VerifySignatureOptions {
  /** How far the delivery's time may be off, both ways, in milliseconds. 0 means not at all. @defaultValue `300_000` */
  readonly toleranceMs?: number | undefined;
  /** The present instant. @defaultValue the machine's clock */
  readonly now?: Date | undefined;
}

/**
 * Verifies a `Molam-Signature` header over the exact bytes of a body, in this order: header,
 * grammar, fields, time stamp, tolerance, key id, digest. The first fault found is the reason.
 *
 * @param header - The header's value; `null` when there is none.
 * @param rawBody - The bytes as they arrived. A body that was parsed and written again cannot be verified.
 * @param secretFor - The secret of a key id; `undefined` for one that is unknown or retired. What
 *   it throws is passed on: a store that cannot be reached proves nothing about the delivery.
 * @throws {@link WebhookRefusedError} The delivery proves nothing.
 * @throws {@link TypeError} `rawBody` is not bytes.
 * @throws {@link RangeError} `toleranceMs` is no duration: no value switches the check off.
 */
export async function verifySignature(
  header: string | null,
  rawBody: Uint8Array,
  secretFor: MolamSecretSource,
  options: VerifySignatureOptions = {},
): Promise<void> {
  if (!isUint8Array(rawBody)) throw new TypeError('The body of a webhook must be its bytes, as they arrived.');
  const { now = systemClock.now(), toleranceMs } = options;
  const verdict = await judgeSignature(header, rawBody, { secretFor, toleranceMs, now });
  if (!verdict.ok) throw new WebhookRefusedError(verdict.reason, { provider: 'molam' });
}
