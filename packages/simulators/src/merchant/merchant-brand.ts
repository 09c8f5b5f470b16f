import type { AssetTable } from './assets.js';
import type { Endpoint } from './endpoint.js';

/**
 * What sets one brand of the merchant protocol apart from another. Everything
 * else is the protocol's.
 */
export interface MerchantBrand {
  /** As shown to people. */
  readonly name: string;
  readonly assets: AssetTable;
  /** The key that signs refunds. */
  readonly refundKey: 'payment' | 'payout';
  /** Whether a refund may name an amount. */
  readonly partialRefunds: boolean;
  /** What a refund answers: nothing, as documented, or what it costs and sends, as clients expect. */
  readonly refundAnswer: 'list' | 'object';
  /** Whether payout answers carry `commission`, `merchant_amount` and `order_id`. */
  readonly payoutFees: boolean;
  /** Whether items of the service lists carry `is_enabled`. */
  readonly serviceSwitches: boolean;
  /** What the first top-up of a static wallet costs, by network. Nothing when absent. */
  readonly activationFees?:
    | Readonly<Record<string, { readonly amount: string; readonly currency: string }>>
    | undefined;
  /** Whether an invoice may name the payer's e-mail address. */
  readonly payerEmail: boolean;
  /** Whether payment objects carry members that only captures show, unless a setting says otherwise. */
  readonly observedMembers: boolean;
  /** Statuses a test webhook about a payment or wallet may carry. */
  readonly testPaymentStatuses: readonly string[];
  /** Other names that the brand's own client sends, by the documented name. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Endpoints that only this brand has. */
  readonly endpoints: readonly Endpoint[];
}
