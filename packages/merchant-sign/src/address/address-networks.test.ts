import { createHash } from 'node:crypto';
import { bech32, createBase58check } from '@scure/base';
import { describe, expect, test } from 'vitest';
import { ADDRESS_NETWORKS } from './address-networks.js';

const base58Check = createBase58check((bytes: Uint8Array) =>
  Uint8Array.from(createHash('sha256').update(bytes).digest()),
);

/** The version bytes of the main and of the test networks, as the chains' own sources list them. */
const VERSIONS = [
  ['bch', [0, 5], [111, 196]],
  ['btc', [0, 5], [111, 196]],
  ['dash', [76, 16], [140, 19]],
  ['doge', [30, 22], [113, 111, 196]],
  ['ltc', [48, 50, 5], [111, 58, 196]],
  ['tron', [65], [160]],
] as const;

function findFault(network: string, address: string): string | undefined {
  return ADDRESS_NETWORKS.get(network)?.findFault(address);
}

describe.each(VERSIONS)('among the 256 versions of a Base58Check address on %s', (network, main, testing) => {
  test(`${main.join(', ')} are taken, ${testing.join(', ')} belong to a test network and the others elsewhere`, () => {
    const found = Array.from({ length: 256 }, (_, version) => {
      const address = base58Check.encode(Uint8Array.of(version, ...new Uint8Array(20).fill(8)));
      return findFault(network, address);
    });
    const expected = Array<string | undefined>(256).fill('it belongs to another network');
    for (const version of main) expected[version] = undefined;
    for (const version of testing) expected[version] = 'it belongs to a test network';
    expect(found).toEqual(expected);
  });
});

test.each([
  ['btc', 'bc', undefined],
  ['btc', 'tb', 'it belongs to a test network'],
  ['btc', 'bcrt', 'it belongs to a test network'],
  ['btc', 'ltc', 'it belongs to another network'],
  ['ltc', 'ltc', undefined],
  ['ltc', 'tltc', 'it belongs to a test network'],
  ['ltc', 'rltc', 'it belongs to a test network'],
  ['ltc', 'bc', 'it belongs to another network'],
])('a segregated witness address on %s that starts with %s: %s', (network, prefix, fault) => {
  const address = bech32.encode(prefix, [0, ...bech32.toWords(new Uint8Array(20).fill(8))]);
  expect(findFault(network, address)).toBe(fault);
});
