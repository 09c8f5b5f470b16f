import type { Secret } from '@paymux/core';
import { isHexDigest } from './hex-digest.js';
import { isUnambiguous } from './is-unambiguous.js';
import { encodePhpMap, type LocatedMember, PHP_MAX_DEPTH, readPhpJson } from './php-json/read-php-json.js';
import type {
  OpenedBody,
  OpenSignedBodyOptions,
  RefusedBody,
  SignedBodyRefusalReason,
  SigningKeysFor,
} from './signed-body.js';

/** What reading a body takes from the runtime. */
export interface Hashing {
  /** Whether one of the keys made the signature of a text: the digest of its base64 and the key. */
  isSigned(text: string, keys: readonly (string | Secret)[], signature: string): boolean;
  /** The lower-case hex SHA-256 of a text. */
  toKey(text: string): string;
}

/** What a body may hold. */
export interface Limits {
  readonly maxDepth: number;
  readonly strict: boolean;
}

/** What a body may hold, given what a caller asks for. */
export function limitsOf({ maxDepth = PHP_MAX_DEPTH, strict = false }: OpenSignedBodyOptions): Limits {
  return { maxDepth: Math.min(maxDepth, PHP_MAX_DEPTH), strict };
}

/** Decides on the text of a body of any shape. Only hashing is left to the runtime, and nothing needs Node.js. */
export function openText(
  text: string,
  keysFor: SigningKeysFor,
  { maxDepth, strict }: Limits,
  { isSigned, toKey }: Hashing,
): OpenedBody | RefusedBody {
  const json = readPhpJson(text, { maxDepth, locate: '"sign"' });
  const [sign, secondSign] = json?.located ?? [];
  if (secondSign !== undefined) return REFUSED.duplicate_signature;
  if (json?.members === undefined) return REFUSED.malformed_body;
  if (sign === undefined) return REFUSED.missing_signature;
  const signature = sign.value.slice(1, -1);
  if (!sign.value.startsWith('"') || !isHexDigest(signature)) return REFUSED.malformed_signature;

  const [received, ...otherReadings] = receivedTexts(text, sign);
  const parse = (): Readonly<Record<string, unknown>> => JSON.parse(received) as Readonly<Record<string, unknown>>;
  // Text is the same in PHP's spelling. The rest of a forged body need not be parsed.
  const type = json.members.get('"type"');
  const keys = keysFor(type?.startsWith('"') ? JSON.parse(type) : type && parse()['type']);
  if (keys === undefined) return REFUSED.unknown_type;
  if (keys.length === 0) return REFUSED.key_not_configured;

  const opened = (text: string, recipe: OpenedBody['recipe']): OpenedBody | RefusedBody => {
    const payload = parse();
    if (strict && !isUnambiguous(received, payload, maxDepth)) return REFUSED.malformed_body;
    return { ok: true, payload, deduplicationKey: toKey(text), recipe };
  };
  for (const candidate of [received, ...otherReadings]) {
    if (isSigned(candidate, keys, signature)) return opened(candidate, 'received');
  }
  const members = new Map(json.members);
  members.delete('"sign"');
  const encoded = encodePhpMap(members);
  return encoded !== undefined && encoded !== received && isSigned(encoded, keys, signature)
    ? opened(encoded, 'php_encoded')
    : REFUSED.signature_mismatch;
}

/** The body without `sign`, in every reading of recipe B. Each is well-formed JSON. */
function receivedTexts(text: string, sign: LocatedMember): readonly [string, ...string[]] {
  const { start, end, commaBefore, commaAfter, nextStart } = sign;
  if (commaBefore !== undefined) return [text.slice(0, commaBefore) + text.slice(end)];
  if (commaAfter === undefined || nextStart === undefined) return [text.slice(0, start) + text.slice(end)];
  const tight = text.slice(0, start) + text.slice(nextStart);
  return nextStart === commaAfter + 1 ? [tight] : [tight, text.slice(0, start) + text.slice(commaAfter + 1)];
}

/** One frozen refusal for each reason. */
export const REFUSED: { readonly [Reason in SignedBodyRefusalReason]: RefusedBody } = {
  malformed_body: Object.freeze({ ok: false, reason: 'malformed_body' }),
  missing_signature: Object.freeze({ ok: false, reason: 'missing_signature' }),
  duplicate_signature: Object.freeze({ ok: false, reason: 'duplicate_signature' }),
  malformed_signature: Object.freeze({ ok: false, reason: 'malformed_signature' }),
  unknown_type: Object.freeze({ ok: false, reason: 'unknown_type' }),
  key_not_configured: Object.freeze({ ok: false, reason: 'key_not_configured' }),
  signature_mismatch: Object.freeze({ ok: false, reason: 'signature_mismatch' }),
};
