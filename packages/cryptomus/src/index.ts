import './provider-options.js';

export type {
  CryptomusDiscounts,
  CryptomusPaymentParts,
  CryptomusPayments,
  CryptomusPayoutParts,
  CryptomusPayouts,
  CryptomusProvider,
  CryptomusRecurrences,
  CryptomusRefundKeyOption,
  CryptomusRefunds,
  CryptomusStaticWallets,
  CryptomusTestWebhooks,
  CryptomusTransfers,
  CryptomusWith,
} from './cryptomus.js';
export type { CryptomusOptions } from './cryptomus-options.js';
export { createCryptomus } from './cryptomus-provider.js';
export { cryptomusOptionsFromEnv } from './environment.js';
export type { ResendCryptomusWebhookRequest } from './payment/resend-webhook.js';
export type {
  CreateRecurrenceRequest,
  Recurrence,
  RecurrencePeriod,
  RecurrenceStatus,
} from './recurrence/recurrence.js';

// Keeps the two keys apart at compile time.
export { type Environment, type PaymentKey, paymentKey, type PayoutKey, payoutKey } from '@paymux/merchant-sign';
