import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/** Why a delivery was not accepted. For logs and figures; the HTTP answer stays neutral. */
export type WebhookRefusalReason =
  | 'body_too_large'
  | 'malformed_body'
  | 'missing_header'
  | 'malformed_header'
  | 'missing_field'
  | 'missing_signature'
  | 'duplicate_signature'
  | 'malformed_signature'
  | 'signature_mismatch'
  | 'unknown_kid'
  | 'invalid_timestamp'
  | 'timestamp_out_of_tolerance'
  | 'unknown_type'
  | 'key_not_configured';

/** A delivery was refused: nothing in it may be acted on. */
export class WebhookRefusedError extends PaymentsError {
  override readonly name = 'WebhookRefusedError';
  readonly code = 'webhook_refused';
  readonly outcome = 'not_sent';
  readonly reason: WebhookRefusalReason;

  constructor(reason: WebhookRefusalReason, options: PaymentsErrorOptions = {}) {
    super(`A webhook delivery was refused (${reason}). Nothing in it may be acted on.`, options);
    this.reason = reason;
  }
}
