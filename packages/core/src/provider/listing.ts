/** One page of a listing. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Hand this to {@link Listing.page} for the next page. `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/**
 * A listing at a provider, newest first where the provider promises an order.
 * Nothing is requested until it is read.
 *
 * @example
 * ```ts
 * for await (const payment of provider.payments.listPayments({ createdFrom })) {
 *   console.log(payment.providerId, payment.status);
 * }
 * ```
 */
export interface Listing<Item> extends AsyncIterable<Item> {
  /** Requests one page. Without a cursor, the first. A page may be empty and yet not be the last. */
  page(cursor?: string): Promise<Page<Item>>;
}
