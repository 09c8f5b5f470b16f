import { TransportError } from '../errors/transport-error.js';
import { decodeBody } from './answer-body.js';
import { type AnswerHead, toHeaders } from './answer-head.js';
import { Attempt } from './attempt.js';
import type { HttpHooks, HttpRequest, HttpResponse } from './http-client.js';
import type { HttpClientSettings } from './http-client-options.js';
import type { RequestAddress } from './request-address.js';
import { headersProblem, withAddedHeaders } from './request-headers.js';
import { toTransportError } from './transport-failure.js';

/** A request that passed every check: exactly what goes on the wire. */
export interface OutgoingRequest {
  readonly address: RequestAddress;
  readonly method: HttpRequest['method'];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** An answer as it came off the wire. */
export interface RawAnswer {
  readonly head: AnswerHead;
  /** Still compressed if the head names a `coding`. */
  readonly body: Uint8Array;
}

/** Carries one request over the wire, moving the attempt's phase as it goes, and ends it as the attempt says. */
export type Exchange = (request: OutgoingRequest, attempt: Attempt) => Promise<RawAnswer>;

/** What both clients do around the wire: checks, hooks, deadline, decompression, and errors that prove something. */
export async function runAttempt(
  request: HttpRequest,
  settings: HttpClientSettings,
  exchange: Exchange,
): Promise<HttpResponse> {
  if (request.signal?.aborted === true) throw new TransportError('aborted_before_dispatch');
  const address = settings.addresses.get(request.url);
  const attempt = new Attempt(settings.clock, request.timeoutMs, request.signal);
  try {
    const { hooks } = settings;
    const headers = hooks.beforeRequest === undefined ? request.headers : await headersOf(request, hooks, attempt);
    refuseHeaders(headers);
    const answer = await exchange({ address, method: request.method, headers, body: bodyOf(request) }, attempt);
    // A transport that does not know our signal may bring an answer that came too late, too long or redirected.
    if (attempt.ended !== undefined) throw new TransportError(attempt.ended);
    const { coding } = answer.head;
    const body = coding === undefined ? answer.body : await decodeBody(answer.body, coding, settings.maxResponseBytes);
    const response = toResponse(answer.head, body);
    notify(request, response, settings);
    return response;
  } catch (error) {
    throw toTransportError(error, attempt);
  } finally {
    attempt.settle();
  }
}

async function headersOf(
  request: HttpRequest,
  hooks: HttpHooks,
  attempt: Attempt,
): Promise<Readonly<Record<string, string>>> {
  const added = hooks.beforeRequest?.(request);
  const settled = added instanceof Promise ? await untilEnded(added, attempt) : added;
  return settled === undefined ? request.headers : withAddedHeaders(request.headers, settled);
}

function refuseHeaders(headers: Readonly<Record<string, string>>): void {
  const problem = headersProblem(headers);
  if (problem !== undefined) throw refused(problem);
}

/** A hook that never answers must not outlive the deadline. */
function untilEnded<Value>(value: Promise<Value>, attempt: Attempt): Promise<Value> {
  return new Promise((resolve, reject) => {
    attempt.whenEnded(() => reject(new Error('The attempt ended during a hook.')));
    value.then(resolve, reject);
  });
}

function bodyOf({ method, body }: HttpRequest): Uint8Array | undefined {
  if (body === undefined) return undefined;
  if (method === 'GET') throw refused('A GET request has no body.');
  return typeof body === 'string' ? Buffer.from(body) : body;
}

/** The headers are put together when somebody reads them: of an answer that is as it should be, nobody does. */
function toResponse(head: AnswerHead, body: Uint8Array): HttpResponse {
  let headers: Headers | undefined;
  return {
    status: head.status,
    get headers() {
      return (headers ??= toHeaders(head));
    },
    body,
  };
}

/** The answer neither waits for the hook nor gets lost with it: a payment has been made by now. */
function notify(request: HttpRequest, response: HttpResponse, { hooks, logger }: HttpClientSettings): void {
  if (hooks.afterResponse === undefined) return;
  const onFailure = (): void => logger.warn('http.hook_failed', { hook: 'afterResponse' });
  try {
    const done = hooks.afterResponse(request, response);
    if (done instanceof Promise) done.catch(onFailure);
  } catch {
    onFailure();
  }
}

/** What a closed client answers. */
export function closedError(): TransportError {
  return new TransportError('aborted_before_dispatch', { cause: new Error('The client is closed.') });
}

function refused(reason: string): TransportError {
  return new TransportError('request_refused', { cause: new Error(reason) });
}
