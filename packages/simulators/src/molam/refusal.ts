import type { JsonObject } from '../json/encode-json.js';
import { writeJsonText } from '../json/json-text.js';

/** How error bodies look: an `error` object, or its code as text beside the message. */
export type ErrorShape = 'nested' | 'flat';

/** Codes of refusals, their HTTP status and their text. */
const REFUSALS = {
  missing_required_fields: [400, 'Fields that are required are missing.'],
  invalid_amount: [400, 'The amount is not valid.'],
  invalid_currency: [400, 'A currency has three letters.'],
  invalid_beneficiary: [400, 'The beneficiary is not complete.'],
  invalid_parameter: [400, 'A parameter is not valid.'],
  invalid_json: [400, 'The body is not a JSON object.'],
  idempotency_key_required: [400, 'This call needs an Idempotency-Key.'],
  idempotency_key_invalid: [400, 'An Idempotency-Key has up to 128 characters, none of them control characters.'],
  invalid_state: [400, 'The object does not allow this in its present status.'],
  charge_not_captured: [400, 'Only captured charges can be refunded.'],
  amount_exceeds_captured: [400, 'The refunds would exceed what was captured.'],
  payout_not_cancellable: [400, 'The payout can no longer be cancelled.'],
  missing_api_key: [401, 'Send the API key as a bearer token.'],
  invalid_api_key: [401, 'The API key is not known.'],
  card_declined: [402, 'The card was refused.'],
  processing_error: [402, 'The payment could not be processed.'],
  authentication_failed: [402, 'The customer could not be authenticated.'],
  transaction_blocked: [403, 'The transaction was blocked.'],
  not_found: [404, 'There is no such call.'],
  intent_not_found: [404, 'There is no such payment intent.'],
  charge_not_found: [404, 'There is no such charge.'],
  refund_not_found: [404, 'There is no such refund.'],
  payout_not_found: [404, 'There is no such payout.'],
  endpoint_not_found: [404, 'There is no such webhook endpoint.'],
  secret_not_found: [404, 'The endpoint has no secret of that version.'],
  method_not_allowed: [405, 'The path does not know this method.'],
  idempotency_conflict: [409, 'The Idempotency-Key was used with another body.'],
  idempotency_in_progress: [409, 'A call with this Idempotency-Key is still running.'],
  rate_limit_exceeded: [429, 'Too many requests.'],
  server_error: [500, 'Something went wrong.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

/** A code that a refusal can have. */
export type RefusalCode = keyof typeof REFUSALS;

/** Codes for requests that were not understood. Their answers are not kept under an idempotency key. */
const SYNTAX_CODES: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'missing_required_fields',
  'invalid_amount',
  'invalid_currency',
  'invalid_beneficiary',
  'invalid_parameter',
  'invalid_json',
  'idempotency_key_required',
  'idempotency_key_invalid',
]);

/** What a refusal says beside its code. */
export interface RefusalOptions {
  /** The field that is wrong. */
  readonly param?: string | undefined;
  readonly details?: JsonObject | undefined;
  /** Seconds, for `rate_limit_exceeded`. */
  readonly retryAfter?: number | undefined;
}

/** A request that is refused, with the answer to give. */
export class MolamRefusal extends Error {
  override readonly name = 'MolamRefusal';
  readonly code: RefusalCode;
  readonly status: number;
  readonly options: RefusalOptions;

  constructor(code: RefusalCode, options: RefusalOptions = {}) {
    const [status, message] = REFUSALS[code];
    super(message);
    this.code = code;
    this.status = status;
    this.options = options;
  }

  /** Whether a repeat under the same idempotency key gets the same answer. */
  get isKept(): boolean {
    return this.status !== 401 && this.status !== 409 && this.status < 429 && !SYNTAX_CODES.has(this.code);
  }

  /** The body of the answer. */
  text(shape: ErrorShape): string {
    const { param, details, retryAfter } = this.options;
    return errorText(
      shape,
      { code: this.code, message: this.message, type: typeOf(this.status), param, details },
      retryAfter,
    );
  }
}

/** An error body with any code. */
export function errorText(
  shape: ErrorShape,
  error: {
    readonly code: string;
    readonly message: string;
    readonly type?: string | undefined;
    readonly param?: string | undefined;
    readonly details?: JsonObject | undefined;
  },
  retryAfter?: number,
): string {
  if (shape === 'nested') return writeJsonText({ error: { ...error }, retryAfter });
  const { code, message, details } = error;
  return writeJsonText({ error: code, message, details, retryAfter });
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 402 || status === 403) return 'payment_error';
  if (status === 409) return 'idempotency_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
}
