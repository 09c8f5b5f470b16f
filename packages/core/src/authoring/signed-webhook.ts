import type { WebhookRefusalReason } from '../errors/webhook-refused-error.js';
import { equalInConstantTime } from '../signature/equal-in-constant-time.js';
import { hexDigest } from '../signature/hex-digest.js';
import type { Secret } from '../options/secret.js';
import type { Clock } from '../time/clock.js';
import type { DigestFunction } from './digest.js';
import { memberAt } from './json-wire.js';
import { readTimestamp, type TimestampUnit } from './timestamp.js';
import type { WebhookScheme } from './webhook-scheme.js';

/** A {@link WebhookScheme} that says what it is worth, for `capabilities`. */
export interface DeclaredWebhookScheme extends WebhookScheme {
  /** Such as `hmac-sha256`. */
  readonly name: string;
  /**
   * Whether its events must be confirmed by a look-up: true of a scheme without a signed time stamp and
   * of a weak hash. See {@link VerifiedEvent}.
   */
  readonly needsConfirmation: boolean;
}

/**
 * Where the provider's id of an event stands: a member of the payload such as `id`, one further in such as
 * `event.id`, or a function. It is
 * the event's deduplication key, so it must be the same for every delivery of one event and differ
 * between any two; a payload without it is refused.
 */
export type EventId = string | ((payload: unknown) => string | undefined);

/** A refusal in a scheme. */
export interface Refused {
  readonly ok: false;
  readonly reason: WebhookRefusalReason;
}

export function refused(reason: WebhookRefusalReason): Refused {
  return { ok: false, reason };
}

/** The longest header that is taken apart. */
export const MAX_HEADER_LENGTH = 4096;

const MAX_ID_LENGTH = 255;

/** The deduplication key of a verified payload; `undefined` where it has not the id that it must have. */
export function deduplicationKeyOf(
  payload: unknown,
  eventId: EventId | undefined,
  signedContent: Uint8Array,
): string | undefined {
  if (eventId === undefined) return hexDigest('sha256', signedContent);
  const id: unknown = typeof eventId === 'function' ? eventId(payload) : memberAt(payload, eventId);
  const text = Number.isSafeInteger(id) ? String(id) : id;
  return typeof text === 'string' && text !== '' && text.length <= MAX_ID_LENGTH ? text : undefined;
}

/** What keeps a signed time stamp from being accepted, both ways round: a sender's clock may run ahead of ours. */
export function timestampFault(
  text: string,
  unit: TimestampUnit,
  clock: Clock,
  toleranceMs: number,
): 'invalid_timestamp' | 'timestamp_out_of_tolerance' | undefined {
  const signedAt = readTimestamp(text, unit);
  if (signedAt === undefined) return 'invalid_timestamp';
  // A distance that is no number is not within.
  const isWithin = Math.abs(clock.now().getTime() - signedAt) <= toleranceMs;
  return isWithin ? undefined : 'timestamp_out_of_tolerance';
}

/** @throws {@link RangeError} The tolerance is no duration: no value switches the check off. */
export function refuseNoDuration(toleranceMs: number): void {
  if (!Number.isFinite(toleranceMs) || toleranceMs < 0) {
    throw new RangeError('The tolerance must be zero or more milliseconds.');
  }
}

/** Whether any of the secrets made any of the signatures. Every pair is compared, each in constant time. */
export function isSigned(
  content: Uint8Array,
  signatures: readonly Uint8Array[],
  secrets: readonly Secret[],
  digestOf: DigestFunction,
): boolean {
  const expected = secrets.map((secret) => digestOf(content, secret));
  return signatures.some((signature) => expected.some((digest) => equalInConstantTime(signature, digest)));
}
