import { type Dependencies, KyHttpClient } from '@paymux/core';
import { createFakeClock, createSeededRandom } from '@paymux/core/testing';
import { type CryptomusSimulator, type CryptomusSimulatorOptions, startCryptomusSimulator } from '@paymux/simulators';
import { onTestFinished } from 'vitest';
import { createCryptomus, type CryptomusOptions, type CryptomusProvider, type CryptomusWith } from '../src/index.js';

/** Addresses that can be right on their networks. */
export const ADDRESS = {
  tron: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  otherTron: 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf',
  evm: '0x52908400098527886E0F7030069857D2E4169EE7',
  btc: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  ton: 'EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2',
} as const;

export const USD_15 = { amount: '15.00', currency: 'USD' };
const USDT_20 = { amount: '20', currency: 'USDT' };

/** A payment in a currency whose address exists at once. */
export const PAYMENT = { reference: 'order-1', amount: USDT_20, network: 'tron' } as const;

export const PAYOUT = {
  reference: 'payout-1',
  amount: { amount: '50', currency: 'USDT' },
  network: 'tron',
  destination: { type: 'crypto_address', address: ADDRESS.tron },
  feeFrom: 'balance',
} as const;

export type BothKeys = CryptomusWith<{ merchantId: string; paymentApiKey: string; payoutApiKey: string }>;

/** A simulator of its own for one test, on a clock that only the test moves. */
export async function openSimulator(options: CryptomusSimulatorOptions = {}): Promise<CryptomusSimulator> {
  const simulator = await startCryptomusSimulator({ clock: 'virtual', ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

type OtherOptions = Omit<Partial<CryptomusOptions>, 'paymentApiKey' | 'payoutApiKey'>;

/** The account with both keys. Its waits between attempts take no time. */
export function connect(
  simulator: CryptomusSimulator,
  options: OtherOptions = {},
  dependencies: Dependencies = {},
): BothKeys {
  const { baseUrl, merchantId, paymentKey, payoutKey } = simulator;
  return createCryptomus(
    { merchantId, baseUrl, ...options, paymentApiKey: paymentKey, payoutApiKey: payoutKey },
    withDependencies(dependencies),
  );
}

/** The account with one of its keys. */
export function connectWithOne(
  simulator: CryptomusSimulator,
  key: 'payment' | 'payout',
  options: OtherOptions = {},
): CryptomusProvider {
  const { baseUrl, merchantId, paymentKey, payoutKey } = simulator;
  const keys = key === 'payment' ? { paymentApiKey: paymentKey } : { payoutApiKey: payoutKey };
  return createCryptomus({ merchantId, baseUrl, ...options, ...keys }, withDependencies({}));
}

export async function open(
  simulatorOptions: CryptomusSimulatorOptions = {},
  options: OtherOptions = {},
): Promise<{ readonly simulator: CryptomusSimulator; readonly cryptomus: BothKeys }> {
  const simulator = await openSimulator(simulatorOptions);
  return { simulator, cryptomus: connect(simulator, options) };
}

function withDependencies(dependencies: Dependencies): Dependencies {
  const httpClient = new KyHttpClient({ clock: createFakeClock() });
  onTestFinished(() => httpClient.close());
  return {
    httpClient,
    clock: createFakeClock(undefined, { autoAdvance: true }),
    random: createSeededRandom(),
    ...dependencies,
  };
}

/** The bodies that were sent to a path, oldest first. */
export function bodiesSent({ control }: CryptomusSimulator, path: string): readonly unknown[] {
  return control
    .requests()
    .filter((request) => request.path === path)
    .map(({ text }) => JSON.parse(text) as unknown);
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail, and did not.');
    },
    (error: unknown) => error,
  );
}
