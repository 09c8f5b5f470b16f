import type { Capabilities } from '@paymux/core';
import { merchantCapabilities, NEVER_AGAIN } from '@paymux/merchant-sign';
import type { CryptomusSettings } from './cryptomus-options.js';

/** What an account can do, by the keys it has. */
export function cryptomusCapabilities(settings: CryptomusSettings): Capabilities {
  return merchantCapabilities(settings, {
    refundsSignedWith: settings.refundsSignedWith,
    partialRefunds: false,
    paymentOperations: {
      resendWebhookV1: NEVER_AGAIN,
      markAsPaid: { lookup: 'id', deduplicatesForMs: 0 },
      createRecurrence: { lookup: 'reference', deduplicatesForMs: 0 },
      cancelRecurrence: { lookup: 'id', deduplicatesForMs: 0 },
    },
  });
}
