import { bech32 } from '@scure/base';
import type { AddressFault } from './address-fault.js';
import { BECH32_TEXT } from './bech32-address.js';

const MAIN_PREFIX = 'bitcoincash';
const TEST_PREFIXES: readonly string[] = ['bchtest', 'bchreg'];
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM_LENGTH = 8;

/**
 * How many bytes of hash follow each type byte that pays somebody: to a key or to a script, and the same two for
 * wallets that also take tokens. The specification keeps room for other sizes, which nothing can spend from.
 *
 * @see https://documentation.cash/protocol/blockchain/encoding/cashaddr.html
 */
const HASH_LENGTHS: ReadonlyMap<number, number> = new Map([
  [0b0_0000_000, 20],
  [0b0_0001_000, 20],
  [0b0_0001_011, 32],
  [0b0_0010_000, 20],
  [0b0_0011_000, 20],
  [0b0_0011_011, 32],
]);

const GENERATORS: readonly bigint[] = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n];

/**
 * Finds what is wrong with a CashAddr address, with its prefix or without. The prefix is part of the checksum either
 * way, so that an address of a test network is told from a damaged one.
 *
 * @see https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md
 */
export function findCashAddressFault(address: string): AddressFault | undefined {
  const lowerCase = address.toLowerCase();
  if (address !== lowerCase && address !== address.toUpperCase()) return 'it mixes upper and lower case';

  const separator = lowerCase.indexOf(':');
  const prefix = separator === -1 ? undefined : lowerCase.slice(0, separator);
  if (prefix !== undefined && TEST_PREFIXES.includes(prefix)) return 'it belongs to a test network';
  if (prefix !== undefined && prefix !== MAIN_PREFIX) return 'it belongs to another network';

  if (!BECH32_TEXT.test(address.slice(separator + 1))) return 'it holds a character that no such address has';
  const values = Array.from(lowerCase.slice(separator + 1), (letter) => ALPHABET.indexOf(letter));
  if (!isChecksumRight(MAIN_PREFIX, values)) {
    const isTestAddress = TEST_PREFIXES.some((test) => isChecksumRight(test, values));
    return isTestAddress ? 'it belongs to a test network' : 'its checksum is wrong';
  }

  const payload = bech32.fromWordsUnsafe(values.slice(0, -CHECKSUM_LENGTH));
  if (!payload) return 'its encoding is wrong';

  const [type, ...hash] = payload;
  const hashLength = type === undefined ? undefined : HASH_LENGTHS.get(type);
  if (hashLength === undefined) return 'its kind is not in use';
  return hash.length === hashLength ? undefined : 'its length is wrong';
}

function isChecksumRight(prefix: string, values: readonly number[]): boolean {
  const prefixValues = Array.from(prefix, (letter) => letter.charCodeAt(0) & 0x1f);
  return remainder([...prefixValues, 0, ...values]) === 1n;
}

/** The remainder of the checksum's polynomial division: 40 bits, hence no plain number. */
function remainder(values: readonly number[]): bigint {
  let state = 1n;
  for (const value of values) {
    const carried = state >> 35n;
    state = ((state & 0x07ffffffffn) << 5n) ^ BigInt(value);
    GENERATORS.forEach((generator, bit) => {
      if ((carried >> BigInt(bit)) & 1n) state ^= generator;
    });
  }
  return state;
}
