import type { KyInstance, Options } from 'ky';
import { TransportError } from '../errors/transport-error.js';
import type { AnswerHead } from './answer-head.js';
import type { Attempt } from './attempt.js';
import { BLOCKED_PORTS } from './blocked-ports.js';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client.js';
import { type HttpClientOptions, type HttpClientSettings, toHttpClientSettings } from './http-client-options.js';
import { loadWire } from './load-wire.js';
import { closedError, type Exchange, type OutgoingRequest, runAttempt } from './run-attempt.js';
import type { ConnectionPools, ExactDispatcher } from './wire.js';

/** Options of {@link KyHttpClient}. */
export interface KyHttpClientOptions extends HttpClientOptions {}

/**
 * The default HTTP client: ky on the built-in `fetch`, so that what watches or replaces `fetch`
 * sees these requests too, with connections from bounded pools of its own.
 *
 * Sends exactly the headers and bytes of the request, with `host`, `connection` and
 * `content-length` added. Loads ky and undici with the first request.
 *
 * @see docs/decisions/2026-11-21-ky-by-default-undici-for-volume.md
 */
export class KyHttpClient implements HttpClient {
  readonly #settings: HttpClientSettings;
  #transport: Promise<Transport> | undefined;
  #closed = false;

  constructor(options: KyHttpClientOptions = {}) {
    this.#settings = toHttpClientSettings(options);
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return runAttempt(request, this.#settings, this.#exchange);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const transport = await this.#transport;
    await transport?.pools.close();
  }

  readonly #exchange: Exchange = async (request, attempt) => {
    if (this.#closed) throw closedError();
    const { ky, pools, Dispatcher } = await this.#loaded();
    const { origin, port, url } = request.address;
    // Refused here, it is certain that nothing was sent: what `fetch` throws looks like any failure.
    if (BLOCKED_PORTS.has(port)) throw new TransportError('address_refused');
    const dispatcher = new Dispatcher(pools.forOrigin(origin), request, attempt);
    const controller = new AbortController();
    attempt.whenEnded(() => controller.abort());
    attempt.phase = 'handed_over';
    const response = await ky(url, toKyOptions(dispatcher, request, controller.signal));
    attempt.phase = 'answering';
    // Where something else stands in for `fetch`, its word is all there is.
    const head = dispatcher.head ?? headOf(response);
    if (head.status >= 300 && head.status <= 399) attempt.end('redirected');
    return { head, body: await readBody(response, attempt, this.#settings.maxResponseBytes) };
  };

  #loaded(): Promise<Transport> {
    this.#transport ??= load(this.#settings);
    return this.#transport;
  }
}

interface Transport {
  readonly ky: KyInstance;
  readonly pools: ConnectionPools;
  readonly Dispatcher: typeof ExactDispatcher;
}

async function load(settings: HttpClientSettings): Promise<Transport> {
  const wire = await loadWire();
  const { default: ky } = await import('ky');
  return {
    ky: ky.create({ retry: 0, throwHttpErrors: false, redirect: 'manual', timeout: false }),
    pools: new wire.ConnectionPools(settings),
    Dispatcher: wire.ExactDispatcher,
  };
}

function toKyOptions(
  dispatcher: ExactDispatcher,
  { method, headers, body }: OutgoingRequest,
  signal: AbortSignal,
): Options {
  return {
    // `fetch`, to which ky hands it on, calls nothing but `dispatch`.
    dispatcher: dispatcher as unknown as NonNullable<Options['dispatcher']>,
    method,
    headers: { ...headers },
    // Nobody shares the memory of a request body with another thread.
    body: (body ?? null) as Uint8Array<ArrayBuffer> | null,
    signal,
  };
}

/** The head of an answer that `fetch` has decompressed already. */
function headOf({ headers, status }: Response): AnswerHead {
  // Alone of all headers, this one keeps its values apart.
  const received = { ...Object.fromEntries(headers), 'set-cookie': headers.getSetCookie() };
  return { status, received, coding: undefined };
}

async function readBody(response: Response, attempt: Attempt, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // A reader takes less work than `for await`.
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    size += next.value.byteLength;
    if (size > maxBytes) attempt.end('answer_too_large');
    if (attempt.ended !== undefined) break;
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}
