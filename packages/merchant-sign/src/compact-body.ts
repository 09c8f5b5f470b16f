import { isUtf8 } from 'node:buffer';
import { DIGEST_LENGTH, isHexDigest } from './hex-digest.js';

/** A body that ends in its signature, as the providers write it, read without a parser. */
export interface CompactBody {
  /** The 32 characters where the digest stands; other characters than its digits equal no digest. */
  readonly signature: string;
  /** Offset of the comma before `sign`. With a closing brace in its place, the text ends there. */
  readonly cut: number;
  /** The value of the member `type`. Absent if it cannot be told at a glance. */
  readonly type?: string | undefined;
}

const BEFORE_SIGNATURE = ',"sign":"';
const AFTER_SIGNATURE = '"}';
const TAIL_LENGTH = BEFORE_SIGNATURE.length + DIGEST_LENGTH + AFTER_SIGNATURE.length;
const TYPE_FIRST = '{"type":"';

// Engines search for the first character of a needle, and bodies are full of quotation marks:
// the end of a name is found several times faster than the whole of it.
const END_OF_SIGN = 'gn"';
const END_OF_TYPE = 'ype"';

/**
 * Recognises the usual shape of a signed body: `…,"sign":"<32 hex digits>"}` at its very end,
 * and no second member of that name.
 *
 * If the body is well-formed JSON, then the member found is the only top-level `sign`: the last
 * brace closes the outermost object, no quotation mark of the tail follows a backslash, the
 * name occurs nowhere else as it stands, and no escape that could spell a letter of it occurs.
 *
 * @param latin1 - The bytes of the body, one character each.
 * @returns `undefined` if the shape is another one, which says nothing about the signature.
 */
export function findCompactBody(latin1: string): CompactBody | undefined {
  const cut = latin1.length - TAIL_LENGTH;
  if (cut < 1 || !latin1.startsWith(BEFORE_SIGNATURE, cut) || !latin1.endsWith(AFTER_SIGNATURE)) return undefined;

  const signatureStart = cut + BEFORE_SIGNATURE.length;
  const signature = latin1.slice(signatureStart, signatureStart + DIGEST_LENGTH);
  if (latin1.indexOf(END_OF_SIGN) !== cut + BEFORE_SIGNATURE.indexOf(END_OF_SIGN) || mayEscapeLetters(latin1)) {
    return undefined;
  }
  return { signature, cut, type: findFirstType(latin1) };
}

/** What is wrong with the only thing in a body that could be its signature. */
export type SignatureFault = 'missing_signature' | 'malformed_signature';

/**
 * Finds at a glance that a body has no usable signature, whatever else it holds.
 *
 * @returns `undefined` if that takes a thorough reading.
 */
export function findSignatureFault(latin1: string): SignatureFault | undefined {
  if (mayEscapeLetters(latin1)) return undefined;
  const found = latin1.indexOf(END_OF_SIGN);
  if (found === -1) return 'missing_signature';
  const nameEnd = found + END_OF_SIGN.length;
  if (latin1.includes(END_OF_SIGN, nameEnd)) return undefined;

  if (!latin1.endsWith('"sign"', nameEnd)) return 'missing_signature';
  const colon = skipSpace(latin1, nameEnd);
  if (latin1[colon] !== ':') return 'missing_signature';

  const start = skipSpace(latin1, colon + 1);
  const end = latin1.indexOf('"', start + 1);
  if (latin1[start] !== '"' || end === -1) return 'malformed_signature';
  const signature = latin1.slice(start + 1, end);
  return signature.includes('\\') || isHexDigest(signature) ? undefined : 'malformed_signature';
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

/** Whether a lower-case letter may be spelled as an escape: they are `\u0061` to `\u007a`. */
function mayEscapeLetters(latin1: string): boolean {
  return latin1.includes('\\u') && (latin1.includes('\\u006') || latin1.includes('\\u007'));
}

/** The type of a body that begins with it and has no second `type` anywhere. */
function findFirstType(latin1: string): string | undefined {
  if (!latin1.startsWith(TYPE_FIRST) || latin1.includes(END_OF_TYPE, TYPE_FIRST.length)) return undefined;
  const type = latin1.slice(TYPE_FIRST.length, latin1.indexOf('"', TYPE_FIRST.length));
  for (let index = 0; index < type.length; index += 1) {
    const code = type.charCodeAt(index);
    if (code === 0x5c || code >= 0x80) return undefined;
  }
  return type;
}

const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;

/**
 * Lends the bytes of a compact body without `sign`, where they lie: for the time of a call that does not wait, a
 * closing brace stands in the place of the comma before `sign`. They are not to be kept.
 */
export function withoutSignature<Result>(bytes: Buffer, { cut }: CompactBody, use: (signed: Buffer) => Result): Result {
  bytes[cut] = CLOSE_BRACE;
  try {
    return use(bytes.subarray(0, cut + 1));
  } finally {
    bytes[cut] = COMMA;
  }
}

/**
 * The members of a compact body but for `sign`.
 *
 * @param signed - Its bytes without `sign`. They are a well-formed object with members exactly where the whole body
 *   is one: the signature's digits were compared, and what stands around them was found.
 * @returns `undefined` for a body that is not well-formed, and where PHP might refuse what
 *   `JSON.parse` accepts or nesting might be deeper than `maxDepth`: the thorough reader decides.
 */
export function parseCompactBody(
  signed: Buffer,
  latin1: string,
  maxDepth: number,
): Readonly<Record<string, unknown>> | undefined {
  if (!isUtf8(signed) || mayBeDeeperThan(latin1, maxDepth) || mayEscapeSurrogates(latin1)) return undefined;
  const payload = parseObject(signed.toString('utf8'));
  return payload !== undefined && hasMembers(payload) ? payload : undefined;
}

function mayEscapeSurrogates(latin1: string): boolean {
  return latin1.includes('\\u') && (latin1.includes('\\ud') || latin1.includes('\\uD'));
}

function mayBeDeeperThan(latin1: string, maxDepth: number): boolean {
  return count(latin1, '{', maxDepth) + count(latin1, '[', maxDepth) > maxDepth;
}

/** How often a character occurs, counted no further than one past a limit. */
function count(text: string, character: string, limit: number): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1 && found <= limit; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}

/** A comma after an opening brace is malformed, and would go unnoticed without it. */
function hasMembers(payload: object): boolean {
  for (const _ in payload) return true;
  return false;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    // What ends in a closing brace and parses is an object.
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
