import { keccak_256 } from '@noble/hashes/sha3.js';
import { base58xmr } from '@scure/base';
import type { AddressFault } from './address-fault.js';
import { BASE58_TEXT } from './base58-check-address.js';

const CHECKSUM_LENGTH = 4;

/** Two public keys after the network byte; an integrated address adds eight bytes of payment id. */
const STANDARD_LENGTH = 95;
const INTEGRATED_LENGTH = 106;

/** How long the address is after each network byte of the main network: standard, integrated, subaddress. */
const MAIN_LENGTHS: ReadonlyMap<number, number> = new Map([
  [18, STANDARD_LENGTH],
  [19, INTEGRATED_LENGTH],
  [42, STANDARD_LENGTH],
]);

/** The same kinds on the testnet and on the stagenet. */
const TEST_NETWORK_BYTES: readonly number[] = [53, 54, 63, 24, 25, 36];

/**
 * Finds what is wrong with a Monero address: a network byte, its keys and the first four bytes of their Keccak-256, in
 * Base58 block by block. Whether the keys are points of the curve is left to the provider.
 *
 * @see https://docs.getmonero.org/public-address/standard-address/
 * @see https://github.com/monero-project/monero/blob/master/src/cryptonote_config.h
 */
export function findMoneroAddressFault(address: string): AddressFault | undefined {
  if (!BASE58_TEXT.test(address)) return 'it holds a character that no such address has';
  if (address.length !== STANDARD_LENGTH && address.length !== INTEGRATED_LENGTH) return 'its length is wrong';

  const bytes = decodeBlocks(address);
  if (!bytes) return 'its encoding is wrong';

  const expected = keccak_256(bytes.subarray(0, -CHECKSUM_LENGTH));
  const checksum = bytes.subarray(-CHECKSUM_LENGTH);
  if (checksum.some((byte, index) => byte !== expected[index])) return 'its checksum is wrong';

  const [networkByte = 0] = bytes;
  if (TEST_NETWORK_BYTES.includes(networkByte)) return 'it belongs to a test network';

  const length = MAIN_LENGTHS.get(networkByte);
  if (length === undefined) return 'it belongs to another network';
  return address.length === length ? undefined : 'its length is wrong';
}

function decodeBlocks(address: string): Uint8Array | undefined {
  try {
    return base58xmr.decode(address);
  } catch {
    // A block that stands for more than its eight bytes can hold.
    return undefined;
  }
}
