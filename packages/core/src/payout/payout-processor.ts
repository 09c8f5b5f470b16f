import type { CallOptions } from '../api/call-options.js';
import type { Listing } from '../provider/listing.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import type { CreatePayoutRequest } from './create-payout-request.js';
import type { Payout } from './payout.js';

/** Names a payout to be cancelled. */
export interface CancelPayoutRequest {
  /** The provider's identifier of the payout. */
  readonly providerId: string;
  readonly reason?: string | undefined;
  /** The key of this change; generated, with a warning, when absent. Same grammar as a reference. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * Sends payouts at one provider.
 *
 * Implementations keep nothing between calls and may be used concurrently. What a
 * provider does not offer is absent, never a method that throws.
 */
export interface PayoutProcessor {
  /**
   * Opens a payout and returns it as the provider sees it.
   *
   * Repeating the call with the same `reference` and contents returns the payout
   * opened first, within the window that `capabilities` declares. Outside it, a repeat
   * may pay twice.
   *
   * @throws {@link InvalidRequestError} Something in the request cannot be right. Nothing was sent.
   * @throws {@link ProviderRefusedError} The provider declined. No money moves.
   * @throws {@link ReferenceConflictError} The reference was used with other contents.
   * @throws {@link OutcomeUnknownError} The answer got lost. Money may have moved: look
   *   the payout up by `reference`, and never send it under another or elsewhere.
   */
  createPayout(request: CreatePayoutRequest, options?: CallOptions): Promise<Payout>;

  /**
   * Reads a payout. Answers `undefined` if the provider knows none by that name, which
   * does not prove that none is on its way.
   */
  findPayout(query: ObjectQuery, options?: CallOptions): Promise<Payout | undefined>;

  /** Lists payouts by the time of creation. */
  listPayouts?(query?: ListQuery, options?: CallOptions): Listing<Payout>;

  /** Stops a payout that was not sent yet. */
  cancelPayout?(request: CancelPayoutRequest, options?: CallOptions): Promise<Payout>;
}
