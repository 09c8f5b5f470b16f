import { base58 } from '@scure/base';
import type { AddressFault } from './address-fault.js';
import { BASE58_TEXT } from './base58-check-address.js';

/** So many characters encode 32 bytes at most. */
const LONGEST_ADDRESS = 44;

/**
 * Finds what is wrong with a Solana address: 32 bytes in Base58. There is no checksum, and test clusters use the same
 * addresses. Points off the curve are taken: accounts of programs have them.
 *
 * @see https://solana.com/docs/core/accounts
 */
export function findSolanaAddressFault(address: string): AddressFault | undefined {
  if (!BASE58_TEXT.test(address)) return 'it holds a character that no such address has';
  // Before decoding, which takes quadratic time.
  if (address.length > LONGEST_ADDRESS) return 'its length is wrong';
  return base58.decode(address).length === 32 ? undefined : 'its length is wrong';
}
