import { DecoratorHandler, type Dispatcher } from 'undici';
import { type AnswerHead, toAnswerHead, type WireHeaders } from './answer-head.js';
import type { Attempt } from './attempt.js';
import type { OutgoingRequest } from './run-attempt.js';

type Controller = Dispatcher.DispatchController;

interface AnswerHandler {
  onRequestStart(controller: Controller, context: unknown): void;
  onResponseStart(controller: Controller, status: number, headers: WireHeaders, text?: string): void;
}

// undici's own class translates between the generations of handlers that the `fetch` of each Node.js
// version passes; its type declarations leave out the methods.
const Handler = DecoratorHandler as unknown as new (inner: Dispatcher.DispatchHandler) => AnswerHandler;

/** Answers that `fetch` acts on itself: it asks for credentials, gives up, or sends the request again. */
const STATUSES_KEPT_FROM_FETCH: ReadonlySet<number> = new Set([401, 407, 421]);

/**
 * What the built-in `fetch` sends one request through.
 *
 * `fetch` adds headers of its own and picks a content type for a text body. Here the request that
 * was prepared goes out instead, to the byte, and once.
 */
export class ExactDispatcher {
  /** Status and headers of the answer as they came: `fetch` is told neither the whole status nor the coding. */
  head: AnswerHead | undefined;
  readonly #pool: Dispatcher;
  readonly #request: OutgoingRequest;
  readonly #attempt: Attempt;

  constructor(pool: Dispatcher, request: OutgoingRequest, attempt: Attempt) {
    this.#pool = pool;
    this.#request = request;
    this.#attempt = attempt;
  }

  dispatch(_options: unknown, handler: Dispatcher.DispatchHandler): boolean {
    if (this.#attempt.phase !== 'handed_over') throw new Error('A request goes out once.');
    this.#attempt.phase = 'queued';
    return this.#pool.dispatch(toDispatchOptions(this.#request), new ExactHandler(handler, this.#attempt, this));
  }
}

class ExactHandler extends Handler {
  readonly #attempt: Attempt;
  readonly #dispatcher: ExactDispatcher;

  constructor(inner: Dispatcher.DispatchHandler, attempt: Attempt, dispatcher: ExactDispatcher) {
    super(inner);
    this.#attempt = attempt;
    this.#dispatcher = dispatcher;
  }

  override onRequestStart(controller: Controller, context: unknown): void {
    beginSending(this.#attempt, controller);
    super.onRequestStart(controller, context);
  }

  override onResponseStart(controller: Controller, status: number, received: WireHeaders, text?: string): void {
    // Informational answers come before the one that counts.
    if (status < 200) return;
    this.#attempt.phase = 'answering';
    this.#dispatcher.head = toAnswerHead(status, received);
    // `fetch` takes compressed data that ends early for whole.
    const { 'content-encoding': _, ...headers } = received;
    super.onResponseStart(controller, STATUSES_KEPT_FROM_FETCH.has(status) ? 200 : status, headers, text);
  }
}

/** The request for a pool: the path and nothing that was not asked for. */
export function toDispatchOptions({ address, method, headers, body }: OutgoingRequest): Dispatcher.DispatchOptions {
  return { path: address.path, method, headers: headers as Record<string, string>, body: body ?? null };
}

/** Called by a pool right before it writes. An attempt that has ended by then is not written. */
export function beginSending(attempt: Attempt, controller: Controller): void {
  if (attempt.ended !== undefined) controller.abort(new Error('The attempt is over.'));
  else attempt.phase = 'sending';
}
