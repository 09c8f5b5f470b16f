import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBech32AddressFault, startsLikeBech32Address } from './bech32-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

const BITCOIN = { main: 'bc', test: ['tb', 'bcrt'] } as const;
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32 = 1;
const BECH32M = 0x2bc830a3;

/** The encoder of BIP-173 and BIP-350 over five-bit values. */
function encode(prefix: string, values: readonly number[], constant: number): string {
  const letters = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const head = [...letters.map((code) => code >> 5), 0, ...letters.map((code) => code & 31)];
  const sum = polynomialRemainder([...head, ...values, 0, 0, 0, 0, 0, 0]) ^ constant;
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => (sum >> shift) & 31);
  return `${prefix}1${[...values, ...checksum].map((value) => ALPHABET.charAt(value)).join('')}`;
}

function polynomialRemainder(values: readonly number[]): number {
  let state = 1;
  for (const value of values) {
    const top = state >> 25;
    state = ((state & 0x1ffffff) << 5) ^ value;
    [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((generator, bit) => {
      if ((top >> bit) & 1) state ^= generator;
    });
  }
  return state;
}

function toFiveBits(bytes: Uint8Array): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => Number.parseInt(group.padEnd(5, '0'), 2));
}

function encodeProgram(version: number, program: Uint8Array, prefix = 'bc'): string {
  return encode(prefix, [version, ...toFiveBits(program)], version === 0 ? BECH32 : BECH32M);
}

describe('a segregated witness address', () => {
  test.each([
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
    'BC1SW50QGDZ25J',
    'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ])('%s of BIP-350 is taken', (address) => {
    expect(findBech32AddressFault(address, BITCOIN)).toBeUndefined();
  });

  test.each([
    ['tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut', 'it belongs to another network'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd', 'its checksum is wrong'],
    ['tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf', 'it belongs to a test network'],
    ['BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL', 'its checksum is wrong'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'its checksum is wrong'],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'it holds a character that no such address has'],
    ['BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R', 'its kind is not in use'],
    ['bc1pw5dgrnzv', 'its length is wrong'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav', 'its length is wrong'],
    ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'its length is wrong'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf', 'its encoding is wrong'],
    ['bc1gmk9yu', 'its length is wrong'],
  ])('%s of BIP-350 is refused: %s', (address, fault) => {
    expect(findBech32AddressFault(address, BITCOIN)).toBe(fault);
  });

  test('mixed case is refused though the checksum fits', () => {
    expect(findBech32AddressFault('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4', BITCOIN)).toBe(
      'it mixes upper and lower case',
    );
  });

  test('the Kelvin sign is refused, though its small form is the k that belongs there', () => {
    expect(findBech32AddressFault('BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7\u212aV8F3T4', BITCOIN)).toBe(
      'it holds a character that no such address has',
    );
  });

  test('every program that its version allows is taken, in either case', () => {
    const programs = fc.oneof(
      fc.tuple(fc.constant(0), fc.uint8Array({ minLength: 20, maxLength: 20 })),
      fc.tuple(fc.constant(0), fc.uint8Array({ minLength: 32, maxLength: 32 })),
      fc.tuple(fc.integer({ min: 1, max: 16 }), fc.uint8Array({ minLength: 2, maxLength: 40 })),
    );
    fc.assert(
      fc.property(programs, ([version, program]) => {
        const address = encodeProgram(version, program);
        expect(findBech32AddressFault(address, BITCOIN)).toBeUndefined();
        expect(findBech32AddressFault(address.toUpperCase(), BITCOIN)).toBeUndefined();
      }),
    );
  });

  test('no character can change unnoticed', () => {
    const programs = fc.tuple(fc.integer({ min: 0, max: 16 }), fc.uint8Array({ minLength: 32, maxLength: 32 }));
    fc.assert(
      fc.property(
        programs,
        fc.nat(),
        fc.constantFrom(...Array.from(ALPHABET)),
        ([version, program], seed, character) => {
          const address = encodeProgram(version, program);
          const position = seed % address.length;
          fc.pre(address.charAt(position) !== character);
          const changed = address.slice(0, position) + character + address.slice(position + 1);
          expect(findBech32AddressFault(changed, BITCOIN)).toMatch(/checksum|network/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('the checksum of the other kind is refused for every version', () => {
    for (let version = 0; version <= 16; version += 1) {
      const values = [version, ...toFiveBits(new Uint8Array(32).fill(9))];
      expect(findBech32AddressFault(encode('bc', values, version === 0 ? BECH32M : BECH32), BITCOIN)).toBe(
        'its checksum is wrong',
      );
    }
  });

  test('a prefix tells the chain before the checksum does', () => {
    const program = new Uint8Array(20).fill(3);
    expect(findBech32AddressFault(encodeProgram(0, program, 'bcrt'), BITCOIN)).toBe('it belongs to a test network');
    expect(findBech32AddressFault(encodeProgram(0, program, 'ltc'), BITCOIN)).toBe('it belongs to another network');
    expect(startsLikeBech32Address('BC1Q', BITCOIN)).toBe(true);
    expect(startsLikeBech32Address('tb1q', BITCOIN)).toBe(true);
    expect(startsLikeBech32Address('bcq1', BITCOIN)).toBe(false);
  });
});
