import { RecordRefusedError } from './record-refused-error.js';
import { type ErrorOutcome, PaymentsError, type PaymentsErrorOptions, type Problem } from '@paymux/core';

/** An error as the API tells it: `application/problem+json` of RFC 9457. */
export interface ApiProblem {
  /** A relative address that names the kind of problem: `/problems/idempotency-conflict`. */
  readonly type: string;
  /** The same for every problem of its kind. */
  readonly title: string;
  /** The status of the answer once more. */
  readonly status: number;
  /** What happened, to what, and what to do next. */
  readonly detail: string;
  /** Stable: what programs branch on. */
  readonly code: string;
  /** What the provider did, as far as anyone can tell. */
  readonly outcome: ErrorOutcome;
  /** Whether money may have moved because of this request: look it up before anything else is sent. */
  readonly moneyMayHaveMoved: boolean;
  /** Everything that is wrong with the request. */
  readonly problems?: readonly Problem[] | undefined;
  /** Where to see what became of the request. */
  readonly follow?: string | undefined;
  /** Names the request in the logs. */
  readonly requestId: string;
}

/** Why this service itself does not do what was asked. */
export type RefusalCode =
  | 'invalid_request'
  | 'ambiguous_credentials'
  | 'no_session'
  | 'sign_in_failed'
  | 'csrf_refused'
  | 'not_allowed'
  | 'not_found'
  | 'link_not_valid'
  | 'method_not_allowed'
  | 'request_too_slow'
  | 'conflict'
  | 'created_already'
  | 'idempotency_conflict'
  | 'request_too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'provider_unavailable';

const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  invalid_request: 400,
  ambiguous_credentials: 400,
  no_session: 401,
  sign_in_failed: 401,
  csrf_refused: 403,
  not_allowed: 403,
  not_found: 404,
  link_not_valid: 404,
  method_not_allowed: 405,
  request_too_slow: 408,
  conflict: 409,
  created_already: 409,
  idempotency_conflict: 409,
  request_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  provider_unavailable: 503,
};

/** What a refusal may say beside its sentence. */
export interface RefusalOptions extends PaymentsErrorOptions {
  readonly problems?: readonly Problem[] | undefined;
  /** When to come back, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What the answer carries beside the usual headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** This service refuses the request: nothing was done. The code decides the status of the answer. */
export class RequestRefusedError extends PaymentsError {
  override readonly name = 'RequestRefusedError';
  readonly code: RefusalCode;
  readonly outcome = 'not_sent';
  readonly status: number;
  readonly problems: readonly Problem[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param message - Sentences for people, without anything secret and without what a stranger may have sent. */
  constructor(code: RefusalCode, message: string, options: RefusalOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = REFUSAL_STATUS[code];
    this.problems = options.problems;
    this.retryAfterMs = options.retryAfterMs;
    this.headers = options.headers ?? {};
  }
}

/** What is known of the request that failed. */
export interface FailedRequest {
  readonly requestId: string;
  /** Whether the request only reads: then nothing can have come of it. */
  readonly isRead: boolean;
  /** Where the object of the request is, for an outcome that is not known. */
  readonly follow?: string | undefined;
}

/** A problem and the headers it is answered with. */
export interface ProblemAnswer {
  readonly problem: ApiProblem;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What anything that was thrown is answered with.
 *
 * Bad and unsupported requests are 400, conflicts 409, `rejected` 422, `unknown` 202 with where to follow it, any other
 * `not_sent` 503. A store that does not answer is 503 whatever its outcome, because the same request may be made again,
 * and so is a read whose answer got lost. What is no error of ours is 500, and says nothing of itself.
 */
export function toProblem(error: unknown, { follow, isRead, requestId }: FailedRequest): ProblemAnswer {
  const mayHaveHappened = !isRead && (!PaymentsError.isInstance(error) || error.outcome === 'unknown');
  if (!PaymentsError.isInstance(error)) {
    const outcome = isRead ? 'not_sent' : 'unknown';
    return { problem: { ...UNEXPECTED, outcome, moneyMayHaveMoved: mayHaveHappened, requestId }, headers: {} };
  }
  const status = statusOf(error, isRead);
  const problems = 'problems' in error ? (error.problems as readonly Problem[] | undefined) : undefined;
  const followed = error instanceof RecordRefusedError ? error.follow : status === 202 ? follow : undefined;
  return {
    problem: {
      type: typeOf(error.code),
      title: titleOf(error.code),
      status,
      detail: error.message,
      code: error.code,
      outcome: isRead ? 'not_sent' : error.outcome,
      moneyMayHaveMoved: mayHaveHappened,
      ...(problems !== undefined && { problems }),
      ...(followed !== undefined && { follow: followed }),
      requestId,
    },
    headers: {
      ...(error instanceof RequestRefusedError ? error.headers : {}),
      ...retryHeader(error, status),
      ...(status === 202 && followed !== undefined && { location: followed }),
    },
  };
}

const UNEXPECTED = {
  type: '/problems/unexpected',
  title: 'Unexpected',
  status: 500,
  detail: 'Something went wrong that nobody foresaw. Look up what you asked for before you ask again.',
  code: 'unexpected',
} as const;

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  invalid_request: 400,
  unsupported_operation: 400,
  idempotency_conflict: 409,
  payout_state: 409,
  not_covered: 409,
  reference_conflict: 409,
  store_unavailable: 503,
};

function statusOf(error: PaymentsError, isRead: boolean): number {
  if (error instanceof RequestRefusedError) return error.status;
  const byCode = STATUS_BY_CODE[error.code];
  if (byCode !== undefined) return byCode;
  switch (error.outcome) {
    case 'rejected':
      return 422;
    case 'unknown':
      return isRead ? 503 : 202;
    case 'not_sent':
      return 503;
  }
}

/** Absent unless waiting helps. */
function retryHeader(error: PaymentsError, status: number): Readonly<Record<string, string>> {
  if (status !== 429 && status !== 503) return {};
  const waitMs = 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : 1000;
  return { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) };
}

function typeOf(code: string): string {
  return `/problems/${code.replaceAll('_', '-')}`;
}

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
