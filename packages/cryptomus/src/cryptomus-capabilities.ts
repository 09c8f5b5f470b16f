import type { Capabilities, OperationCapability } from '@paymux/core';
import { PAYOUT_LOOKUP_REFERENCE_LENGTH } from '@paymux/merchant-sign';
import type { CryptomusSettings } from './cryptomus-options.js';

const ALWAYS = Number.MAX_SAFE_INTEGER;
const NEVER_AGAIN: OperationCapability = { lookup: 'none', deduplicatesForMs: 0 };

const PAYMENT_OPERATIONS: Capabilities['operations'] = {
  createPayment: { lookup: 'reference', deduplicatesForMs: ALWAYS },
  createStaticWallet: { lookup: 'none', deduplicatesForMs: ALWAYS },
  blockStaticWallet: NEVER_AGAIN,
  refundBlockedWallet: NEVER_AGAIN,
  resendWebhook: NEVER_AGAIN,
  resendWebhookV1: NEVER_AGAIN,
  markAsPaid: { lookup: 'id', deduplicatesForMs: 0 },
  createRecurrence: { lookup: 'reference', deduplicatesForMs: 0 },
  cancelRecurrence: { lookup: 'id', deduplicatesForMs: 0 },
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

/** What an account can do, by the keys it has. */
export function cryptomusCapabilities(settings: CryptomusSettings): Capabilities {
  const { confirmWebhooks, paymentApiKey, payoutApiKey, refundsSignedWith, webhookSignature } = settings;
  const refundKey = refundsSignedWith === 'payment' ? paymentApiKey : payoutApiKey;
  return {
    operations: {
      ...(paymentApiKey && PAYMENT_OPERATIONS),
      ...(payoutApiKey && PAYOUT_OPERATIONS),
      ...(refundKey && { createRefund: NEVER_AGAIN }),
      sendPayoutTestWebhook: NEVER_AGAIN,
    },
    webhooks: { scheme: webhookSignature, needsConfirmation: confirmWebhooks },
    partialRefunds: false,
    payoutMemo: ['ton'],
  };
}
