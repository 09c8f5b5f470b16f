import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCryptomusSimulator, startMolamSimulator } from '@paymux/simulators';
import { onTestFinished } from 'vitest';
import { emptyFolder } from './command-world.js';

/** A folder with a configuration: an account at a simulator of Cryptomus and one at a simulator of Molam. */
export async function simulatedShop(config: Readonly<Record<string, unknown>> = {}) {
  const folder = await emptyFolder();
  const cryptomus = await startCryptomusSimulator();
  const molam = await startMolamSimulator({ apiKey: 'sk_test_shop', webhookSecrets: { 1: 'whsec_shop' } });
  onTestFinished(async () => {
    await Promise.all([cryptomus.close(), molam.close()]);
  });
  const { baseUrl, merchantId, paymentKey, payoutKey } = cryptomus;
  const environment: Record<string, string> = {
    PAY_KEY: paymentKey,
    SEND_KEY: payoutKey,
    MOLAM_KEY: 'sk_test_shop',
    KID_1: 'whsec_shop',
  };
  const merchant = { merchantId, paymentApiKey: 'env:PAY_KEY', payoutApiKey: 'env:SEND_KEY', baseUrl, maxRetries: 0 };
  const cards = { apiKey: 'env:MOLAM_KEY', webhookSecrets: { 1: 'env:KID_1' }, baseUrl: molam.baseUrl };
  const accounts = [
    { id: 'main', provider: 'cryptomus', options: merchant },
    { id: 'cards', provider: 'molam', options: cards },
  ];
  const file = join(folder, 'paymux.config.json');
  const written = { accounts, store: 'paymux-data', ...config };
  await writeFile(file, JSON.stringify(written));
  return { folder, file, environment, accounts, config: written, cryptomus, molam };
}

/** Options of a payout that the simulator pays. */
export const PAYOUT = [
  '--amount',
  '12.50',
  '--currency',
  'USDT',
  '--network',
  'tron',
  '--address',
  'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  '--fee-from',
  'balance',
] as const;
