/** A delivery as it arrived: nothing decoded, nothing parsed. */
export interface WebhookRequest {
  readonly headers: Headers;
  /** The body's bytes. A body that was parsed and serialised again cannot be verified. */
  readonly body: Uint8Array;
}
