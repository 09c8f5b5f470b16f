import { defineProvider, type Dependencies } from '@paymux/core';
import { merchantClients, merchantParts, resendWebhook as resendWebhookV1 } from '@paymux/merchant-sign';
import { cryptomusCapabilities } from './cryptomus-capabilities.js';
import type { CryptomusProvider, CryptomusWith } from './cryptomus.js';
import { type CryptomusOptions, cryptomusOptionsSchema } from './cryptomus-options.js';
import { markAsPaid } from './payment/mark-as-paid.js';
import { resendWebhook } from './payment/resend-webhook.js';
import { cancelRecurrence, createRecurrence, findRecurrence, listRecurrences } from './recurrence/recurrences.js';

const CRYPTOMUS = 'cryptomus';

const connectAccount = defineProvider({
  id: CRYPTOMUS,
  options: cryptomusOptionsSchema,
  capabilities: cryptomusCapabilities,

  connect(settings, host) {
    const clients = merchantClients(settings, host);
    return {
      ...merchantParts(settings, host, clients, {
        provider: CRYPTOMUS,
        payment: { optionsOf: ({ providerOptions }) => providerOptions?.cryptomus },
        payout: { optionsOf: ({ providerOptions }) => providerOptions?.cryptomus },
        refundsSignedWith: settings.refundsSignedWith,
        partialRefunds: false,
        ownPayments: { resendWebhook, resendWebhookV1, markAsPaid },
        ownPayouts: {},
      }),
      recurrences:
        clients.payment &&
        host.operations(clients.payment, { createRecurrence, findRecurrence, listRecurrences, cancelRecurrence }),
    };
  },
});

/**
 * Connects to one Cryptomus merchant account. Sends nothing until the first call.
 *
 * @throws {@link MisconfiguredError} Names every option that is missing or malformed.
 * @example
 * ```ts
 * const cryptomus = createCryptomus({ merchantId, paymentApiKey });
 * const payment = await cryptomus.payments.createPayment({
 *   reference: 'order-42',
 *   amount: { amount: '15.00', currency: 'USD' },
 * });
 * ```
 */
export function createCryptomus<const Options extends CryptomusOptions>(
  options: Options,
  dependencies?: Dependencies,
): CryptomusWith<Options> {
  const provider: CryptomusProvider = { ...connectAccount(options, dependencies), id: CRYPTOMUS };
  // Which parts are present follows from the keys, as the type says.
  return Object.freeze(provider) as CryptomusWith<Options>;
}
