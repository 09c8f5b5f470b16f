import * as crypto from 'node:crypto';
import type { Secret } from '../options/secret.js';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** Absent on runtimes before Node.js 20.12 and 21.7, and on some that are not Node.js. */
const hashOnce = (crypto as { readonly hash?: typeof crypto.hash }).hash;

/** Longer contents gain nothing from being hashed in one call. */
const MAX_CONTENT_BYTES = 16_384;

/** A key as HMAC mixes it into its two hashes. As telling as the key itself: neither leaves this file. */
interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const padsOf = new WeakMap<Secret, Pads>();

// Room for what is hashed, so that no call allocates any. Nothing waits between filling and hashing.
const innerText = Buffer.alloc(BLOCK_BYTES + MAX_CONTENT_BYTES);
const outerText = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

/**
 * HMAC-SHA256 of a text followed by bytes or another text, in lower-case hexadecimal.
 *
 * HMAC is a hash of a hash. Where the runtime hashes in one call, two such calls take less time than an object that is
 * fed: see docs/decisions/2026-11-21-webhooks-cost-little-more-than-their-hash.md.
 *
 * @param secret - Its UTF-8 bytes are the key.
 * @param head - What comes before the content, such as a time stamp and its separator.
 */
export function hmacSha256(secret: Secret, content: string | Uint8Array, head = ''): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  // No character takes more than three bytes.
  const isShort = bytes.byteLength + head.length * 3 <= MAX_CONTENT_BYTES;
  if (hashOnce === undefined || !isShort) {
    return crypto.createHmac('sha256', secret.reveal()).update(head).update(bytes).digest('hex');
  }
  const pads = padsOf.get(secret) ?? makePads(secret);
  innerText.set(pads.inner);
  const start = BLOCK_BYTES + (head === '' ? 0 : innerText.write(head, BLOCK_BYTES));
  innerText.set(bytes, start);
  outerText.set(pads.outer);
  const inner = hashOnce('sha256', innerText.subarray(0, start + bytes.byteLength), 'binary');
  outerText.write(inner, BLOCK_BYTES, 'latin1');
  return hashOnce('sha256', outerText, 'hex');
}

function makePads(secret: Secret): Pads {
  const text = Buffer.from(secret.reveal());
  const key = text.byteLength > BLOCK_BYTES ? crypto.createHash('sha256').update(text).digest() : text;
  const padded = (filling: number): Buffer => {
    const pad = Buffer.alloc(BLOCK_BYTES, filling);
    for (const [index, byte] of key.entries()) pad[index] = byte ^ filling;
    return pad;
  };
  const pads = { inner: padded(0x36), outer: padded(0x5c) };
  padsOf.set(secret, pads);
  return pads;
}
