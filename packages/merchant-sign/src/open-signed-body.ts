import { isUtf8 } from 'node:buffer';
import { equalInConstantTime, hexDigest, type Secret } from '@paymux/core';
import { toBodyDigest } from './body-digest.js';
import {
  type CompactBody,
  findCompactBody,
  findSignatureFault,
  parseCompactBody,
  withoutSignature,
} from './compact-body.js';
import { isUnambiguous } from './is-unambiguous.js';
import { type Hashing, type Limits, limitsOf, openText, REFUSED } from './open-text.js';
import { isPhpSpelled } from './php-json/is-php-spelled.js';
import type { OpenedBody, OpenSignedBodyOptions, RefusedBody, SigningKeysFor } from './signed-body.js';
import { viewBytes } from './view-bytes.js';

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
  const limits = limitsOf(options);
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
    return { ok: true, payload, deduplicationKey: hexDigest('sha256', signed), recipe: 'received' };
  });
}

function openAnyBody(bytes: Buffer, keysFor: SigningKeysFor, limits: Limits): OpenedBody | RefusedBody {
  return isUtf8(bytes) ? openText(bytes.toString('utf8'), keysFor, limits, HASHING) : REFUSED.malformed_body;
}

function isSigned(base64: string, keys: readonly (string | Secret)[], signature: string): boolean {
  for (const key of keys) {
    const text = typeof key === 'string' ? key : key.reveal();
    if (text !== '' && equalInConstantTime(toBodyDigest(base64, text), signature)) return true;
  }
  return false;
}

const HASHING: Hashing = {
  isSigned: (text, keys, signature) => isSigned(Buffer.from(text, 'utf8').toString('base64'), keys, signature),
  toKey: (text) => hexDigest('sha256', text),
};
