import { CallAbortedError } from '../errors/call-aborted-error.js';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import { PaymentsError } from '../errors/payments-error.js';
import { TransportError } from '../errors/transport-error.js';
import type { HttpClient, HttpResponse } from '../http/http-client.js';
import { withAddedHeaders } from '../http/request-headers.js';
import type { Logger } from '../logging/logger.js';
import { toProblems } from '../options/schema.js';
import type { CallSpan, Telemetry } from '../telemetry/telemetry.js';
import type { Clock } from '../time/clock.js';
import type { RandomSource } from '../time/random.js';
import type { ApiCall, ApiClient } from './api-client.js';
import { bareCause } from './bare-cause.js';
import type { CallOptions } from './call-options.js';
import { cleanProviderText, textsIn } from './clean-provider-text.js';
import type { RetryBudget } from './retry-budget.js';
import { type RetryPolicy, retryDelayMs } from './retry-policy.js';
import { type AttemptFailure, type CallSubject, judgeAnswer, judgeTransport, unknownOutcome } from './verdict.js';
import type { Wire, WireRequest } from './wire.js';

/** What a {@link RetryingApiClient} works with. */
export interface RetryingApiClientConfig {
  readonly provider: string;
  readonly wire: Wire;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Time for one attempt. */
  readonly timeoutMs: number;
  /** Time for one call with its repeats. */
  readonly deadlineMs: number;
  readonly retry: RetryPolicy;
  /** What the account may repeat, whichever call it is. */
  readonly budget: RetryBudget;
}

/** The longest time a timer of Node.js can hold. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** What is needed of a call whatever its answer. */
type Subject = Pick<ApiCall<unknown>, 'operation' | 'subject' | 'body' | 'query'>;

type Attempt<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer | undefined }
  | { readonly kind: 'failure'; readonly failure: AttemptFailure };

/**
 * The one owner of repeats: no transport below it repeats anything.
 *
 * @see docs/decisions/2026-11-21-not-found-is-not-knowledge.md
 */
export class RetryingApiClient implements ApiClient {
  readonly #config: RetryingApiClientConfig;

  constructor(config: RetryingApiClientConfig) {
    this.#config = config;
  }

  async call<Answer>(call: ApiCall<Answer>, options: CallOptions = {}): Promise<Answer | undefined> {
    const { budget, clock, logger, provider, telemetry, wire } = this.#config;
    budget.earn();
    const startedAt = clock.now().getTime();
    const span = telemetry.startCall({ provider, operation: call.operation, mutating: call.mutating });
    const progress = { attempts: 0 };
    try {
      const answer = await this.#attemptUntilSettled(call, wire.encode(call), options, span, progress, startedAt);
      const durationMs = clock.now().getTime() - startedAt;
      span.end({ outcome: 'ok', attempts: progress.attempts, durationMs });
      logger.info('call.succeeded', { operation: call.operation, reference: call.subject, ...progress, durationMs });
      return answer;
    } catch (error) {
      const durationMs = clock.now().getTime() - startedAt;
      const { code, outcome } = PaymentsError.isInstance(error)
        ? error
        : { code: 'defect', outcome: 'unknown' as const };
      span.end({ outcome, code, attempts: progress.attempts, durationMs });
      logger.error('call.failed', {
        operation: call.operation,
        reference: call.subject,
        ...progress,
        durationMs,
        code,
        outcome,
      });
      throw error;
    }
  }

  async #attemptUntilSettled<Answer>(
    call: ApiCall<Answer>,
    request: WireRequest,
    options: CallOptions,
    span: CallSpan,
    progress: { attempts: number },
    startedAt: number,
  ): Promise<Answer | undefined> {
    const { budget, clock, logger, provider, random, retry } = this.#config;
    const subject = { provider, operation: call.operation, subject: call.subject, mutating: call.mutating };
    const deadline = startedAt + this.#deadlineMs(call, options);
    // The first attempt whose outcome nobody knows. From then on only an answer settles a changing call.
    let doubt: AttemptFailure | undefined;
    for (;;) {
      progress.attempts += 1;
      const remainingMs = deadline - clock.now().getTime();
      const attempt = await this.#attempt(call, subject, request, options, span, progress.attempts, remainingMs);
      if (attempt.kind === 'answer') return attempt.answer;

      const { failure } = attempt;
      if (failure.error.outcome === 'unknown') doubt ??= failure;

      const delayMs = retryDelayMs(retry, progress.attempts, random, failure.retryAfterMs);
      const nextAt = clock.now().getTime() + delayMs;
      const exhausted = progress.attempts > retry.maxRetries || nextAt >= deadline;
      if (!failure.transient || exhausted || !mayRepeat(call, doubt, startedAt, nextAt)) {
        throw conclude(subject, failure, doubt);
      }
      if (!budget.spend()) {
        logger.warn('retry_budget.spent', { operation: call.operation, reference: call.subject });
        throw conclude(subject, failure, doubt);
      }

      logger.warn('attempt.failed', {
        operation: call.operation,
        reference: call.subject,
        attempt: progress.attempts,
        code: failure.error.code,
        outcome: failure.error.outcome,
        retryInMs: delayMs,
      });
      try {
        await clock.sleep(delayMs, options.signal);
      } catch (cause) {
        const error = new CallAbortedError({ provider, operation: call.operation, cause });
        throw conclude(subject, { error, transient: false }, doubt);
      }
      // A machine that was suspended wakes up later than it wanted to.
      const now = clock.now().getTime();
      if (now >= deadline || !mayRepeat(call, doubt, startedAt, now)) throw conclude(subject, failure, doubt);
    }
  }

  #deadlineMs({ operation }: Subject, options: CallOptions): number {
    const deadlineMs: unknown = options.deadlineMs ?? this.#config.deadlineMs;
    if (typeof deadlineMs === 'number' && !Number.isNaN(deadlineMs)) return Math.min(deadlineMs, LONGEST_WAIT_MS);
    const problem = { path: 'options.deadlineMs', message: 'must be a number of milliseconds' };
    throw new InvalidRequestError([problem], { provider: this.#config.provider, operation });
  }

  async #attempt<Answer>(
    call: ApiCall<Answer>,
    subject: CallSubject,
    request: WireRequest,
    options: CallOptions,
    span: CallSpan,
    number: number,
    remainingMs: number,
  ): Promise<Attempt<Answer>> {
    const { clock, http, logger, timeoutMs } = this.#config;
    const startedAt = clock.now().getTime();
    let response: HttpResponse;
    try {
      if (options.signal?.aborted === true || remainingMs <= 0) throw new TransportError('aborted_before_dispatch');
      logger.debug('request.sent', { operation: call.operation, reference: call.subject, attempt: number });
      const traceHeaders = span.traceHeaders?.();
      response = await http.send({
        method: request.method,
        url: request.url,
        headers: traceHeaders === undefined ? request.headers : withAddedHeaders(request.headers, traceHeaders),
        body: request.body,
        timeoutMs: Math.min(timeoutMs, remainingMs),
        signal: options.signal,
      });
    } catch (cause) {
      const error = toTransportError(cause, this.#cleaner(call));
      span.attempt({ number, failure: error.failure, durationMs: clock.now().getTime() - startedAt });
      return { kind: 'failure', failure: judgeTransport(subject, error) };
    }
    span.attempt({ number, status: response.status, durationMs: clock.now().getTime() - startedAt });
    logger.debug('answer.received', {
      operation: call.operation,
      reference: call.subject,
      attempt: number,
      status: response.status,
      bytes: response.body.byteLength,
    });
    return this.#judge(call, subject, response);
  }

  #judge<Answer>(call: ApiCall<Answer>, subject: CallSubject, response: HttpResponse): Attempt<Answer> {
    const clean = this.#cleaner(call);
    try {
      return this.#read(call, subject, response, clean);
    } catch (cause) {
      // Whoever stumbles over an answer has not read it: it may have been a yes.
      const error = unknownOutcome(subject, 'the answer could not be read', bareCause(cause, clean));
      return { kind: 'failure', failure: { error, transient: false } };
    }
  }

  #read<Answer>(
    call: ApiCall<Answer>,
    subject: CallSubject,
    response: HttpResponse,
    clean: (text: string) => string,
  ): Attempt<Answer> {
    const { clock, wire } = this.#config;
    const verdict = judgeAnswer(subject, response, wire.read(response), clock.now(), clean);
    if (verdict.kind === 'failure') return verdict;
    if (verdict.kind === 'absent') {
      return call.mayBeAbsent ? { kind: 'answer', answer: undefined } : { kind: 'failure', failure: verdict.failure };
    }
    const checked = call.answer.safeParse(verdict.payload);
    if (checked.success) {
      const objection = call.objection?.(checked.data);
      if (objection === undefined) return { kind: 'answer', answer: checked.data };
      return { kind: 'failure', failure: { error: objection, transient: false } };
    }
    const where = toProblems(checked).map(({ path }) => (path === '' ? 'the whole' : clean(path)));
    const error = unknownOutcome(subject, `the answer does not fit: ${[...new Set(where)].slice(0, 5).join(', ')}`);
    return { kind: 'failure', failure: { error, transient: false } };
  }

  /** Takes out of a text what this call must not show. */
  #cleaner(call: Subject): (text: string) => string {
    return (text) =>
      cleanProviderText(text, [
        ...this.#config.wire.secrets.map((secret) => secret.reveal()),
        ...textsIn([call.body, call.query]).filter((value) => value !== call.subject),
      ]);
  }
}

/** Whether a repeat at an instant is safe. */
function mayRepeat(
  call: Pick<ApiCall<unknown>, 'mutating' | 'deduplicatesForMs'>,
  doubt: AttemptFailure | undefined,
  startedAt: number,
  instant: number,
): boolean {
  if (doubt === undefined || !call.mutating) return true;
  // Asked first: a clock that was set back would bring every instant into any window.
  return call.deduplicatesForMs > 0 && instant - startedAt < call.deduplicatesForMs;
}

/** What the caller is told: a doubt is never talked away by what happened after it. */
function conclude(call: CallSubject, { error }: AttemptFailure, doubt: AttemptFailure | undefined): PaymentsError {
  if (doubt === undefined || doubt.error === error || error.code === 'reference_conflict') return error;
  // A call that only reads leaves nothing to settle: its last attempt tells most, unless that was none.
  if (!call.mutating && error.code !== 'call_aborted') return error;
  return unknownOutcome(call, 'an earlier attempt may have been received', doubt.error);
}

/** A transport that throws anything but a {@link TransportError} gives no proof of what it sent. */
function toTransportError(error: unknown, clean: (text: string) => string): TransportError {
  if (!isTransportError(error)) return new TransportError('failed', { cause: bareCause(error, clean) });
  if (error.cause === undefined) return error;
  return new TransportError(error.failure, { cause: bareCause(error.cause, clean) });
}

function isTransportError(value: unknown): value is TransportError {
  return PaymentsError.isInstance(value) && value.code === 'transport_failed';
}
