import type { WebhookRefusalReason } from '../errors/webhook-refused-error.js';
import type { VerifiedEvent } from './verified-event.js';
import type { WebhookRequest } from './webhook-request.js';

/** What a delivery is worth: the events it proves, nearly always one and never none, or why it proves nothing. */
export type WebhookVerdict =
  | { readonly ok: true; readonly events: readonly VerifiedEvent[] }
  | { readonly ok: false; readonly reason: WebhookRefusalReason };

/**
 * Turns a delivery into the events it proves, or refuses it.
 *
 * The algorithm and the key follow from the account's configuration, never from the
 * message. Implementations keep nothing between calls and may be used concurrently.
 */
export interface WebhookValidator {
  /**
   * Verifies a delivery.
   *
   * A signature proves who sent it, not how often: repeat deliveries of one event carry
   * the same `deduplicationKey`.
   *
   * @returns The events of the delivery, nearly always one; never an empty list.
   * @throws {@link WebhookRefusedError} The delivery proves nothing. Its `reason` is for logs and
   *   figures; the HTTP answer stays neutral.
   * @throws {@link TypeError} `body` is not bytes: a program that has parsed it has to be corrected.
   */
  validate(request: WebhookRequest): Promise<readonly VerifiedEvent[]>;

  /**
   * Verifies a delivery as `validate` does, and answers a refusal instead of throwing it: forgeries are cheaper to turn
   * away than genuine deliveries are to take in. Every validator of the authoring kit has it.
   *
   * @throws {@link TypeError} `body` is not bytes.
   */
  judge?(request: WebhookRequest): Promise<WebhookVerdict>;
}
