import './provider-options.js';

export type { HeleketApiKeyOptions } from './api-key/api-key-options.js';
export type {
  HeleketApiKeyPayouts,
  HeleketApiKeyProvider,
  HeleketPaymentParts,
  HeleketPayments,
  HeleketPayoutParts,
  HeleketPayouts,
  HeleketProvider,
  HeleketWith,
} from './heleket.js';
export { heleketOptionsFromEnv } from './environment.js';
export type { HeleketExplicitOptions, HeleketMerchantSignOptions, HeleketOptions } from './heleket-options.js';
export { createHeleket } from './heleket-provider.js';
export {
  heleketIdempotencyKey,
  type HeleketIdempotencyKeyDependencies,
  heleketIdempotencyKeyOf,
  type HeleketIdempotencyKeyParts,
} from './idempotency-key.js';
export type { AmlLink, AmlLinkStatus } from './payment/list-aml-links.js';
export type { HeleketPaymentOptions } from './payment/payment-options.js';
export type { PayoutQuote, QuotePayoutRequest } from './payout/quote-payout.js';

// Keeps the two keys apart at compile time.
export { type Environment, type PaymentKey, paymentKey, type PayoutKey, payoutKey } from '@paymux/merchant-sign';
