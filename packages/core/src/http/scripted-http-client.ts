import { TransportError } from '../errors/transport-error.js';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client.js';

/** An answer in a script. */
export interface ScriptedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text and bytes are answered as they stand, any other object as JSON. Absent means an empty body. */
  readonly body?: string | object | undefined;
}

/** What happens at one call: an answer, an error to throw, or a function that decides by the request. */
export type ScriptedStep =
  | ScriptedResponse
  | Error
  | ((request: HttpRequest) => ScriptedResponse | Error | Promise<ScriptedResponse | Error>);

/** An HTTP client that plays a script instead of opening connections. */
export interface ScriptedHttpClient extends HttpClient {
  /** Every request sent so far, oldest first. */
  readonly requests: readonly HttpRequest[];
  /** How many steps nobody has asked for yet. */
  readonly remaining: number;
}

/**
 * Answers each call with the next step of a script. A request whose signal is
 * aborted already is not sent and uses up no step.
 *
 * @param steps - One step per call. A call beyond the last one throws an `Error` that
 *   names the request's method and path.
 */
export function createScriptedHttpClient(steps: readonly ScriptedStep[]): ScriptedHttpClient {
  const requests: HttpRequest[] = [];
  return {
    async send(request) {
      if (request.signal?.aborted === true) throw new TransportError('aborted_before_dispatch');
      requests.push(request);
      const step = steps[requests.length - 1];
      if (step === undefined) {
        const { pathname } = new URL(request.url);
        throw new Error(
          `The script ends after ${String(steps.length)} calls; ${request.method} ${pathname} is call ${String(requests.length)}.`,
        );
      }
      const outcome = typeof step === 'function' ? await step(request) : step;
      if (outcome instanceof Error) throw outcome;
      return toResponse(outcome);
    },

    get requests() {
      return [...requests];
    },

    get remaining() {
      return Math.max(0, steps.length - requests.length);
    },
  };
}

function toResponse({ status, headers, body }: ScriptedResponse): HttpResponse {
  const answer = new Headers(headers);
  if (body instanceof Uint8Array) return { status, headers: answer, body };
  if (typeof body !== 'object') return { status, headers: answer, body: new TextEncoder().encode(body) };
  if (!answer.has('content-type')) answer.set('content-type', 'application/json');
  return { status, headers: answer, body: new TextEncoder().encode(JSON.stringify(body)) };
}
