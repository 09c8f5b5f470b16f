import { createHash } from 'node:crypto';
import {
  type ConnectionSettings,
  defineProvider,
  type Dependencies,
  type EventContent,
  findOperation,
  HmacSha256SignatureGenerator,
  type HttpClient,
  type HttpRequest,
  listOperation,
  type ListQuery,
  type ObjectQuery,
  operation,
  type Payment,
  type PaymentProvider,
  type Payout,
  type Schema,
  TransportError,
  webhookValidator,
  type WebhookRequest,
  type Wire,
} from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';

/** The secret that genuine deliveries are signed with. */
export const WEBHOOK_SECRET = 'whsec-canary-5b1f';

/** What a gateway account is set up with. */
export interface GatewayOptions {
  /** @defaultValue `true` */
  readonly needsConfirmation?: boolean | undefined;
  /** Leaves parts out: an account for webhooks alone, or one without a history. */
  readonly without?: readonly ('payments' | 'payouts' | 'listPayments' | 'webhooks')[] | undefined;
}

/** A payment gateway in this process: the provider, and the world behind it. */
export interface Gateway {
  readonly provider: PaymentProvider;
  /** What the gateway holds to be true, by id. */
  readonly payments: Map<string, Payment>;
  readonly payouts: Map<string, Payout>;
  /** The paths of all requests, oldest first. */
  readonly requests: readonly string[];
  /** Makes every request fail with status 500 while it is true. */
  failing: boolean;
  /** Awaited after the gateway looked and before its answer arrives; ends with the time-out of the request. */
  onTheWay: () => Promise<void>;
}

/** Opens a gateway whose deliveries are signed with HMAC-SHA256 in the header `x-signature`. */
export function openGateway(
  { needsConfirmation = true, without = [] }: GatewayOptions = {},
  dependencies: Omit<Dependencies, 'httpClient'> = {},
): Gateway {
  const clock = dependencies.clock ?? createFakeClock();
  const payments = new Map<string, Payment>();
  const payouts = new Map<string, Payout>();
  const requests: string[] = [];
  const httpClient: HttpClient = {
    async send({ body, timeoutMs, url }: HttpRequest) {
      const { pathname } = new URL(url);
      requests.push(pathname);
      if (gateway.failing) return { status: 500, headers: new Headers(), body: new Uint8Array() };
      const { providerId = '' } = JSON.parse(String(body)) as { readonly providerId?: string };
      const answers: Readonly<Record<string, unknown>> = {
        '/payments/find': payments.get(providerId),
        '/payments/list': [...payments.values()],
        '/payouts/find': payouts.get(providerId),
      };
      const answer = Buffer.from(JSON.stringify({ answer: answers[pathname] }));
      const arrival = new AbortController();
      const timeout = clock.sleep(timeoutMs, arrival.signal).then(
        () => Promise.reject(new TransportError('timeout')),
        () => undefined,
      );
      await Promise.race([gateway.onTheWay(), timeout]).finally(() => arrival.abort());
      return { status: 200, headers: new Headers(), body: answer };
    },
  };
  const provider = connect(needsConfirmation, without)({}, { ...dependencies, clock, httpClient });
  const gateway: Gateway = { provider, payments, payouts, requests, failing: false, onTheWay: async () => undefined };
  return gateway;
}

/** A delivery of one or several events, signed. */
export function deliver(
  events: object | readonly object[],
  { secret = WEBHOOK_SECRET, serial = 0 }: { readonly secret?: string; readonly serial?: number } = {},
): WebhookRequest {
  const body = Buffer.from(JSON.stringify({ serial, events: [events].flat() }));
  return { body, headers: new Headers({ 'x-signature': new HmacSha256SignatureGenerator(secret).sign(body) }) };
}

/** The same as the request a gateway's machine would send. */
export function post(path: string, { body, headers }: WebhookRequest): Request {
  return new Request(`https://shop.example${path}`, { method: 'POST', headers, body: Buffer.from(body) });
}

/** A payment of the gateway. */
export function aPayment(changes: Partial<Payment> = {}): Payment {
  return {
    provider: 'gateway',
    providerId: 'payment-1',
    reference: 'order-1',
    status: 'succeeded',
    final: true,
    providerStatus: 'paid',
    amount: { amount: '15.00', currency: 'USD' },
    ...changes,
  };
}

/** A payout of the gateway. */
export function aPayout(changes: Partial<Payout> = {}): Payout {
  return {
    provider: 'gateway',
    providerId: 'payout-1',
    reference: 'salary-1',
    status: 'confirmed',
    final: true,
    providerStatus: 'paid',
    amount: { amount: '40', currency: 'USDT' },
    ...changes,
  };
}

const NOT_ASKED: Schema<never> = { safeParse: () => ({ success: true, data: undefined as never }), '~standard': {} };

function trusted<Value>(): Schema<Value> {
  return { safeParse: (value) => ({ success: true, data: value as Value }), '~standard': {} };
}

const SETTINGS: Schema<ConnectionSettings, object> = {
  '~standard': {},
  safeParse: () => ({
    success: true,
    data: {
      baseUrl: 'https://gateway.example',
      timeoutMs: 30_000,
      deadlineMs: 120_000,
      maxRetries: 0,
      retryDelayMs: 0,
      maxRetryDelayMs: 0,
      retryJitter: 'none',
      retryBudgetPerCall: 0.05,
      retryBudgetReserve: 20,
      deduplicatesForMs: {},
      allowPrivateNetwork: false,
      allowInsecureHttp: false,
    },
  }),
};

const wire: Wire = {
  secrets: [],
  encode: ({ body, path }) => ({
    method: 'POST',
    url: `https://gateway.example${path}`,
    headers: {},
    body: JSON.stringify(body),
  }),
  read: ({ body, status }) => {
    if (status !== 200) return { kind: 'unreadable' };
    const { answer } = JSON.parse(Buffer.from(body).toString()) as { readonly answer?: unknown };
    return answer === undefined
      ? { kind: 'refusal', refusal: { reason: 'not_found' } }
      : { kind: 'payload', payload: answer };
  },
};

const createPayment = operation({
  path: '/payments',
  effect: 'write',
  answer: NOT_ASKED,
  parse: (): Payment => aPayment(),
});
const createPayout = operation({
  path: '/payouts',
  effect: 'write',
  answer: NOT_ASKED,
  parse: (): Payout => aPayout(),
});
const findPayment = findOperation({
  path: '/payments/find',
  build: (query: ObjectQuery) => query,
  answer: trusted<Payment>(),
  parse: toObject,
});
const findPayout = findOperation({
  path: '/payouts/find',
  build: (query: ObjectQuery) => query,
  answer: trusted<Payout>(),
  parse: toObject,
});
const listPayments = listOperation({
  path: '/payments/list',
  build: (query: ListQuery) => query,
  answer: trusted<readonly Payment[]>(),
  parsePage: (items, { createdFrom }) => ({
    items: items.map(toObject).filter(({ createdAt }) => !createdAt || !createdFrom || createdAt >= createdFrom),
    nextCursor: undefined,
  }),
});

function connect(needsConfirmation: boolean, without: NonNullable<GatewayOptions['without']>) {
  const withPayments = !without.includes('payments');
  const withPayouts = !without.includes('payouts');
  return defineProvider({
    id: 'gateway',
    options: SETTINGS,
    capabilities: () => ({
      operations: {
        ...(withPayments && { createPayment: { lookup: 'id', deduplicatesForMs: 0 } as const }),
        ...(withPayouts && { createPayout: { lookup: 'id', deduplicatesForMs: 0 } as const }),
      },
      partialRefunds: false,
      payoutMemo: false,
    }),
    connect: (_settings, host) => {
      const client = host.client(wire);
      const history = without.includes('listPayments') ? undefined : host.operations(client, { listPayments });
      return {
        payments: withPayments ? { ...host.operations(client, { createPayment, findPayment }), ...history } : undefined,
        payouts: withPayouts ? host.operations(client, { createPayout, findPayout }) : undefined,
        webhooks: without.includes('webhooks')
          ? undefined
          : webhookValidator({ needsConfirmation, scheme: { open }, toEvents }, host),
      };
    },
  });
}

function open({ body, headers }: WebhookRequest) {
  const signature = headers.get('x-signature');
  if (signature === null) return { ok: false, reason: 'missing_header' } as const;
  if (!new HmacSha256SignatureGenerator(WEBHOOK_SECRET).verify(body, signature)) {
    return { ok: false, reason: 'signature_mismatch' } as const;
  }
  const payload: unknown = JSON.parse(Buffer.from(body).toString());
  return { ok: true, payload, deduplicationKey: createHash('sha256').update(body).digest('hex') } as const;
}

function toEvents(payload: unknown): readonly EventContent[] {
  return (payload as { readonly events: readonly EventContent[] }).events;
}

/** Instants travel as text. */
function toObject<Found extends Payment | Payout>(found: Found): Found {
  const { createdAt, updatedAt } = found;
  return {
    ...found,
    ...(createdAt && { createdAt: new Date(createdAt) }),
    ...(updatedAt && { updatedAt: new Date(updatedAt) }),
  };
}
