import type {
  CallOptions,
  Listing,
  Money,
  Payment,
  PaymentProcessor,
  PaymentProvider,
  Payout,
  PayoutProcessor,
  RefundProcessor,
  WebhookValidator,
} from '@paymux/core';
import type { MolamWebhookSecrets } from './molam-options.js';
import type { ListMatchingPaymentsQuery } from './payment/list-payments.js';
import type { ListMatchingPayoutsQuery } from './payout/list-payouts.js';
import type {
  ChangeMolamEndpointRequest,
  MolamEndpointSecret,
  MolamWebhookEndpoint,
  RegisterMolamEndpointRequest,
  RevokeMolamSecretRequest,
} from './webhook-endpoint/webhook-endpoint.js';

/**
 * Payments at Molam: payment intents under the common contract, and what only this provider
 * offers. Lists come by offset: what is opened while one is read shifts it, and may show an
 * item twice.
 */
export interface MolamPayments extends Required<PaymentProcessor> {
  /** Lists payments by the provider's own filters. */
  listMatchingPayments(query?: ListMatchingPaymentsQuery, options?: CallOptions): Listing<Payment>;
}

/** Refunds at Molam, whole or in part: by the payment's id, or by a charge's, `ch_…`. */
export type MolamRefunds = Required<RefundProcessor>;

/** Payouts to bank accounts. The account numbers in answers are masked. */
export interface MolamPayouts extends Required<PayoutProcessor> {
  /** Lists payouts by the provider's own filters. */
  listMatchingPayouts(query?: ListMatchingPayoutsQuery, options?: CallOptions): Listing<Payout>;
}

/** Where deliveries go, and the secrets that sign them. */
export interface MolamWebhookEndpoints {
  /** Registers an endpoint. Its secret is shown this once. */
  registerEndpoint(request: RegisterMolamEndpointRequest, options?: CallOptions): Promise<MolamEndpointSecret>;
  listEndpoints(query?: Record<string, never>, options?: CallOptions): Listing<MolamWebhookEndpoint>;
  deleteEndpoint(request: ChangeMolamEndpointRequest, options?: CallOptions): Promise<void>;

  /** Makes a new version of the secret, which signs at once. The one before stays valid until it is revoked. */
  rotateSecret(request: ChangeMolamEndpointRequest, options?: CallOptions): Promise<MolamEndpointSecret>;

  /** Ends a version of the secret. */
  revokeSecret(request: RevokeMolamSecretRequest, options?: CallOptions): Promise<MolamWebhookEndpoint>;
}

/** One Molam account. */
export interface MolamProvider extends PaymentProvider {
  readonly id: 'molam';
  readonly payments: MolamPayments;
  readonly refunds: MolamRefunds;
  readonly webhookEndpoints: MolamWebhookEndpoints;

  /**
   * An amount in the account's default currency, or in another.
   *
   * @param amount - Decimal text in major units.
   * @throws {@link InvalidRequestError} It is no amount.
   */
  readonly toAmount: (amount: string, currency?: string) => Money;

  /** With `originEntityId`. */
  readonly payouts?: MolamPayouts | undefined;
  /** With `webhookSecrets`. */
  readonly webhooks?: Required<WebhookValidator> | undefined;
}

/** The parts that certain options give: known at compile time where the options are. */
export type MolamWith<Options> = MolamProvider &
  (Options extends { readonly originEntityId: string } ? { readonly payouts: MolamPayouts } : unknown) &
  (Options extends { readonly webhookSecrets: MolamWebhookSecrets }
    ? { readonly webhooks: Required<WebhookValidator> }
    : unknown);
