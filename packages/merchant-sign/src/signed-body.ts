import type { Secret } from '@paymux/core';

/** Options of `openSignedBody`. */
export interface OpenSignedBodyOptions {
  /**
   * Objects and lists nested deeper are refused as malformed; the outermost object is level 1.
   * PHP stops after 511, and so does this whatever the option says. @defaultValue `511`
   */
  readonly maxDepth?: number | undefined;
  /**
   * Refuses a rightly signed body as malformed where another reader may read something else: an object in it names a
   * member twice, or one `__proto__`. @defaultValue `false`
   */
  readonly strict?: boolean | undefined;
}

/** Why a body is not accepted. Every reason is one of core's `WebhookRefusalReason`s. */
export type SignedBodyRefusalReason =
  | 'malformed_body'
  | 'missing_signature'
  | 'duplicate_signature'
  | 'malformed_signature'
  | 'unknown_type'
  | 'key_not_configured'
  | 'signature_mismatch';

/** A body that must not be acted on. Frozen, and one object per reason. */
export interface RefusedBody {
  readonly ok: false;
  /** The first fault that was found. Of a body with several faults, no particular one is. */
  readonly reason: SignedBodyRefusalReason;
}

/** A body whose signature is right. */
export interface OpenedBody {
  readonly ok: true;
  /**
   * The members of the body without `sign`, as `JSON.parse` reads the received text. Of members
   * with one name it holds the last value, which is the one that PHP encodes and signs.
   */
  readonly payload: Readonly<Record<string, unknown>>;
  /**
   * What is the same for two deliveries of one event, and for no two events: the lower-case hex
   * SHA-256 of the text that was hashed. The wire has no event id, and an object's id and
   * status would not do, because a second part-payment repeats both.
   */
  readonly deduplicationKey: string;
  /**
   * What was hashed: the received bytes with `sign` cut out (recipe B), or what PHP writes
   * after it has decoded the body and taken out `sign` (recipe A).
   */
  readonly recipe: 'received' | 'php_encoded';
}

/**
 * Chooses the keys that may have signed an event, by its member `type`.
 *
 * `type` is unverified, and can be any JSON value or `undefined`. Choosing by it is safe because
 * every key that can be chosen is the merchant's own. May be called twice for one body.
 *
 * @returns The active keys, several during a rotation, none if there is none for this type;
 *   `undefined` if the type itself is unknown. An empty text is never a key.
 */
export type SigningKeysFor = (type: unknown) => readonly (string | Secret)[] | undefined;
