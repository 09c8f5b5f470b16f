import { createHash } from 'node:crypto';
import { type PaymentProvider, silentLogger, UndiciHttpClient } from '@paymux/core';
import type { DurableStore, PayoutRequest } from '@paymux/orchestration';
import { createPaymux, type DurablePaymux, openPaymux } from 'paymux';

/** The keys of the account that everything here is measured on. */
export const KEYS = { payment: 'a-key-of-payments', payout: 'a-key-of-payouts' };

/** A durable system over one Cryptomus account, as an application opens it. */
export function openBenchPaymux(
  store: DurableStore,
  options: { readonly providerUrl?: string | undefined; readonly worker?: boolean | undefined } = {},
): Promise<DurablePaymux> {
  const { providerUrl = 'http://127.0.0.1:9', worker = false } = options;
  return openPaymux(
    { accounts: [accountAt(providerUrl)], worker },
    { store, httpClient: new UndiciHttpClient(), logger: silentLogger },
  );
}

/** The account by itself, without a store. */
export async function connectAccount(): Promise<PaymentProvider> {
  const paymux = await createPaymux({ accounts: [accountAt('http://127.0.0.1:9')] }, { logger: silentLogger });
  return paymux.provider('main');
}

function accountAt(baseUrl: string) {
  return {
    id: 'main',
    provider: 'cryptomus',
    options: {
      merchantId: 'b10c3a1d-0f5f-4f0e-a7c9-5d0f5f4f0ea7',
      paymentApiKey: KEYS.payment,
      payoutApiKey: KEYS.payout,
      baseUrl,
    },
  } as const;
}

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const run = createHash('sha256')
  .update(`${String(process.pid)} ${String(Date.now())}`)
  .digest('hex')
  .slice(0, 8);
let asked = 0;

/** A payout like no other. */
export function nextPayout(): PayoutRequest {
  asked += 1;
  return {
    account: 'main',
    reference: `payout-${run}-${String(asked)}`,
    creator: 'bench',
    client: `client-${String(asked % 500)}`,
    amount: { amount: '15.25', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
  };
}
