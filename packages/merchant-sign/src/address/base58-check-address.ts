import { sha256 } from '@noble/hashes/sha2.js';
import { base58 } from '@scure/base';
import type { AddressFault } from './address-fault.js';

/** The version bytes of one chain's Base58Check addresses. */
export interface Base58CheckVersions {
  readonly main: readonly number[];
  readonly test: readonly number[];
}

/** So many characters encode the 25 bytes of a Base58Check address at most. */
export const LONGEST_BASE58_CHECK_ADDRESS = 35;

/** What every Base58 text looks like: no zero, no capital O or I, no small l. */
export const BASE58_TEXT: RegExp = /^[1-9A-HJ-NP-Za-km-z]+$/;

const CHECKSUM_START = 21;

/**
 * Finds what is wrong with a Base58Check address: a version byte, a 20-byte hash and the first four bytes of their
 * double SHA-256.
 *
 * @see https://en.bitcoin.it/wiki/Base58Check_encoding
 */
export function findBase58CheckAddressFault(address: string, versions: Base58CheckVersions): AddressFault | undefined {
  if (!BASE58_TEXT.test(address)) return 'it holds a character that no such address has';
  // Before decoding, which takes quadratic time.
  if (address.length > LONGEST_BASE58_CHECK_ADDRESS) return 'its length is wrong';

  const bytes = base58.decode(address);
  const [version] = bytes;
  if (version === undefined || bytes.length !== CHECKSUM_START + 4) return 'its length is wrong';

  const expected = sha256(sha256(bytes.subarray(0, CHECKSUM_START)));
  if (bytes.subarray(CHECKSUM_START).some((byte, index) => byte !== expected[index])) return 'its checksum is wrong';

  if (versions.main.includes(version)) return undefined;
  return versions.test.includes(version) ? 'it belongs to a test network' : 'it belongs to another network';
}
