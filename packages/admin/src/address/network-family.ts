export type NetworkFamily = 'tron' | 'evm' | 'bitcoin' | 'ton';

const NAMES: Readonly<Record<NetworkFamily, readonly string[]>> = {
  tron: ['tron', 'trx', 'trc20'],
  evm: [
    ...['eth', 'ethereum', 'erc20', 'bsc', 'bep20', 'bnb', 'polygon', 'matic', 'arbitrum', 'optimism', 'base'],
    ...['avalanche', 'avax', 'avaxc'],
  ],
  bitcoin: ['btc', 'bitcoin'],
  ton: ['ton'],
};

/** How addresses of a network look, as far as this page knows. */
export function networkFamily(network: string): NetworkFamily | undefined {
  const plain = network
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/(mainnet|network)$/, '');
  const found = Object.entries(NAMES).find(([, names]) => names.includes(plain));
  return found?.[0] as NetworkFamily | undefined;
}
