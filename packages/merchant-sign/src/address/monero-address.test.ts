import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMoneroAddressFault } from './monero-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const keys = fc.uint8Array({ minLength: 64, maxLength: 64 });

/** Published with the functional tests of Monero itself: standard, integrated, and two subaddresses. */
const PUBLISHED = [
  '42ey1afDFnn4886T7196doS9GPMzexD9gXpsZJDwVjeRVdFCSoHnv7KPbBeGpzJBzHRCAs9UxqeoyFQMYbqSWYTfJJQAWDm',
  '44Kbx4sJ7JDRDV5aAhLJzQCjDz2ViLRduE3ijDZu3osWKBjMGkV1XPk4pfDUMqt1Aiezvephdqm6YD19GKFD9ZcXVUTp6BW',
  '4BxSHvcgTwu25WooY4BVmgdcKwZu5EksVZSZkDd6ooxSVVqQ4ubxXkhLF6hEqtw96i9cf3cVfLw8UWe95bdDKfRQeYtPwLm1Jiw7AKt2LY',
  '8AsN91rznfkBGTY8psSNkJBg9SZgxxGGRUhGwRptBhgr5XSQ1XzmA9m8QAnoxydecSh5aLJXdrgXwTDMMZ1AuXsN1EX5Mtm',
  '86kKnBKFqzCLxtK1Jmx2BkNBDBSMDEVaRYMMyVbeURYDWs8uNGDZURKCA5yRcyMxHzPcmCf1q2fSdhQVcaKsFrtGRsdGfNk',
] as const;

function encode(payload: Uint8Array): string {
  const bytes = [...payload, ...keccak_256(payload).subarray(0, 4)];
  let address = '';
  for (let start = 0; start < bytes.length; start += 8) {
    const block = bytes.slice(start, start + 8);
    let number = BigInt(`0x${Buffer.from(block).toString('hex')}`);
    const width = [0, 2, 3, 5, 6, 7, 9, 10, 11][block.length] ?? 0;
    let text = '';
    for (let digit = 0; digit < width; digit += 1, number /= 58n) text = ALPHABET.charAt(Number(number % 58n)) + text;
    address += text;
  }
  return address;
}

describe('a Monero address', () => {
  test.each(PUBLISHED)('%s is taken', (address) => {
    expect(findMoneroAddressFault(address)).toBeUndefined();
  });

  test('every pair of keys is taken, and a payment id where the network byte asks for one', () => {
    fc.assert(
      fc.property(keys, fc.uint8Array({ minLength: 8, maxLength: 8 }), (pair, paymentId) => {
        expect(findMoneroAddressFault(encode(Uint8Array.of(18, ...pair)))).toBeUndefined();
        expect(findMoneroAddressFault(encode(Uint8Array.of(42, ...pair)))).toBeUndefined();
        expect(findMoneroAddressFault(encode(Uint8Array.of(19, ...pair, ...paymentId)))).toBeUndefined();
      }),
    );
  });

  test('a payment id is refused where the network byte has none, and missed where it has one', () => {
    const pair = new Uint8Array(64).fill(1);
    expect(findMoneroAddressFault(encode(Uint8Array.of(18, ...pair, 1, 2, 3, 4, 5, 6, 7, 8)))).toBe(
      'its length is wrong',
    );
    expect(findMoneroAddressFault(encode(Uint8Array.of(19, ...pair)))).toBe('its length is wrong');
  });

  test.each([53, 54, 63, 24, 25, 36])('network byte %i is refused as that of a test network', (networkByte) => {
    const pair = new Uint8Array(64).fill(2);
    expect(findMoneroAddressFault(encode(Uint8Array.of(networkByte, ...pair)))).toBe('it belongs to a test network');
  });

  test('the network byte of a relative is refused', () => {
    const pair = new Uint8Array(64).fill(2);
    expect(findMoneroAddressFault(encode(Uint8Array.of(114, ...pair)))).toBe('it belongs to another network');
  });

  test('no character can change unnoticed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PUBLISHED),
        fc.nat(),
        fc.constantFrom(...Array.from(ALPHABET)),
        (address, seed, character) => {
          const position = seed % address.length;
          fc.pre(address.charAt(position) !== character);
          const changed = address.slice(0, position) + character + address.slice(position + 1);
          expect(findMoneroAddressFault(changed)).toMatch(/its checksum is wrong|its encoding is wrong/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a block that stands for more than eight bytes is refused', () => {
    expect(findMoneroAddressFault('z'.repeat(95))).toBe('its encoding is wrong');
  });

  test('any other length is refused', () => {
    expect(findMoneroAddressFault(PUBLISHED[0].slice(1))).toBe('its length is wrong');
    expect(findMoneroAddressFault(`${PUBLISHED[0]}1`)).toBe('its length is wrong');
  });
});
