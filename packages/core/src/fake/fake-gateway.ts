import { TransportError } from '../errors/transport-error.js';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-client.js';
import type { CreatePaymentRequest } from '../payment/create-payment-request.js';
import type { CapturePaymentRequest } from '../payment/payment-processor.js';
import type { CreatePayoutRequest } from '../payout/create-payout-request.js';
import type { ObjectQuery } from '../provider/object-query.js';
import type { CreateRefundRequest } from '../refund/refund-processor.js';
import type { Clock } from '../time/clock.js';
import type { FakeBooks, FakeObject } from './fake-books.js';
import type { FakeCourier, FakeObjectKind } from './fake-courier.js';
import type { FakeFault, FakeFaults } from './fake-faults.js';
import { FakeRefusal } from './fake-refusal.js';
import type { FakeShelf, ListQueryOnWire } from './fake-shelf.js';

/** A request that reached the fake gateway. */
export interface FakeRequest {
  /** The contract method, such as `createPayout`. */
  readonly operation: string;
  readonly idempotencyKey: string | undefined;
  /** The contract's request as JSON carries it. */
  readonly body: unknown;
  readonly at: Date;
}

/** What a {@link FakeGateway} works with. */
export interface FakeGatewayConfig {
  readonly books: FakeBooks;
  readonly courier: FakeCourier;
  readonly faults: FakeFaults;
  readonly clock: Clock;
}

/** One answer of the gateway: the object asked for, and whether others are to hear of it. */
interface Served {
  readonly data: unknown;
  readonly changed?: readonly [FakeObjectKind, FakeObject] | undefined;
}

type Serve = (body: never) => Served;

/** An HTTP client with the gateway behind it, in the same process: no request leaves it. */
export class FakeGateway implements HttpClient {
  readonly requests: FakeRequest[] = [];
  readonly #config: FakeGatewayConfig;
  readonly #routes: ReadonlyMap<string, Serve>;
  /** The answers to changes, by operation and key: the same change is made once. */
  readonly #changes = new Map<string, { readonly body: string; readonly data: unknown }>();

  constructor(config: FakeGatewayConfig) {
    this.#config = config;
    this.#routes = new Map(Object.entries(routesOf(config.books)));
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const { clock, faults } = this.#config;
    if (request.signal?.aborted === true) throw new TransportError('aborted_before_dispatch');
    const operation = new URL(request.url).pathname.slice(1);
    const idempotencyKey = request.headers['idempotency-key'];
    const body = typeof request.body === 'string' ? request.body : '{}';
    const fault = faults.take(operation);
    if (fault?.kind !== 'unreachable') {
      this.requests.push({ operation, idempotencyKey, body: JSON.parse(body) as unknown, at: clock.now() });
    }
    const serve = () => this.#answer(operation, idempotencyKey, body);
    return fault === undefined ? serve() : misbehave(fault, request, clock, serve);
  }

  /** Lets happen what the clock has brought about since anybody looked. */
  async catchUp(): Promise<void> {
    const { books, courier } = this.#config;
    for (const payment of books.expireDuePayments()) await courier.announce('payment', payment);
  }

  async #answer(operation: string, key: string | undefined, body: string): Promise<HttpResponse> {
    await this.catchUp();
    try {
      return answer(200, { data: await this.#serve(operation, `${operation} ${key ?? ''}`, body) });
    } catch (error) {
      if (!(error instanceof FakeRefusal)) throw error;
      return answer(error.status, refusal(error.code, error.message));
    }
  }

  async #serve(operation: string, key: string, body: string): Promise<unknown> {
    const earlier = this.#changes.get(key);
    if (earlier !== undefined) {
      if (earlier.body === body) return earlier.data;
      throw new FakeRefusal(409, 'idempotency_conflict', 'The key was used for another change.');
    }
    const serve = this.#routes.get(operation);
    if (serve === undefined) throw new Error(`The fake gateway has no ${operation}.`);
    // The kit has checked the request against its contract.
    const { changed, data } = serve(JSON.parse(body) as never);
    if (changed !== undefined) {
      this.#changes.set(key, { body, data });
      await this.#config.courier.announce(...changed);
    }
    return data;
  }
}

function routesOf(books: FakeBooks): Readonly<Record<string, Serve>> {
  const { payments, payouts, refunds } = books;
  const changed = (kind: FakeObjectKind, object: FakeObject): Served => ({ data: object, changed: [kind, object] });
  return {
    // The reference is the key: a repeat gives the object opened first, as it is now, whatever it asks for.
    createPayment: (body: CreatePaymentRequest) => ({ data: payments.find(named(body)) ?? books.openPayment(body) }),
    createPayout: (body: CreatePayoutRequest) => ({ data: payouts.find(named(body)) ?? books.openPayout(body) }),
    createRefund: (body: CreateRefundRequest) => ({ data: refunds.find(named(body)) ?? books.openRefund(body) }),
    findPayment: (query: ObjectQuery) => ({ data: get(payments, query) }),
    findPayout: (query: ObjectQuery) => ({ data: get(payouts, query) }),
    findRefund: (query: ObjectQuery) => ({ data: get(refunds, query) }),
    listPayments: (query: ListQueryOnWire) => ({ data: payments.page(query) }),
    listPayouts: (query: ListQueryOnWire) => ({ data: payouts.page(query) }),
    listRefunds: ({ paymentId, ...query }: ListQueryOnWire & { readonly paymentId?: string }) => ({
      data: refunds.page(query, (refund) => (paymentId ?? refund.paymentId) === refund.paymentId),
    }),
    confirmPayment: (query: ObjectQuery) => changed('payment', books.confirmPayment(get(payments, query))),
    capturePayment: ({ amount, providerId }: CapturePaymentRequest) =>
      changed('payment', books.capturePayment(get(payments, { providerId }), amount)),
    cancelPayment: (query: ObjectQuery) => changed('payment', books.cancelPayment(get(payments, query))),
    cancelPayout: (query: ObjectQuery) => changed('payout', books.cancelPayout(get(payouts, query))),
  };
}

function named({ reference }: { readonly reference: string }): ObjectQuery {
  return { reference };
}

function get<Item extends FakeObject>(shelf: FakeShelf<Item>, query: ObjectQuery): Item {
  const found = shelf.find(query);
  if (found === undefined) throw new FakeRefusal(404, 'not_found', 'There is no such object.');
  return found;
}

/** What a request gets that meets a fault: see {@link FakeFault.kind} for which of them reach the books. */
async function misbehave(
  { code = 'refused', kind }: FakeFault,
  { signal, timeoutMs }: HttpRequest,
  clock: Clock,
  serve: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  switch (kind) {
    case 'unreachable':
      throw new TransportError('connection_refused');
    case 'rate-limit':
      return answer(429, refusal('rate_limited', 'Too many requests.'), { 'retry-after': '1' });
    case 'refusal':
      return answer(code === 'unauthorized' ? 401 : 422, refusal(code, 'The gateway says no.'));
    case 'server-error':
      return answer(500, 'Something went wrong.');
    case 'reset-before':
      throw new TransportError('connection_lost');
    case 'reset-after':
      await serve();
      throw new TransportError('connection_lost');
    case 'timeout':
      await serve();
      await clock.sleep(timeoutMs, signal).catch(() => {
        throw new TransportError('aborted');
      });
      throw new TransportError('timeout');
    case 'not-json':
      await serve();
      return answer(200, 'Welcome to the fake gateway!');
    case 'wrong-content':
      await serve();
      return answer(200, { data: {} });
    default:
      return kind satisfies never;
  }
}

function refusal(code: string, message: string) {
  return { error: { code, message } };
}

function answer(status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    body: new TextEncoder().encode(text),
  };
}
