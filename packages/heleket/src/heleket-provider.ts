import { defineProvider, type Dependencies, type ProviderHost } from '@paymux/core';
import { merchantClients, merchantParts, type PayoutBrand, resendWebhook } from '@paymux/merchant-sign';
import { apiKeyParts } from './api-key/api-key-parts.js';
import { heleketCapabilities } from './heleket-capabilities.js';
import type { HeleketApiKeyProvider, HeleketProvider, HeleketWith } from './heleket.js';
import { type HeleketMerchantSignSettings, type HeleketOptions, heleketOptionsSchema } from './heleket-options.js';
import { HELEKET_SIGNATURE } from './heleket-signature.js';
import { listAmlLinks } from './payment/list-aml-links.js';
import { HELEKET_PAYMENT_OPTIONS } from './payment/payment-options.js';
import { quotePayout } from './payout/quote-payout.js';

const HELEKET = 'heleket';

const connectAccount = defineProvider({
  id: HELEKET,
  options: heleketOptionsSchema,
  capabilities: heleketCapabilities,
  connect: (settings, host) =>
    settings.dialect === 'api-key' ? apiKeyParts(settings, host) : merchantSignParts(settings, host),
});

const PAYOUTS: PayoutBrand = { provider: HELEKET, optionsOf: ({ providerOptions }) => providerOptions?.heleket };

function merchantSignParts(settings: HeleketMerchantSignSettings, host: ProviderHost) {
  const { header: webhookSignatureHeader, prefix: webhookSignaturePrefix } = HELEKET_SIGNATURE;
  const account = { webhookSignatureHeader, ...settings, webhookSignaturePrefix };
  return merchantParts(account, host, merchantClients(settings, host), {
    provider: HELEKET,
    payment: HELEKET_PAYMENT_OPTIONS,
    payout: PAYOUTS,
    // Since June 2026; the key of payments is refused.
    refundsSignedWith: 'payout',
    partialRefunds: true,
    ownPayments: { resendWebhook, listAmlLinks },
    ownPayouts: { quotePayout: quotePayout(PAYOUTS) },
  });
}

/**
 * Connects to one Heleket merchant account. Sends nothing until the first call.
 *
 * @throws {@link MisconfiguredError} Names every option that is missing or malformed.
 * @example
 * ```ts
 * const heleket = createHeleket({ merchantId, payoutApiKey });
 * const payout = await heleket.payouts.createPayout({
 *   reference: 'payout-7',
 *   amount: { amount: '50', currency: 'USDT' },
 *   network: 'tron',
 *   destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
 *   feeFrom: 'balance',
 * });
 * ```
 */
export function createHeleket<const Options extends HeleketOptions>(
  options: Options,
  dependencies?: Dependencies,
): HeleketWith<Options> {
  const provider: HeleketProvider | HeleketApiKeyProvider = { ...connectAccount(options, dependencies), id: HELEKET };
  // Which parts are present follows from the dialect and the keys, as the type says.
  return Object.freeze(provider) as HeleketWith<Options>;
}
