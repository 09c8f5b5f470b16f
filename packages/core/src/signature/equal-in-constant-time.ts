import { timingSafeEqual } from 'node:crypto';
import { isUint8Array } from 'node:util/types';

/**
 * Compares two signatures without revealing by its duration where they differ.
 *
 * Text is compared as its UTF-8 bytes. Inputs of different length are unequal;
 * the length of a digest is public, so answering early tells an attacker nothing.
 * What is neither text nor bytes equals nothing. Never throws.
 */
export function equalInConstantTime(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const leftBytes = toBytes(left);
  const rightBytes = toBytes(right);
  if (leftBytes === undefined || rightBytes === undefined) return false;
  return leftBytes.byteLength === rightBytes.byteLength && timingSafeEqual(leftBytes, rightBytes);
}

/** Signatures come out of headers and bodies: at run time they may be anything. */
function toBytes(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  return isUint8Array(value) ? value : undefined;
}
