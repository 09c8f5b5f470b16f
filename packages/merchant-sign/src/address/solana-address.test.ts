import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSolanaAddressFault } from './solana-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function encodeBase58(bytes: Uint8Array): string {
  let number = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET.charAt(Number(number % 58n)) + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros === -1 ? bytes.length : zeros) + text;
}

describe('a Solana address', () => {
  test('every 32 bytes are taken', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(findSolanaAddressFault(encodeBase58(bytes))).toBeUndefined();
      }),
    );
  });

  test('any other number of bytes is refused', () => {
    for (const length of [20, 25, 31, 33, 64]) {
      expect(findSolanaAddressFault(encodeBase58(new Uint8Array(length).fill(255)))).toBe('its length is wrong');
      expect(findSolanaAddressFault(encodeBase58(new Uint8Array(length)))).toBe('its length is wrong');
    }
  });

  test('a character that Base58 leaves out is named as such', () => {
    expect(findSolanaAddressFault('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5D0')).toBe(
      'it holds a character that no such address has',
    );
  });
});
