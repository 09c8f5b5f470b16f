import type { Capabilities, OperationCapability } from '@paymux/core';
import { PAYOUT_LOOKUP_REFERENCE_LENGTH } from '../payout/find-payout.js';
import type { MerchantSettings } from './merchant-options.js';

const ALWAYS = Number.MAX_SAFE_INTEGER;

/** Nobody can tell afterwards, and a repeat may happen twice. */
export const NEVER_AGAIN: OperationCapability = { lookup: 'none', deduplicatesForMs: 0 };

const PAYMENT_OPERATIONS: Capabilities['operations'] = {
  createPayment: { lookup: 'reference', deduplicatesForMs: ALWAYS },
  createStaticWallet: { lookup: 'none', deduplicatesForMs: ALWAYS },
  blockStaticWallet: NEVER_AGAIN,
  refundBlockedWallet: NEVER_AGAIN,
  resendWebhook: NEVER_AGAIN,
  setDiscount: { lookup: 'scan', deduplicatesForMs: ALWAYS },
  sendPaymentTestWebhook: NEVER_AGAIN,
  sendWalletTestWebhook: NEVER_AGAIN,
};

const PAYOUT_OPERATIONS: Capabilities['operations'] = {
  createPayout: {
    lookup: 'reference',
    deduplicatesForMs: ALWAYS,
    longReferences: { length: PAYOUT_LOOKUP_REFERENCE_LENGTH, lookup: 'scan' },
  },
  transferToPersonal: NEVER_AGAIN,
  transferToBusiness: NEVER_AGAIN,
};

/** What sets one brand's capabilities apart from another's. */
export interface MerchantAbilities {
  readonly refundsSignedWith: 'payment' | 'payout';
  readonly partialRefunds: boolean;
  /** Further changing operations under the payment key. */
  readonly paymentOperations?: Capabilities['operations'] | undefined;
}

/** What an account can do, by the keys it has. */
export function merchantCapabilities(settings: MerchantSettings, brand: MerchantAbilities): Capabilities {
  const { confirmWebhooks, paymentApiKey, payoutApiKey, webhookSignature } = settings;
  const refundKey = brand.refundsSignedWith === 'payment' ? paymentApiKey : payoutApiKey;
  return {
    operations: {
      ...(paymentApiKey && { ...PAYMENT_OPERATIONS, ...brand.paymentOperations }),
      ...(payoutApiKey && PAYOUT_OPERATIONS),
      ...(refundKey && { createRefund: NEVER_AGAIN }),
      sendPayoutTestWebhook: NEVER_AGAIN,
    },
    webhooks: { scheme: webhookSignature, needsConfirmation: confirmWebhooks },
    partialRefunds: brand.partialRefunds && refundKey !== undefined,
    payoutMemo: payoutApiKey === undefined ? false : ['ton'],
  };
}
