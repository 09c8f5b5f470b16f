import { bech32, bech32m } from '@scure/base';
import type { AddressFault } from './address-fault.js';

/** The human-readable parts of one chain's segregated witness addresses. */
export interface Bech32Prefixes {
  readonly main: string;
  readonly test: readonly string[];
}

/**
 * What the data of every Bech32 text looks like, in either case. Tried on the text as it came: beyond ASCII there is a
 * character whose small form is an ordinary k.
 */
export const BECH32_TEXT: RegExp = /^[02-9ac-hj-np-z]*$/i;

const HIGHEST_VERSION = 16;

/** Whether the text starts like a segregated witness address of the chain, in either case. */
export function startsLikeBech32Address(address: string, prefixes: Bech32Prefixes): boolean {
  const lowerCase = address.toLowerCase();
  return [prefixes.main, ...prefixes.test].some((prefix) => lowerCase.startsWith(`${prefix}1`));
}

/**
 * Finds what is wrong with a segregated witness address: Bech32 for version 0, Bech32m for versions 1 to 16. Versions
 * without a meaning so far are taken, as BIP-350 asks.
 *
 * @see https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
 * @see https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki
 */
export function findBech32AddressFault(address: string, prefixes: Bech32Prefixes): AddressFault | undefined {
  const lowerCase = address.toLowerCase();
  const [prefix = ''] = lowerCase.split('1', 1);
  if (prefixes.test.includes(prefix)) return 'it belongs to a test network';
  if (prefix !== prefixes.main) return 'it belongs to another network';
  if (address !== lowerCase && address !== address.toUpperCase()) return 'it mixes upper and lower case';

  const data = address.slice(prefix.length + 1);
  if (!BECH32_TEXT.test(data)) return 'it holds a character that no such address has';

  const version0 = bech32.decodeUnsafe(lowerCase);
  const decoded = version0 ?? bech32m.decodeUnsafe(lowerCase);
  if (!decoded) return 'its checksum is wrong';

  const [version = 0, ...words] = decoded.words;
  if ((version === 0) !== (decoded === version0)) return 'its checksum is wrong';
  if (version > HIGHEST_VERSION) return 'its kind is not in use';

  const program = bech32.fromWordsUnsafe(words);
  if (!program) return 'its encoding is wrong';
  return isProgramLength(version, program.length) ? undefined : 'its length is wrong';
}

function isProgramLength(version: number, length: number): boolean {
  return version === 0 ? length === 20 || length === 32 : length >= 2 && length <= 40;
}
