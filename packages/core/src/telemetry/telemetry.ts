import type { ErrorOutcome } from '../errors/payments-error.js';
import type { TransportFailure } from '../errors/transport-error.js';
import type { WebhookRefusalReason } from '../errors/webhook-refused-error.js';
import type { MetricLabels, MetricName } from './metrics.js';

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

/** What is told of work, by its name: ids of our own, states, counts. */
export type WorkAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A piece of work of this system, as it begins: a request, a step of the worker, a webhook. */
export interface WorkStart {
  /** What is done, such as `payout.create`: one of few names. */
  readonly name: string;
  /** `server` while somebody outside waits for it, `consumer` for what was stored before. @defaultValue `internal` */
  readonly kind?: 'server' | 'consumer' | 'internal' | undefined;
  readonly account?: string | undefined;
  /**
   * The W3C `traceparent` of what it follows from, perhaps long ago and in another process: the work joins that trace,
   * and is linked with what is under way here. Text that is none is passed over.
   */
  readonly trace?: string | undefined;
  /** The `traceparent` of what it is to be linked with, without joining that trace. */
  readonly link?: string | undefined;
  /** How long it had been due, in milliseconds. */
  readonly waitedMs?: number | undefined;
  /** How long it has been under way already, in milliseconds, where that is told late. */
  readonly spentMs?: number | undefined;
  readonly attributes?: WorkAttributes | undefined;
}

/** A piece of work, when it is over. */
export interface WorkEnd {
  readonly outcome: 'ok' | ErrorOutcome;
  /** The `code` of the error that was thrown, `defect` for one that is none of ours. Absent when the outcome is `ok`. */
  readonly code?: string | undefined;
  readonly durationMs: number;
  readonly attributes?: WorkAttributes | undefined;
}

/** Watches one piece of work. */
export interface WorkSpan {
  /** Runs `task` once, at once: calls and work that begin in it, or in what it starts, belong to this work. */
  within(task: () => void): void;

  /** Called once, last. */
  end(end: WorkEnd): void;
}

/**
 * Observes calls, webhook deliveries and work, for traces and figures. It is told names, ids of our own,
 * numbers and outcomes; never amounts, addresses, keys, references or bodies.
 *
 * Methods return at once and should not throw. Whoever calls an observer wraps it
 * in {@link combineTelemetry}, so that one that throws all the same breaks no call.
 */
export interface Telemetry {
  startCall(call: CallStart): CallSpan;
  webhook(verification: WebhookVerification): void;

  /** Absent where nobody wants to hear of work. See `observeWork`. */
  startWork?(work: WorkStart): WorkSpan;

  /** Adds to a counter, sets a gauge, or takes a value into a histogram. Absent where nobody wants figures. */
  measure?(metric: MetricName, value: number, labels: MetricLabels): void;

  /** The W3C `traceparent` of what is under way: what is stored with it lets later work join its trace. */
  activeTrace?(): string | undefined;
}

const SILENT_SPAN: CallSpan = { attempt: () => undefined, end: () => undefined };

/** Observes nothing. What a part without telemetry uses. */
export const silentTelemetry: Telemetry = { startCall: () => SILENT_SPAN, webhook: () => undefined };
