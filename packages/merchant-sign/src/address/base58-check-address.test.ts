import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBase58CheckAddressFault } from './base58-check-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

const VERSIONS = { main: [0x00, 0x05], test: [0x6f] } as const;
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

const hashBytes = fc.uint8Array({ minLength: 20, maxLength: 20 });

function encodeBase58Check(payload: Uint8Array): string {
  const digest = createHash('sha256').update(createHash('sha256').update(payload).digest()).digest();
  return encodeBase58(Buffer.concat([payload, digest.subarray(0, 4)]));
}

function encodeBase58(bytes: Uint8Array): string {
  let number = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET.charAt(Number(number % 58n)) + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros === -1 ? bytes.length : zeros) + text;
}

describe('a Base58Check address', () => {
  test('every hash under a version of the main network is taken', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VERSIONS.main), hashBytes, (version, hash) => {
        const address = encodeBase58Check(Uint8Array.of(version, ...hash));
        expect(findBase58CheckAddressFault(address, VERSIONS)).toBeUndefined();
      }),
    );
  });

  test('every other version is refused, and those of a test network by that name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x06, max: 0xff }), hashBytes, (version, hash) => {
        const address = encodeBase58Check(Uint8Array.of(version, ...hash));
        expect(findBase58CheckAddressFault(address, VERSIONS)).toBe(
          version === 0x6f ? 'it belongs to a test network' : 'it belongs to another network',
        );
      }),
    );
  });

  test('no character can change unnoticed', () => {
    fc.assert(
      fc.property(hashBytes, fc.nat(), fc.constantFrom(...Array.from(ALPHABET)), (hash, seed, character) => {
        const address = encodeBase58Check(Uint8Array.of(0x05, ...hash));
        const position = seed % address.length;
        fc.pre(address.charAt(position) !== character);
        const changed = address.slice(0, position) + character + address.slice(position + 1);
        expect(findBase58CheckAddressFault(changed, VERSIONS)).toMatch(/its checksum is wrong|its length is wrong/);
      }),
      { numRuns: 2000 },
    );
  });

  test('a right checksum over too few or too many bytes is refused', () => {
    for (const length of [1, 20, 22, 32]) {
      const address = encodeBase58Check(new Uint8Array(length).fill(7));
      expect(findBase58CheckAddressFault(address, VERSIONS)).toBe('its length is wrong');
    }
  });

  test('the hash of zeros is taken with the ones that stand for its zeros, and with no other number of them', () => {
    expect(findBase58CheckAddressFault('1111111111111111111114oLvT2', VERSIONS)).toBeUndefined();
    expect(findBase58CheckAddressFault('111111111111111111114oLvT2', VERSIONS)).toBe('its length is wrong');
    expect(findBase58CheckAddressFault('11111111111111111111114oLvT2', VERSIONS)).toBe('its length is wrong');
  });

  test.each(['0', 'O', 'I', 'l', '+', 'é', '١'])(
    'the character %s, which Base58 leaves out, is named as such',
    (character) => {
      expect(findBase58CheckAddressFault(`1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf${character}a`, VERSIONS)).toBe(
        'it holds a character that no such address has',
      );
    },
  );
});
