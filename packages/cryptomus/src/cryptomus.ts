import type { CallOptions, Listing, ObjectQuery, Secret } from '@paymux/core';
import type {
  MerchantDiscounts,
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
} from '@paymux/merchant-sign';
import type { ResendCryptomusWebhookRequest } from './payment/resend-webhook.js';
import type { CreateRecurrenceRequest, Recurrence } from './recurrence/recurrence.js';

/** Payments at Cryptomus: the common contract, and what only this provider offers. */
export interface CryptomusPayments extends MerchantPayments {
  /** Sends the last webhook of a paid payment again, at most 10 times. */
  resendWebhook(request: ResendCryptomusWebhookRequest, options?: CallOptions): Promise<void>;

  /** {@link CryptomusPayments.resendWebhook} by the older endpoint. */
  resendWebhookV1(request: ObjectQuery, options?: CallOptions): Promise<void>;

  /** Accepts an underpaid payment as it is. The status changes later: follow the payment. */
  markAsPaid(request: ObjectQuery, options?: CallOptions): Promise<void>;
}

/** Payouts at Cryptomus. */
export type CryptomusPayouts = MerchantPayouts;

/** Refunds at Cryptomus: everything or nothing. */
export type CryptomusRefunds = MerchantRefunds;

/** Addresses at Cryptomus that take any number of deposits. */
export type CryptomusStaticWallets = MerchantStaticWallets;

/** Payments that a payer agreed to make again and again. */
export interface CryptomusRecurrences {
  createRecurrence(request: CreateRecurrenceRequest, options?: CallOptions): Promise<Recurrence>;
  findRecurrence(query: ObjectQuery, options?: CallOptions): Promise<Recurrence | undefined>;
  listRecurrences(query?: Record<string, never>, options?: CallOptions): Listing<Recurrence>;
  cancelRecurrence(request: ObjectQuery, options?: CallOptions): Promise<Recurrence>;
}

/** What payers of a currency get off at Cryptomus, or pay on top. */
export type CryptomusDiscounts = MerchantDiscounts;

/** Moves between the merchant's balance at Cryptomus and the personal one. */
export type CryptomusTransfers = MerchantTransfers;

/** Deliveries of Cryptomus for trying out a receiver. */
export type CryptomusTestWebhooks = MerchantTestWebhooks;

/** One Cryptomus merchant account, with the parts its keys allow. */
export interface CryptomusProvider extends MerchantProvider {
  readonly id: 'cryptomus';

  // With the payment key.
  readonly payments?: CryptomusPayments | undefined;
  readonly recurrences?: CryptomusRecurrences | undefined;
}

/** The parts that the payment key gives, present without asking. */
export type CryptomusPaymentParts = Present<CryptomusProvider, MerchantPaymentPart | 'recurrences'>;

/** The parts that the payout key gives, present without asking. */
export type CryptomusPayoutParts = Present<CryptomusProvider, MerchantPayoutPart>;

/** The option that holds the key of refunds; either, where the options leave open which. */
export type CryptomusRefundKeyOption<Options> = Options extends { readonly refundsSignedWith: infer Side }
  ? [Side] extends ['payout']
    ? 'payoutApiKey'
    : [Side] extends ['payment' | undefined]
      ? 'paymentApiKey'
      : 'paymentApiKey' | 'payoutApiKey'
  : 'refundsSignedWith' extends keyof Options
    ? 'paymentApiKey' | 'payoutApiKey'
    : 'paymentApiKey';

/** The parts that certain options give: known at compile time where the keys are. */
export type CryptomusWith<Options> = CryptomusProvider &
  WithKeys<Options, CryptomusPaymentParts, CryptomusPayoutParts> &
  (Options extends Readonly<Record<CryptomusRefundKeyOption<Options>, string | Secret>>
    ? { readonly refunds: CryptomusRefunds }
    : unknown);
