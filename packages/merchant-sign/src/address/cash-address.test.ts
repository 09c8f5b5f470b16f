import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCashAddressFault } from './cash-address.js';

// The same values on every run.
fc.configureGlobal({ seed: 20_260_101 });

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

function encode(prefix: string, type: number, hash: Uint8Array): string {
  return encodeValues(prefix, toFiveBits(Uint8Array.of(type, ...hash)));
}

/** The encoder of the CashAddr specification over five-bit values. */
function encodeValues(prefix: string, values: readonly number[]): string {
  const head = Array.from(prefix, (letter) => letter.charCodeAt(0) % 32);
  const bits = checksum([...head, 0, ...values, 0, 0, 0, 0, 0, 0, 0, 0])
    .toString(2)
    .padStart(40, '0');
  const checksumValues = (bits.match(/.{5}/g) ?? []).map((group) => Number.parseInt(group, 2));
  return `${prefix}:${[...values, ...checksumValues].map((value) => ALPHABET.charAt(value)).join('')}`;
}

function checksum(values: readonly number[]): bigint {
  const generators = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n];
  let state = 1n;
  for (const value of values) {
    const top = Number(state / 2n ** 35n);
    state = (state % 2n ** 35n) * 32n;
    state ^= BigInt(value);
    for (const [bit, generator] of generators.entries()) if (top & (1 << bit)) state ^= generator;
  }
  return state ^ 1n;
}

function toFiveBits(bytes: Uint8Array): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => Number.parseInt(group.padEnd(5, '0'), 2));
}

/** To a key, to a script, the same for wallets with tokens, and to a script by the longer hash. */
const KINDS = [
  [0, 20],
  [8, 20],
  [16, 20],
  [24, 20],
  [11, 32],
  [27, 32],
] as const;

const addresses = fc
  .constantFrom(...KINDS)
  .chain(([type, length]) => fc.tuple(fc.constant(type), fc.uint8Array({ minLength: length, maxLength: length })));

describe('a CashAddr address', () => {
  test.each([
    'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
    'bitcoincash:qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy',
    'bitcoincash:qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r',
    'bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq',
    'bitcoincash:pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e',
    'bitcoincash:pqq3728yw0y47sqn6l2na30mcw6zm78dzq5ucqzc37',
    'bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2',
  ])('%s of the specification is taken, with and without prefix, in either case', (address) => {
    for (const text of [address, address.slice('bitcoincash:'.length)]) {
      expect(findCashAddressFault(text)).toBeUndefined();
      expect(findCashAddressFault(text.toUpperCase())).toBeUndefined();
    }
  });

  test.each([
    ['bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t', 'it belongs to a test network'],
    ['pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t', 'it belongs to a test network'],
    ['pref:pr6m7j9njldwwzlg9v7v53unlr4jkmx6ey65nvtks5', 'it belongs to another network'],
    ['bitcoincash:pr6m7j9njldwwzlg9v7v53unlr4jkmx6ey65nvtks5', 'its checksum is wrong'],
    ['bitcoincash:q9adhakpwzztepkpwp5z0dq62m6u5v5xtyj7j3h2ws4mr9g0', 'its kind is not in use'],
    ['bitcoincash:qvch8mmxy0rtfrlarg7ucrxxfzds5pamg73h7370aa87d80gyhqxq5nlegake', 'its kind is not in use'],
    ['bitcoincash:qpzry9x8gf2tvdw0s3jn54khce6mua7lcw20ayyn', 'its length is wrong'],
    ['bitcoincash:', 'its checksum is wrong'],
    [
      'bitcoincash:bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      'it holds a character that no such address has',
    ],
    ['bitcoincash:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A', 'it mixes upper and lower case'],
    ['qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6A', 'it mixes upper and lower case'],
  ])('%s is refused: %s', (address, fault) => {
    expect(findCashAddressFault(address)).toBe(fault);
  });

  test('the Kelvin sign is refused, though its small form is the k that belongs there', () => {
    expect(findCashAddressFault('BITCOINCASH:QR95SY3J9XWD2AP32X\u212aY\u212aTTR4CVCU7AS4Y0QVERFUY')).toBe(
      'it holds a character that no such address has',
    );
  });

  test('every hash of a kind in use is taken', () => {
    fc.assert(
      fc.property(addresses, ([type, hash]) => {
        expect(findCashAddressFault(encode('bitcoincash', type, hash))).toBeUndefined();
      }),
    );
  });

  test('no character can change unnoticed, the prefix and its colon included', () => {
    fc.assert(
      fc.property(addresses, fc.nat(), fc.constantFrom(...Array.from(ALPHABET)), ([type, hash], seed, character) => {
        const address = encode('bitcoincash', type, hash);
        const position = seed % address.length;
        fc.pre(address.charAt(position) !== character);
        const changed = address.slice(0, position) + character + address.slice(position + 1);
        expect(findCashAddressFault(changed)).toBeDefined();
      }),
      { numRuns: 2000 },
    );
  });

  test('a right checksum over a hash of the wrong length, or over no address at all, is refused', () => {
    expect(findCashAddressFault(encode('bitcoincash', 0, new Uint8Array(19)))).toBe('its length is wrong');
    expect(findCashAddressFault(encode('bitcoincash', 8, new Uint8Array(32)))).toBe('its length is wrong');
    expect(findCashAddressFault(encode('bitcoincash', 0x80, new Uint8Array(20)))).toBe('its kind is not in use');
    expect(findCashAddressFault(encode('bchreg', 0, new Uint8Array(20)).slice('bchreg:'.length))).toBe(
      'it belongs to a test network',
    );
  });

  test('left-over bits that are not zero are refused', () => {
    const [last = 0, ...rest] = toFiveBits(new Uint8Array(21)).reverse();
    const address = encodeValues('bitcoincash', [...rest.reverse(), last | 1]);
    expect(findCashAddressFault(address)).toBe('its encoding is wrong');
  });
});
