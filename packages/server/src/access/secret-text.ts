import { hexDigest, type RandomSource } from '@paymux/core';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 62 that fits into a byte: what lies above would make the first digits likelier. */
const FAIR = 248;

/** Random letters and digits: 43 of them hold 256 bits. */
export function randomText(random: RandomSource, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < FAIR && text.length < length) text += DIGITS.charAt(byte % DIGITS.length);
    }
  }
  return text;
}

/** What is kept of a secret that is itself random: SHA-256 in hexadecimal. Not for passwords. */
export function secretDigest(secret: string): string {
  return hexDigest('sha256', secret);
}
