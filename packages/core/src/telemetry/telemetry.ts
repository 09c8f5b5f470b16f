import type { ErrorOutcome } from '../errors/payments-error.js';
import type { TransportFailure } from '../errors/transport-error.js';
import type { WebhookRefusalReason } from '../errors/webhook-refused-error.js';

/** One call of a contract method, as it begins. */
export interface CallStart {
  /** The provider's id. */
  readonly provider: string;
  /** The contract method, such as `createPayout`. */
  readonly operation: string;
  /** The configured account, where there are several. */
  readonly account?: string | undefined;
  /** Whether the call can change anything at the provider. */
  readonly mutating: boolean;
}

/** One HTTP attempt within a call, when it is over. Either `status` or `failure` is present. */
export interface CallAttempt {
  /** 1 for the first attempt. */
  readonly number: number;
  /** The HTTP status of a whole answer. */
  readonly status?: number | undefined;
  /** Why no whole answer came back. */
  readonly failure?: TransportFailure | undefined;
  readonly durationMs: number;
}

/** A call, when it is over. */
export interface CallEnd {
  readonly outcome: 'ok' | ErrorOutcome;
  /** The `code` of the error that was thrown. Absent when the outcome is `ok`. */
  readonly code?: string | undefined;
  readonly attempts: number;
  /** Time from start to end, waits between attempts included. */
  readonly durationMs: number;
}

/** Watches one call. */
export interface CallSpan {
  /** Called once after each attempt, in order. */
  attempt(attempt: CallAttempt): void;

  /** Called once, last. */
  end(end: CallEnd): void;

  /** Headers that let the provider's traces join ours, such as `traceparent`. None replaces one of the request. */
  traceHeaders?(): Readonly<Record<string, string>>;
}

/** A webhook delivery, when it has been verified or refused. */
export interface WebhookVerification {
  readonly provider: string;
  /** The configured account, where there are several. */
  readonly account?: string | undefined;
  readonly accepted: boolean;
  /** Why it was refused. */
  readonly reason?: WebhookRefusalReason | undefined;
  /** Which spelling of the signed text matched, where the scheme knows several. */
  readonly recipe?: string | undefined;
  /** Which key signed it, by the name that the delivery gives it. No secret. */
  readonly keyId?: string | undefined;
}

/**
 * Observes calls and webhook deliveries, for traces and figures. It is told names,
 * numbers and outcomes; never amounts, addresses, keys, references or bodies.
 *
 * Methods return at once and should not throw. Whoever calls an observer wraps it
 * in {@link combineTelemetry}, so that one that throws all the same breaks no call.
 */
export interface Telemetry {
  startCall(call: CallStart): CallSpan;
  webhook(verification: WebhookVerification): void;
}

const SILENT_SPAN: CallSpan = { attempt: () => undefined, end: () => undefined };

/** Observes nothing. What a part without telemetry uses. */
export const silentTelemetry: Telemetry = { startCall: () => SILENT_SPAN, webhook: () => undefined };
