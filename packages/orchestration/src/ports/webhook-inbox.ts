/** Names one event of one account: what the inbox knows it by. */
export interface InboxKey {
  /** The configured account the delivery came in for. */
  readonly account: string;
  /**
   * Unique within the account: the `deduplicationKey` of a `VerifiedEvent`, or `state:` and a digest for
   * a state of an object that a look-up found.
   */
  readonly deduplicationKey: string;
}

/**
 * Remembers which events had their effect, so that a repeat has none.
 *
 * Deliveries of one event may arrive at the same time, in any order, and again after
 * days. Implementations may be shared by several processes.
 */
export interface WebhookInbox {
  /**
   * Runs `effect` unless it has succeeded for this key before.
   *
   * Of several calls for one key at the same time one runs the effect, and the others wait
   * for its result. An effect that throws leaves no mark, so that the next delivery runs it again.
   * An effect may take long, because it asks the provider, and may itself call `process` with
   * another key.
   *
   * @returns `processed` when this call ran the effect, `duplicate` when it did not have to.
   * @throws Whatever `effect` throws, in every call that waited for it.
   */
  process(key: InboxKey, effect: () => Promise<void>): Promise<'processed' | 'duplicate'>;
}
