import type { Money } from '../money/money.js';
import type { CreatePayoutProviderOptions } from '../provider/provider-options.js';
import type { PayoutDestination } from './payout.js';

/** What to open a payout with. */
export interface CreatePayoutRequest {
  /**
   * The business fact this payout is for: 1 to 100 letters, digits, `_` or `-`.
   * It is the idempotency key: the same reference is the same payout. After a final
   * failure, a new try is a new payout with a new reference.
   */
  readonly reference: string;
  /** In major units: `{ amount: '15.00', currency: 'USDT' }`. Above zero. */
  readonly amount: Money;
  readonly destination: PayoutDestination;
  /** The asset's network, for crypto currencies that live on several. */
  readonly network?: string | undefined;
  /** The memo or tag that some networks need beside the address. Refused where the wire has none. */
  readonly memo?: string | undefined;
  /**
   * Who bears the fee: `balance`, the receiver gets the whole amount; `amount`, the
   * receiver gets what is left of it. Required where the provider lets one choose,
   * because a wrong guess costs money.
   */
  readonly feeFrom?: 'balance' | 'amount' | undefined;
  /** Where webhooks for this payout go. See {@link CreatePaymentRequest.webhookUrl}. */
  readonly webhookUrl?: string | undefined;
  readonly description?: string | undefined;
  /** Kept with the payout, where the provider has room for it. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly providerOptions?: CreatePayoutProviderOptions | undefined;
}
