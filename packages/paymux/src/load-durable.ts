import type { DurablePaymux, DurablePaymuxConfig, DurablePaymuxDependencies } from './open-paymux.js';

/**
 * Opens a payment system on a store: embedded, with nothing to install, or PostgreSQL.
 *
 * @throws {@link MisconfiguredError} Names every problem of every account at once, or of every routing rule.
 * @throws {@link StoreUnavailableError} The store cannot be opened.
 * @example
 * ```ts
 * const paymux = await openPaymux({ accounts: [{ id: 'main', provider: 'cryptomus' }], store: './paymux-data' });
 * const payout = await paymux.payouts.createPayout({
 *   reference: 'salary-2026-11',
 *   creator: 'payroll',
 *   amount: { amount: '15.00', currency: 'USDT' },
 *   network: 'tron',
 *   destination: { type: 'crypto_address', address },
 *   feeFrom: 'balance',
 * });
 * ```
 */
export async function openPaymux(
  config: DurablePaymuxConfig,
  dependencies: DurablePaymuxDependencies = {},
): Promise<DurablePaymux> {
  // Who takes payments alone does not load books, workers and schedules.
  const durable = await import('./open-paymux.js');
  return durable.openPaymux(config, dependencies);
}
