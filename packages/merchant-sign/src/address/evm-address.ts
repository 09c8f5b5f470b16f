import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { AddressFault } from './address-fault.js';

/**
 * Finds what is wrong with the address of an EVM chain: `0x` and 40 hexadecimal digits. Letters of both cases are a
 * checksum and have to be the right one; letters of one case carry none. Test networks use the same addresses.
 *
 * @see https://eips.ethereum.org/EIPS/eip-55
 */
export function findEvmAddressFault(address: string): AddressFault | undefined {
  if (!address.startsWith('0x')) return 'it does not start with 0x';
  if (address.length !== 42) return 'its length is wrong';

  const digits = address.slice(2);
  if (!/^[0-9a-fA-F]+$/.test(digits)) return 'it holds a character that no such address has';

  const lowerCase = digits.toLowerCase();
  if (digits === lowerCase || digits === digits.toUpperCase()) return undefined;
  return digits === withChecksum(lowerCase) ? undefined : 'its checksum, the case of its letters, is wrong';
}

function withChecksum(lowerCase: string): string {
  const hash = bytesToHex(keccak_256(utf8ToBytes(lowerCase)));
  return Array.from(lowerCase, (digit, index) => (hash.charAt(index) >= '8' ? digit.toUpperCase() : digit)).join('');
}
