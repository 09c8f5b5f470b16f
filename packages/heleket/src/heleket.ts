import type {
  CallOptions,
  CancelPayoutRequest,
  ObjectQuery,
  PaymentProvider,
  Payout,
  PayoutProcessor,
  Secret,
  WebhookValidator,
} from '@paymux/core';
import type {
  MerchantPaymentPart,
  MerchantPayments,
  MerchantPayoutPart,
  MerchantPayouts,
  MerchantProvider,
  Present,
  ResendWebhookRequest,
  WithKeys,
} from '@paymux/merchant-sign';
import type { AmlLink } from './payment/list-aml-links.js';
import type { PayoutQuote, QuotePayoutRequest } from './payout/quote-payout.js';

/** Payments at Heleket: the common contract, and what only this provider offers. */
export interface HeleketPayments extends MerchantPayments {
  /** Sends the last webhook of a paid payment again, at most 10 times. */
  resendWebhook(request: ResendWebhookRequest, options?: CallOptions): Promise<void>;

  /** The questionnaires that release a payment which is held, oldest first. */
  listAmlLinks(query: ObjectQuery, options?: CallOptions): Promise<readonly AmlLink[]>;
}

/** Payouts at Heleket: the common contract, and what only this provider offers. */
export interface HeleketPayouts extends MerchantPayouts {
  /** What a payout would cost now. Nothing is reserved. */
  quotePayout(request: QuotePayoutRequest, options?: CallOptions): Promise<PayoutQuote>;
}

/** One Heleket merchant account, with the parts its keys allow. */
export interface HeleketProvider extends MerchantProvider {
  readonly id: 'heleket';
  readonly payments?: HeleketPayments | undefined;
  readonly payouts?: HeleketPayouts | undefined;
}

/** Payouts in the dialect `api-key`. They are looked up by the provider's id alone. */
export interface HeleketApiKeyPayouts extends Omit<PayoutProcessor, 'listPayouts'> {
  findPayout(query: Extract<ObjectQuery, { providerId: string }>, options?: CallOptions): Promise<Payout | undefined>;

  /** Stops a payout that was not sent yet. With an unknown outcome, look it up. */
  cancelPayout(request: CancelPayoutRequest, options?: CallOptions): Promise<Payout>;
}

/** One Heleket account in the dialect `api-key`. */
export interface HeleketApiKeyProvider extends PaymentProvider {
  readonly id: 'heleket';
  readonly payments?: undefined;
  readonly refunds?: undefined;
  readonly payouts: HeleketApiKeyPayouts;
  /** Absent without a secret to verify them with. */
  readonly webhooks?: Required<WebhookValidator> | undefined;
}

/** The parts that the payment key gives, present without asking. */
export type HeleketPaymentParts = Present<HeleketProvider, MerchantPaymentPart>;

/** The parts that the payout key gives, present without asking. Refunds are signed with it too. */
export type HeleketPayoutParts = Present<HeleketProvider, MerchantPayoutPart | 'refunds'>;

/** The parts that certain options give: known at compile time where dialect and keys are. */
export type HeleketWith<Options> = Options extends { readonly dialect: 'api-key' }
  ? HeleketApiKeyProvider &
      (Options extends { readonly webhookSecret: string | Secret }
        ? Present<HeleketApiKeyProvider, 'webhooks'>
        : unknown)
  : HeleketProvider & WithKeys<Options, HeleketPaymentParts, HeleketPayoutParts>;
