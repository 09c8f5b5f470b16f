import type { Capabilities } from '@paymux/core';
import { merchantCapabilities } from '@paymux/merchant-sign';
import { apiKeyCapabilities } from './api-key/api-key-parts.js';
import type { HeleketSettings } from './heleket-options.js';

/** What an account can do, by its dialect and the keys it has. */
export function heleketCapabilities(settings: HeleketSettings): Capabilities {
  return settings.dialect === 'api-key'
    ? apiKeyCapabilities(settings)
    : merchantCapabilities(settings, { refundsSignedWith: 'payout', partialRefunds: true });
}
