import { TransportError } from '../errors/transport-error.js';
import { decodeBody } from './answer-body.js';
import type { AnswerHead } from './answer-head.js';
import { Attempt } from './attempt.js';
import { originProblem } from './base-url.js';
import type { HttpRequest, HttpResponse } from './http-client.js';
import type { HttpClientSettings } from './http-client-options.js';
import { headersProblem, withAddedHeaders } from './request-headers.js';
import { toTransportError } from './transport-failure.js';

/** A request that passed every check: exactly what goes on the wire. */
export interface OutgoingRequest {
  readonly url: URL;
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
  const url = checkedUrl(request.url, settings);
  const attempt = new Attempt(settings.clock, request.timeoutMs, request.signal);
  try {
    const headers = await headersOf(request, settings, attempt);
    const body = bodyOf(request);
    const answer = await exchange({ url, method: request.method, headers, body }, attempt);
    // A transport that does not know our signal may bring an answer that came too late, too long or redirected.
    if (attempt.ended !== undefined) throw new TransportError(attempt.ended);
    const response = await toResponse(answer, settings.maxResponseBytes);
    notify(request, response, settings);
    return response;
  } catch (error) {
    throw toTransportError(error, attempt);
  } finally {
    attempt.settle();
  }
}

function checkedUrl(text: string, settings: HttpClientSettings): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refused('address_refused', 'The URL must be an absolute https: URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('address_refused', 'The URL must not contain a user name or password.');
  }
  const problem = originProblem(url, settings);
  if (problem !== undefined) throw refused('address_refused', `The URL ${problem}.`);
  return url;
}

async function headersOf(
  request: HttpRequest,
  { hooks }: HttpClientSettings,
  attempt: Attempt,
): Promise<Readonly<Record<string, string>>> {
  const added = hooks.beforeRequest?.(request);
  const settled = added instanceof Promise ? await untilEnded(added, attempt) : added;
  const headers = settled === undefined ? request.headers : withAddedHeaders(request.headers, settled);
  const problem = headersProblem(headers);
  if (problem !== undefined) throw refused('request_refused', problem);
  return headers;
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
  if (method === 'GET') throw refused('request_refused', 'A GET request has no body.');
  return typeof body === 'string' ? Buffer.from(body) : body;
}

async function toResponse({ head, body }: RawAnswer, maxResponseBytes: number): Promise<HttpResponse> {
  const { status, headers, coding } = head;
  return { status, headers, body: coding === undefined ? body : await decodeBody(body, coding, maxResponseBytes) };
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

function refused(failure: 'address_refused' | 'request_refused', reason: string): TransportError {
  return new TransportError(failure, { cause: new Error(reason) });
}
