import type { AddressFault } from './address-fault.js';
import { ADDRESS_NETWORKS } from './address-networks.js';

/** The shortest address that the wire takes where it documents a length. */
const SHORTEST_ADDRESS = 10;
/** Twice what the wire takes where it documents a length: chains that are not known here have long addresses. */
const LONGEST_ADDRESS = 256;

/** White space, control and format characters, and halves of surrogate pairs: none of them shows in a page. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * Checks that an address can be one of the main network it is meant for, before money goes there.
 *
 * Form, checksum, kind and network are checked, as far as the chain's addresses carry them; whether anybody holds the
 * key is not. Of a network that is not known here, only length and invisible characters are judged. Takes time in
 * proportion to the length of its input, and never throws.
 *
 * @param network - The provider's code, in either case: `tron`, `ETH`, or a long name such as `bitcoin`.
 * @returns The problem as a clause, such as `is not a TRON address: its checksum is wrong`, which never holds any part
 *   of the address; `undefined` if the address can be right.
 */
export function checkAddress(network: string, address: string): string | undefined {
  const known = ADDRESS_NETWORKS.get(network.toLowerCase());
  const fault = findTextFault(address) ?? known?.findFault(address);
  return fault === undefined ? undefined : `is not ${known?.noun ?? 'an address'}: ${fault}`;
}

function findTextFault(address: string): AddressFault | undefined {
  if (address.length < SHORTEST_ADDRESS || address.length > LONGEST_ADDRESS) return 'its length is wrong';
  return INVISIBLE.test(address) ? 'it holds white space or an invisible character' : undefined;
}
