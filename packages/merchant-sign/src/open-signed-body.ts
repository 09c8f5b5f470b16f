import { isUtf8 } from 'node:buffer';
import { equalInConstantTime, type Secret } from '@paymux/core';
import { toBodyDigest, toHexDigest } from './body-digest.js';
import {
  type CompactBody,
  findCompactBody,
  findSignatureFault,
  isHexDigest,
  parseCompactBody,
  withoutSignature,
} from './compact-body.js';
import { isUnambiguous } from './is-unambiguous.js';
import { isPhpSpelled } from './php-json/is-php-spelled.js';
import { encodePhpMap, type LocatedMember, PHP_MAX_DEPTH, readPhpJson } from './php-json/read-php-json.js';
import type { OpenedBody, RefusedBody, SignedBodyRefusalReason, SigningKeysFor } from './signed-body.js';
import { viewBytes } from './view-bytes.js';

/** Options of {@link openSignedBody}. */
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

interface Limits {
  readonly maxDepth: number;
  readonly strict: boolean;
}

/**
 * Verifies a webhook body that carries its signature as the member `sign`, and parses it.
 *
 * Accepts a body that is valid UTF-8 and one JSON object that PHP can decode, with exactly one
 * top-level member whose name reads `sign` however it is spelled, which is the MD5 digest of
 * either of two texts under one of the keys:
 *
 * - recipe B: the received bytes with the member cut out, together with the comma before it, or
 *   for a first member with the comma after it. White space after that second comma
 *   belongs to neither member, so the text is tried without it and with it;
 * - recipe A: what PHP's `json_encode` with `JSON_UNESCAPED_UNICODE` writes for the rest.
 *
 * Compares in constant time. Never throws on account of the body, and takes time linear in its
 * length whatever it holds; a limit on the length itself is the caller's.
 *
 * @see docs/decisions/2026-11-21-webhooks-are-verified-as-received.md
 */
export function openSignedBody(
  body: Uint8Array,
  keysFor: SigningKeysFor,
  options: OpenSignedBodyOptions = {},
): OpenedBody | RefusedBody {
  const limits = {
    maxDepth: Math.min(options.maxDepth ?? PHP_MAX_DEPTH, PHP_MAX_DEPTH),
    strict: options.strict ?? false,
  };
  const bytes = viewBytes(body);
  const latin1 = bytes.toString('latin1');
  const compact = findCompactBody(latin1);
  if (compact !== undefined) {
    return openCompactBody(bytes, latin1, compact, keysFor, limits) ?? openAnyBody(bytes, keysFor, limits);
  }
  const fault = findSignatureFault(latin1);
  if (fault === undefined) return openAnyBody(bytes, keysFor, limits);
  return latin1.trimStart().startsWith('{') ? REFUSED[fault] : REFUSED.malformed_body;
}

/** Decides on a body of the usual shape by recipe B; `undefined` leaves it to {@link openAnyBody}. */
function openCompactBody(
  bytes: Buffer,
  latin1: string,
  compact: CompactBody,
  keysFor: SigningKeysFor,
  { maxDepth, strict }: Limits,
): OpenedBody | RefusedBody | undefined {
  return withoutSignature(bytes, compact, (signed): OpenedBody | RefusedBody | undefined => {
    const parsedEarly = compact.type === undefined ? parseCompactBody(signed, latin1, maxDepth) : undefined;
    const keys = keysFor(compact.type ?? parsedEarly?.['type']);
    if (keys === undefined || keys.length === 0) return undefined;
    if (!isSigned(signed.toString('base64'), keys, compact.signature)) {
      // Recipe A would hash the same text again.
      return isPhpSpelled(latin1, compact.cut) ? REFUSED.signature_mismatch : undefined;
    }
    const payload = parsedEarly ?? parseCompactBody(signed, latin1, maxDepth);
    if (payload === undefined) return undefined;
    if (strict && !isUnambiguous(latin1.slice(0, compact.cut), payload, maxDepth)) return REFUSED.malformed_body;
    return { ok: true, payload, deduplicationKey: toHexDigest('sha256', signed), recipe: 'received' };
  });
}

function openAnyBody(bytes: Buffer, keysFor: SigningKeysFor, { maxDepth, strict }: Limits): OpenedBody | RefusedBody {
  if (!isUtf8(bytes)) return REFUSED.malformed_body;
  const text = bytes.toString('utf8');
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
    return { ok: true, payload, deduplicationKey: toHexDigest('sha256', text), recipe };
  };
  for (const candidate of [received, ...otherReadings]) {
    if (isSigned(toBase64(candidate), keys, signature)) return opened(candidate, 'received');
  }
  const members = new Map(json.members);
  members.delete('"sign"');
  const encoded = encodePhpMap(members);
  return encoded !== undefined && encoded !== received && isSigned(toBase64(encoded), keys, signature)
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

function isSigned(base64: string, keys: readonly (string | Secret)[], signature: string): boolean {
  for (const key of keys) {
    const text = typeof key === 'string' ? key : key.reveal();
    if (text !== '' && equalInConstantTime(toBodyDigest(base64, text), signature)) return true;
  }
  return false;
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

const REFUSED: { readonly [Reason in SignedBodyRefusalReason]: RefusedBody } = {
  malformed_body: Object.freeze({ ok: false, reason: 'malformed_body' }),
  missing_signature: Object.freeze({ ok: false, reason: 'missing_signature' }),
  duplicate_signature: Object.freeze({ ok: false, reason: 'duplicate_signature' }),
  malformed_signature: Object.freeze({ ok: false, reason: 'malformed_signature' }),
  unknown_type: Object.freeze({ ok: false, reason: 'unknown_type' }),
  key_not_configured: Object.freeze({ ok: false, reason: 'key_not_configured' }),
  signature_mismatch: Object.freeze({ ok: false, reason: 'signature_mismatch' }),
};
