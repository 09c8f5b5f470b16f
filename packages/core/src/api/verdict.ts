import { AuthenticationRefusedError } from '../errors/authentication-refused-error.js';
import { CallAbortedError } from '../errors/call-aborted-error.js';
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.js';
import type { PaymentsError } from '../errors/payments-error.js';
import { ProviderRefusedError } from '../errors/provider-refused-error.js';
import { ProviderUnreachableError } from '../errors/provider-unreachable-error.js';
import { RateLimitedError } from '../errors/rate-limited-error.js';
import { ReferenceConflictError } from '../errors/reference-conflict-error.js';
import type { TransportError } from '../errors/transport-error.js';
import type { HttpResponse } from '../http/http-client.js';
import { parseRetryAfter } from './retry-policy.js';
import type { ProviderRefusal, WireAnswer } from './wire.js';

/** Which call a verdict is about, for its error's words. */
export interface CallSubject {
  readonly provider: string;
  readonly operation: string;
  /** The caller's reference, else the provider's id. */
  readonly subject: string;
  readonly mutating: boolean;
}

/** One attempt that brought no payload. */
export interface AttemptFailure {
  /** Whether an equal attempt could end otherwise. It says nothing about whether a repeat is safe. */
  readonly transient: boolean;
  readonly error: PaymentsError;
  readonly retryAfterMs?: number | undefined;
}

/** What one whole answer means: the payload, the provider's word that there is no such object, or a failure. */
export type Verdict =
  | { readonly kind: 'payload'; readonly payload: unknown }
  | { readonly kind: 'absent'; readonly failure: AttemptFailure }
  | { readonly kind: 'failure'; readonly failure: AttemptFailure };

/**
 * Judges a whole answer: the outcome table of the architecture, row by row.
 *
 * @param clean - Takes out of a provider's text what must not be shown.
 */
export function judgeAnswer(
  call: CallSubject,
  response: Pick<HttpResponse, 'status' | 'headers'>,
  answer: WireAnswer,
  now: Date,
  clean: (text: string) => string,
): Verdict {
  const { status } = response;
  if (answer.kind === 'payload' && status >= 200 && status < 300) return answer;

  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now);
  const unknown = (because: string, transient: boolean): Verdict =>
    failure(unknownOutcome(call, `${because}status ${String(status)}`), transient, retryAfterMs);

  if (status >= 500 || status === 408) return unknown('', true);
  if (status >= 300 && status < 400) return unknown('a redirect, ', false);
  const turnedAway = status === 429 || status === 425;
  if (answer.kind !== 'refusal') {
    const success = status >= 200 && status < 300;
    return unknown(success ? 'an unreadable answer, ' : 'no readable reason, ', success || turnedAway);
  }
  if (turnedAway) return failure(new RateLimitedError(retryAfterMs, errorOptions(call)), true, retryAfterMs);
  return judgeRefusal(call, status, answer.refusal, retryAfterMs, clean);
}

function judgeRefusal(
  call: CallSubject,
  status: number,
  refusal: ProviderRefusal,
  retryAfterMs: number | undefined,
  clean: (text: string) => string,
): Verdict {
  const options = errorOptions(call);
  const details = {
    httpStatus: status,
    providerCode: refusal.code === undefined ? undefined : clean(refusal.code),
    providerMessage: refusal.message === undefined ? undefined : clean(refusal.message),
    requestId: refusal.requestId === undefined ? undefined : clean(refusal.requestId),
    providerFields: refusal.fields === undefined ? undefined : cleanFields(refusal.fields, clean),
  };
  switch (refusal.reason) {
    case 'authentication':
      return failure(new AuthenticationRefusedError(details, options), false);
    case 'not_found':
      return { kind: 'absent', failure: { error: new ProviderRefusedError(details, options), transient: false } };
    case 'in_progress':
      return failure(unknownOutcome(call, 'the provider is still working on it'), true, retryAfterMs);
    case 'reference_used':
      return failure(unknownOutcome(call, 'the provider says that the reference was used before'), false);
    case 'undecided':
      return failure(
        unknownOutcome(call, `the provider says neither yes nor no: "${details.providerMessage ?? ''}"`),
        false,
      );
    case 'idempotency_conflict':
      return failure(new ReferenceConflictError(call.subject, [], options), false);
    case undefined:
      return failure(new ProviderRefusedError(details, options), false);
    default: {
      const unlisted: never = refusal.reason;
      throw new TypeError(`The wire gave a reason that does not exist: ${String(unlisted)}`);
    }
  }
}

/** Judges an attempt that ended without a whole answer. */
export function judgeTransport(call: CallSubject, error: TransportError): AttemptFailure {
  const options = { ...errorOptions(call), cause: error };
  if (error.failure === 'aborted_before_dispatch') return { error: new CallAbortedError(options), transient: false };
  if (error.outcome === 'not_sent') {
    // Neither a certificate nor our own rules change between two attempts.
    const transient = !['tls_refused', 'address_refused', 'request_refused'].includes(error.failure);
    return { error: new ProviderUnreachableError(error.failure, options), transient };
  }
  const permanent =
    error.failure === 'aborted' || error.failure === 'redirected' || error.failure === 'answer_too_large';
  return { error: unknownOutcome(call, error.failure, error), transient: !permanent };
}

/** The error for a call whose outcome is not known. */
export function unknownOutcome(call: CallSubject, because: string, cause?: unknown): OutcomeUnknownError {
  return new OutcomeUnknownError(call.subject, { ...errorOptions(call), because, safeToRepeat: !call.mutating, cause });
}

function errorOptions({ provider, operation }: CallSubject): { readonly provider: string; readonly operation: string } {
  return { provider, operation };
}

function failure(error: PaymentsError, transient: boolean, retryAfterMs?: number): Verdict {
  return { kind: 'failure', failure: { error, transient, retryAfterMs } };
}

/** How much of a refusal is worth showing, whatever the provider sends. */
const MAX_FIELDS = 20;
const MAX_RULES = 5;

function cleanFields(
  fields: Readonly<Record<string, readonly string[]>>,
  clean: (text: string) => string,
): Readonly<Record<string, readonly string[]>> {
  const shown = Object.entries(fields).slice(0, MAX_FIELDS);
  return Object.fromEntries(shown.map(([field, rules]) => [clean(field), rules.slice(0, MAX_RULES).map(clean)]));
}
