import type { DurablePaymuxConfig } from 'paymux';

/** What every process of the application is configured with: they differ in nothing but whether they work. */
export function configurationOf(environment: Readonly<Record<string, string | undefined>>): DurablePaymuxConfig {
  return {
    accounts: [
      {
        id: 'main',
        provider: 'cryptomus',
        options: { merchantId: 'env:MERCHANT_ID', payoutApiKey: 'env:PAYOUT_KEY', baseUrl: 'env:BASE_URL' },
      },
    ],
    store: environment['STORE'],
    // Nobody wants to wait three minutes for the leases of a process that died. Leave this out.
    payoutPolicy: { callTimeoutMs: 2500, leaseMs: 3000, firstCheckMs: 200, checkEveryMs: 200 },
  };
}
