import type { AddressFault } from './address-fault.js';
import {
  type Base58CheckVersions,
  findBase58CheckAddressFault,
  LONGEST_BASE58_CHECK_ADDRESS,
} from './base58-check-address.js';
import { type Bech32Prefixes, findBech32AddressFault, startsLikeBech32Address } from './bech32-address.js';
import { findCashAddressFault } from './cash-address.js';
import { findEvmAddressFault } from './evm-address.js';
import { findMoneroAddressFault } from './monero-address.js';
import { findSolanaAddressFault } from './solana-address.js';
import { findTonAddressFault } from './ton-address.js';

/** A network whose addresses can be checked. */
export interface AddressNetwork {
  /** What an address of the network is called, with its article. */
  readonly noun: string;
  /** Finds what is wrong with an address on the main network. Answers `undefined` if it can be right. */
  findFault(address: string): AddressFault | undefined;
}

/** @see https://github.com/bitcoin/bitcoin/blob/master/src/kernel/chainparams.cpp */
const BITCOIN_VERSIONS: Base58CheckVersions = { main: [0x00, 0x05], test: [0x6f, 0xc4] };

const BITCOIN: AddressNetwork = {
  noun: 'a Bitcoin address',
  findFault: (address) => findBitcoinLikeFault(address, BITCOIN_VERSIONS, { main: 'bc', test: ['tb', 'bcrt'] }),
};

const BITCOIN_CASH: AddressNetwork = {
  noun: 'a Bitcoin Cash address',
  findFault: (address) =>
    address.length > LONGEST_BASE58_CHECK_ADDRESS
      ? findCashAddressFault(address)
      : findBase58CheckAddressFault(address, BITCOIN_VERSIONS),
};

/** @see https://github.com/dashpay/dash/blob/master/src/chainparams.cpp */
const DASH_VERSIONS: Base58CheckVersions = { main: [0x4c, 0x10], test: [0x8c, 0x13] };

const DASH: AddressNetwork = {
  noun: 'a Dash address',
  findFault: (address) => findBase58CheckAddressFault(address, DASH_VERSIONS),
};

/** @see https://github.com/dogecoin/dogecoin/blob/master/src/chainparams.cpp */
const DOGECOIN_VERSIONS: Base58CheckVersions = { main: [0x1e, 0x16], test: [0x71, 0x6f, 0xc4] };

const DOGECOIN: AddressNetwork = {
  noun: 'a Dogecoin address',
  findFault: (address) => findBase58CheckAddressFault(address, DOGECOIN_VERSIONS),
};

/**
 * Script addresses have two versions: 0x32, and 0x05 from the time when they looked like those of Bitcoin.
 *
 * @see https://github.com/litecoin-project/litecoin/blob/master/src/chainparams.cpp
 */
const LITECOIN_VERSIONS: Base58CheckVersions = { main: [0x30, 0x32, 0x05], test: [0x6f, 0x3a, 0xc4] };

const LITECOIN: AddressNetwork = {
  noun: 'a Litecoin address',
  findFault: (address) => findBitcoinLikeFault(address, LITECOIN_VERSIONS, { main: 'ltc', test: ['tltc', 'rltc'] }),
};

/** @see https://developers.tron.network/docs/account */
const TRON_VERSIONS: Base58CheckVersions = { main: [0x41], test: [0xa0] };

const TRON: AddressNetwork = {
  noun: 'a TRON address',
  findFault: (address) => findBase58CheckAddressFault(address, TRON_VERSIONS),
};

const ETHEREUM: AddressNetwork = { noun: 'an Ethereum address', findFault: findEvmAddressFault };
const MONERO: AddressNetwork = { noun: 'a Monero address', findFault: findMoneroAddressFault };

/**
 * The networks by their code in lower case: the fourteen that both providers list, and the long names that Heleket's
 * own PHP client uses for five of them.
 */
export const ADDRESS_NETWORKS: ReadonlyMap<string, AddressNetwork> = new Map([
  ['arbitrum', { noun: 'an Arbitrum address', findFault: findEvmAddressFault }],
  ['avalanche', { noun: 'an Avalanche C-Chain address', findFault: findEvmAddressFault }],
  ['bch', BITCOIN_CASH],
  ['bitcoin', BITCOIN],
  ['bsc', { noun: 'a BNB Smart Chain address', findFault: findEvmAddressFault }],
  ['btc', BITCOIN],
  ['dash', DASH],
  ['doge', DOGECOIN],
  ['dogecoin', DOGECOIN],
  ['eth', ETHEREUM],
  ['ethereum', ETHEREUM],
  ['litecoin', LITECOIN],
  ['ltc', LITECOIN],
  ['monero', MONERO],
  ['polygon', { noun: 'a Polygon address', findFault: findEvmAddressFault }],
  ['sol', { noun: 'a Solana address', findFault: findSolanaAddressFault }],
  ['ton', { noun: 'a TON address', findFault: findTonAddressFault }],
  ['tron', TRON],
  ['xmr', MONERO],
]);

function findBitcoinLikeFault(
  address: string,
  versions: Base58CheckVersions,
  prefixes: Bech32Prefixes,
): AddressFault | undefined {
  return address.length > LONGEST_BASE58_CHECK_ADDRESS || startsLikeBech32Address(address, prefixes)
    ? findBech32AddressFault(address, prefixes)
    : findBase58CheckAddressFault(address, versions);
}
