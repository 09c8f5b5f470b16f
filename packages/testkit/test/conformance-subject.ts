import {
  HmacSha256SignatureGenerator,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  Secret,
  TransportError,
} from '@paymux/core';
import {
  type ConformanceGateway,
  type ConformanceOptions,
  createFakeProvider,
  type Deviation,
  type FakeProvider,
  type GatewayFault,
  type GatewayFaultKind,
  type GatewayRequest,
} from '../src/index.js';

const SECRETS = { payments: 'hook-secret-of-a-fake', payouts: 'hook-secret-of-a-fake', stranger: 'strange-secret' };

const usd = (amount: string) => ({ amount, currency: 'USD' });
const to = (address: string) => ({ type: 'crypto_address', address }) as const;
const NOTES = 'docs/guides/swap-the-provider-in-tests.md#what-it-cannot-show';

/** What the conformance suite has to know about the fake provider. */
export const FAKE_CONFORMANCE: ConformanceOptions = {
  provider: 'fake',

  async start() {
    const books = createFakeProvider({ webhookSecret: SECRETS.payments });
    return {
      ...fakeGateway(books),
      baseUrl: 'http://127.0.0.1:1',
      secrets: { calls: [], webhooks: [SECRETS.payments] },
      stop: () => books.close(),
      connect: (dependencies, { credentials: _none, ...connection }) =>
        createFakeProvider({ ...connection, webhookSecret: SECRETS.payments }, dependencies),
    };
  },

  calls: {
    createPayment: 'POST /createPayment',
    confirmPayment: 'POST /confirmPayment',
    capturePayment: 'POST /capturePayment',
    cancelPayment: 'POST /cancelPayment',
    createPayout: 'POST /createPayout',
    cancelPayout: 'POST /cancelPayout',
    createRefund: 'POST /createRefund',
  },

  payments: {
    request: { amount: usd('25.00') },
    exact: [{ amount: usd('0.000000000000000001') }, { amount: usd('98765432109876543210.5') }],
    others: { amount: { amount: usd('25.01') }, capture: { capture: 'manual' }, network: { network: 'tron' } },
    unsupported: {},
    arrivals: { under: '5.00', over: '30.00', part: '5.00', late: true },
  },

  payouts: {
    request: { amount: usd('250.75'), destination: to('address-of-the-payee') },
    exact: [{ amount: usd('0.000000000000000001') }, { amount: usd('98765432109876543210.5') }],
    others: { amount: { amount: usd('250.76') }, destination: { destination: to('address-of-another') } },
    unsupported: {},
    memo: { memo: '1077' },
  },

  refunds: { request: {}, part: usd('10.00'), unsupported: {} },

  webhooks: {
    signature: { header: 'fake-signature' },
    keysByPurpose: false,
    sign: (payload, { key }) => ({
      headers: new Headers({
        'fake-signature': new HmacSha256SignatureGenerator(Secret.of(SECRETS[key])).sign(payload),
      }),
      body: new TextEncoder().encode(payload),
    }),
  },

  statuses: {
    payments: {
      open: 'pending',
      part_paid: 'pending underpaid',
      needs_payer: 'requires_action',
      confirming: 'processing',
      held: 'processing held',
      authorized: 'authorized',
      paid: 'succeeded final',
      overpaid: 'succeeded overpaid final',
      paid_late: 'succeeded late final',
      failed: 'failed final',
      cancelled: 'cancelled final',
      expired: 'expired final',
      expired_short: 'expired underpaid final',
    },
    payouts: {
      queued: 'pending',
      sent: 'broadcast',
      confirmed: 'confirmed final',
      failing: 'failed',
      failed: 'failed final',
      cancelled: 'cancelled final',
      returned: 'reversed final',
    },
    refunds: {
      pending: 'pending',
      refunded: 'succeeded final',
      failed: 'failed final',
      cancelled: 'cancelled final',
    },
  },

  texts: { refused: 'refused', undecided: 'invalid_state' },

  lacks: ['keysByPurpose', 'payoutFees'],

  deviations: [
    ...deviationsOf('The fake has no credentials.', [
      'account/without-credentials-is-no-account',
      'account/with-wrong-credentials-is-turned-away',
    ]),
    ...deviationsOf('The fake carries every amount and field that the contract knows.', [
      'requests/payment-that-the-wire-cannot-carry-is-not-sent',
      'requests/payout-that-the-wire-cannot-carry-is-not-sent',
      'requests/refund-that-the-wire-cannot-carry-is-not-sent',
    ]),
    ...deviationsOf('The fake signs no time, so an old delivery looks like a new one.', [
      'webhooks/refuse-a-stale-delivery',
      'webhooks/refuse-a-delivery-from-the-future',
    ]),
    ...deviationsOf('The fake opens no connection that could fail to come about; its fault `unreachable` plays one.', [
      'doubts/payment-is-not-sent-to-a-closed-port',
      'doubts/payout-is-not-sent-to-a-closed-port',
      'doubts/refund-is-not-sent-to-a-closed-port',
      'doubts/payment-is-not-sent-when-tls-fails',
      'doubts/payout-is-not-sent-when-tls-fails',
      'doubts/refund-is-not-sent-when-tls-fails',
    ]),
  ],
};

function deviationsOf(reason: string, cases: readonly string[]): readonly Deviation[] {
  return cases.map((id) => ({ case: id, reason, source: NOTES }));
}

/** A kind as the line between account and gateway plays it. `right` is what the gateway answered, if it was asked. */
type Mishap = (fault: GatewayFault, request: HttpRequest, right?: HttpResponse) => HttpResponse | Promise<never>;

const broken = (failure: 'connection_lost' | 'answer_cut' | 'redirected' | 'answer_too_large'): Mishap => {
  return () => Promise.reject(new TransportError(failure));
};
const page: Mishap = ({ status = 200 }) => answer(status, '<html>Hello.</html>');

const MISHAPS: Readonly<Record<GatewayFaultKind, { readonly happens: boolean; readonly mishap: Mishap }>> = {
  'rate-limit': {
    happens: false,
    mishap: () => answer(429, refusal('rate_limited'), { 'retry-after': '1' }),
  },
  'server-error': { happens: false, mishap: ({ status = 500 }) => answer(status, refusal('internal')) },
  'client-error': { happens: false, mishap: ({ status = 400 }) => answer(status, '') },
  refusal: { happens: false, mishap: ({ message = 'refused', status = 422 }) => answer(status, refusal(message)) },
  'reset-before': { happens: false, mishap: broken('connection_lost') },
  'reset-after': { happens: true, mishap: broken('connection_lost') },
  'half-body': { happens: true, mishap: broken('answer_cut') },
  'stalled-body': { happens: true, mishap: stall },
  latency: { happens: true, mishap: stall },
  'not-json': { happens: true, mishap: page },
  'empty-body': { happens: true, mishap: ({ status = 200 }) => answer(status, '') },
  redirect: { happens: false, mishap: broken('redirected') },
  oversized: { happens: true, mishap: broken('answer_too_large') },
  'wrong-content': { happens: true, mishap: (_fault, _request, right) => answer(200, aboutAnother(right)) },
};

/** How many turns a caller gets to give up in, before the attempt's time is over. */
const TURNS = 20;

async function stall(_fault: GatewayFault, { signal }: HttpRequest): Promise<never> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    if (signal?.aborted === true) throw new TransportError('aborted');
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  throw new TransportError('timeout');
}

/** The gateway of a fake as one of a conformance run, and the line on which everything goes wrong. */
function fakeGateway({ control, gateway }: FakeProvider): {
  readonly gateway: ConformanceGateway;
  readonly httpClient: Pick<HttpClient, 'send'>;
} {
  const requests: GatewayRequest[] = [];
  let faults: { readonly fault: GatewayFault; left: number }[] = [];
  const objects = { payments: () => control.payments(), payouts: () => control.payouts() };

  return {
    httpClient: {
      async send(request) {
        const path = new URL(request.url).pathname;
        const met = faults.find(({ fault, left }) => left > 0 && (fault.path ?? path) === path);
        const text = String(request.body ?? '');
        requests.push({ method: request.method, path, text, fault: met?.fault.kind });
        if (met === undefined) return gateway.send(request);
        met.left -= 1;
        const { happens, mishap } = MISHAPS[met.fault.kind];
        const right = (met.fault.applied ?? happens) ? await gateway.send(request) : undefined;
        return mishap(met.fault, request, right);
      },
    },
    gateway: {
      async pay(id, { amount, late = false } = {}) {
        if (late) await control.expire(id);
        await control.pay(id, { amount });
      },
      settle: (id, status) => control.settle(id, status),
      async finish() {
        for (const { final, providerId } of control.payouts()) if (!final) await control.completePayout(providerId);
        for (const { final, providerId } of control.refunds()) {
          if (!final && providerId !== undefined) await control.completeRefund(providerId);
        }
      },
      idle: () => Promise.resolve(),
      now: () => new Date('2026-01-01T00:00:00Z'),
      fault: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
      clearFaults: () => {
        faults = [];
      },
      payments: () => objects.payments().map(({ providerId, providerStatus }) => toObject(providerId, providerStatus)),
      payouts: () => objects.payouts().map(({ providerId, providerStatus }) => toObject(providerId, providerStatus)),
      deliveries: () => control.deliveries(),
      transfers: () => control.transfers(),
      requests: () => requests,
    },
  };
}

function toObject(id: string, status: string) {
  return { id, status };
}

function aboutAnother(right: HttpResponse | undefined): string {
  const { data } = JSON.parse(new TextDecoder().decode(right?.body)) as { readonly data: object };
  return JSON.stringify({ data: { ...data, id: 'fake-stranger-1', reference: 'stranger-1' } });
}

function refusal(code: string): string {
  return JSON.stringify({ error: { code, message: code } });
}

function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers: new Headers(headers), body: new TextEncoder().encode(body) };
}
