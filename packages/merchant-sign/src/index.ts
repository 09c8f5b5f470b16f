export { Md5BodySignatureGenerator } from './md5-body-signature-generator.js';
export { openSignedBody } from './open-signed-body.js';
export type {
  OpenedBody,
  OpenSignedBodyOptions,
  RefusedBody,
  SignedBodyRefusalReason,
  SigningKeysFor,
} from './signed-body.js';
export { verifySignedBody } from './verify-signed-body.js';

// The protocol's calls, for the adapters of its brands.
export { checkAddress } from './address/check-address.js';
export { isSameNetwork } from './address/same-network.js';
export { type AccountBalance, getBalance, type WalletBalance } from './account/balance.js';
export { type Discount, listDiscounts, setDiscount } from './account/discounts.js';
export { type ExchangeRate, listExchangeRates } from './account/exchange-rates.js';
export { listServices, type MerchantService } from './account/services.js';
export { decimalField, optionalBoolean, optionalDecimal, optionalText } from './fields.js';
export {
  type MerchantAbilities,
  merchantCapabilities,
  NEVER_AGAIN,
} from './merchant/merchant-capabilities.js';
export { type Environment, environmentReader, merchantOptionsFromEnv } from './environment.js';
export {
  baseUrlProblems,
  checkTogether,
  headerNameField,
  type MerchantFields,
  merchantFields,
  merchantIdField,
  type MerchantOptions,
  merchantProblems,
  type MerchantSettings,
  type OptionProblem,
} from './merchant/merchant-options.js';
export {
  type MerchantBrand,
  type MerchantClients,
  merchantClients,
  merchantParts,
  type OwnOperations,
} from './merchant/merchant-parts.js';
export type {
  MerchantAccount,
  MerchantDiscounts,
  MerchantExchangeRates,
  MerchantPaymentPart,
  MerchantPayments,
  MerchantPayoutPart,
  MerchantPayouts,
  MerchantProvider,
  MerchantRefunds,
  MerchantStaticWallets,
  MerchantTestWebhooks,
  MerchantTransfers,
  Present,
  WithKeys,
} from './merchant/merchant.js';
export { type PaymentKey, paymentKey, type PayoutKey, payoutKey } from './merchant-keys.js';
export {
  MERCHANT_SIGN_REFUSAL_TEXTS,
  merchantSignWire,
  type MerchantSignWireConfig,
  type RefusalTexts,
} from './merchant-sign-wire.js';
export {
  namingProblems,
  ownRequestCheck,
  referenceProblems,
  requestAmountProblems,
  urlProblems,
} from './own-request-checks.js';
export { cursorQuery, pageSchema } from './paging.js';
export {
  createPayment,
  type CurrencyChoice,
  type MerchantSignPaymentOptions,
  type PaymentBrand,
} from './payment/create-payment.js';
export { findPayment } from './payment/find-payment.js';
export { listPayments } from './payment/list-payments.js';
export {
  getPaymentQrCode,
  getStaticWalletQrCode,
  resendWebhook,
  type ResendWebhookRequest,
} from './payment/payment-extras.js';
export { MERCHANT_SIGN_PAYMENT_STATUSES, type PaymentReading } from './payment/payment-statuses.js';
export {
  addressOf,
  payoutAssetOf,
  createPayout,
  destinationProblems,
  type MerchantSignPayoutOptions,
  type PayoutBrand,
  type PayoutTerms,
  payoutTermProblems,
  payoutTerms,
} from './payout/create-payout.js';
export { findPayout, findPayoutOrScan, PAYOUT_LOOKUP_REFERENCE_LENGTH } from './payout/find-payout.js';
export type { MerchantPayout, PayoutConversion } from './payout/payout-mapping.js';
export { isSameAddress } from './payout/same-address.js';
export { listPayouts } from './payout/list-payouts.js';
export { MERCHANT_SIGN_PAYOUT_STATUSES, type PayoutReading } from './payout/payout-statuses.js';
export { createRefund, type RefundBrand } from './refund/create-refund.js';
export { amountProblems, lengthProblems, rangeProblems, sameCode, wordProblems } from './request-limits.js';
export { toInstant } from './time.js';
export { type Transfer, transfer, type TransferRequest } from './transfer/transfers.js';
export {
  type BlockedWalletRefund,
  blockStaticWallet,
  type BlockStaticWalletRequest,
  createStaticWallet,
  type CreateStaticWalletRequest,
  refundBlockedWallet,
  type RefundBlockedWalletRequest,
  type StaticWallet,
  type StaticWalletQuery,
  type StaticWalletState,
} from './wallet/static-wallets.js';
export { sendTestWebhook, type SendTestWebhookRequest } from './webhook/test-webhooks.js';
export { toMerchantSignEvents } from './webhook/to-events.js';
export {
  hmacSha256WebhookScheme,
  type HmacWebhookSettings,
  merchantSignWebhookScheme,
  type MerchantSignWebhookSettings,
} from './webhook/webhook-schemes.js';
