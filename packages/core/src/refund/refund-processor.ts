import type { CallOptions } from '../api/call-options.js';
import type { Money } from '../money/money.js';
import type { PayoutDestination } from '../payout/payout.js';
import type { Listing } from '../provider/listing.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import type { CreateRefundProviderOptions } from '../provider/provider-options.js';
import type { Refund } from './refund.js';

/** What to refund a payment with. */
export interface CreateRefundRequest {
  /** The business fact this refund is for: 1 to 100 letters, digits, `_` or `-`. One per refund. */
  readonly reference: string;
  /** The provider's identifier of the payment. */
  readonly paymentId: string;
  /** How much to pay back. Absent means everything. Refused where only everything can be refunded. */
  readonly amount?: Money | undefined;
  /** Where the money goes; crypto gateways need it, others pay back the way it came. */
  readonly destination?: PayoutDestination | undefined;
  /** Who bears the fee, required where the provider lets one choose. See {@link CreatePayoutRequest.feeFrom}. */
  readonly feeFrom?: 'balance' | 'amount' | undefined;
  readonly reason?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly providerOptions?: CreateRefundProviderOptions | undefined;
}

/**
 * Pays back payments at one provider.
 *
 * Implementations keep nothing between calls and may be used concurrently.
 */
export interface RefundProcessor {
  /**
   * Asks for a refund.
   *
   * @throws {@link UnsupportedOperationError} The wire cannot do exactly this, such as a part. Nothing was sent.
   * @throws {@link ProviderRefusedError} The provider declined. No money moves.
   * @throws {@link OutcomeUnknownError} The answer got lost. Money may move: where `capabilities`
   *   declare no look-up and no deduplication, a person has to look before it is asked for again.
   */
  createRefund(request: CreateRefundRequest, options?: CallOptions): Promise<Refund>;

  /** Reads a refund. Answers `undefined` if the provider knows none by that name. */
  findRefund?(query: ObjectQuery, options?: CallOptions): Promise<Refund | undefined>;

  /** Lists refunds by the time of creation. */
  listRefunds?(query?: ListQuery & { readonly paymentId?: string | undefined }, options?: CallOptions): Listing<Refund>;
}
