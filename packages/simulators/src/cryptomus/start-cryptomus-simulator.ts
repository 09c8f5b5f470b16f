import type { MerchantSimulatorOptions } from '../merchant/merchant-settings.js';
import { startMerchantSimulator, type MerchantSimulator } from '../merchant/start-merchant-simulator.js';
import { CRYPTOMUS } from './cryptomus-brand.js';

/** Options of {@link startCryptomusSimulator}. All of them have defaults. */
export type CryptomusSimulatorOptions = MerchantSimulatorOptions;

/** A running Cryptomus simulator. */
export type CryptomusSimulator = MerchantSimulator;

/**
 * Starts a local Cryptomus: every endpoint of the merchant interface over real
 * HTTP, with state, signed webhooks, a page at its root, and faults on request.
 *
 * @throws Error if the port is taken.
 * @throws RangeError for an option that cannot be meant.
 * @example
 * ```ts
 * const simulator = await startCryptomusSimulator({ clock: 'virtual' });
 * // … create an invoice at simulator.baseUrl …
 * await simulator.control.pay('order-42');
 * await simulator.close();
 * ```
 */
export function startCryptomusSimulator(options: CryptomusSimulatorOptions = {}): Promise<CryptomusSimulator> {
  return startMerchantSimulator(CRYPTOMUS, options, (_merchant, control) => ({ control }));
}
