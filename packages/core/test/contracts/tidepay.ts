import { z } from 'zod';
import {
  type Capabilities,
  connectionFields,
  type ConnectionOptions,
  type ConnectionSettings,
  type CreatePaymentRequest,
  type CreatePayoutRequest,
  type CreateRefundRequest,
  defineProvider,
  type Dependencies,
  findOperation,
  listOperation,
  type ListQuery,
  type ObjectQuery,
  operation,
  type Payment,
  type Payout,
  type ProviderRefusal,
  type Refund,
  type Secret,
  secretSchema,
  statusTable,
  type Wire,
} from '../../src/index.js';
import {
  createFakeClock,
  createRecordingLogger,
  createScriptedHttpClient,
  createSeededRandom,
  type FakeClock,
  type ScriptedStep,
} from '../../src/testing.js';

/** Options of {@link createTidepay}. */
export interface TidepayOptions extends ConnectionOptions {
  readonly apiKey: string | Secret;
}

interface TidepaySettings extends ConnectionSettings {
  readonly apiKey: Secret;
}

const tidepayOptionsSchema: z.ZodType<TidepaySettings, TidepayOptions> = z.strictObject({
  ...connectionFields('https://api.tidepay.example'),
  apiKey: secretSchema,
});

export const TIDEPAY_KEY = 'tide_live_2f9c71b0';
export const PAYOUT_WINDOW_MS = 60_000;

/** One operation of each kind: always safe to repeat, safe for a while, never. */
export const TIDEPAY_CAPABILITIES: Capabilities = {
  operations: {
    createPayment: { lookup: 'reference', deduplicatesForMs: Number.MAX_SAFE_INTEGER },
    capturePayment: { lookup: 'id', deduplicatesForMs: PAYOUT_WINDOW_MS },
    createPayout: { lookup: 'reference', deduplicatesForMs: PAYOUT_WINDOW_MS },
    createRefund: { lookup: 'none', deduplicatesForMs: 0 },
  },
  partialRefunds: true,
  payoutMemo: true,
};

/** A bearer token, JSON both ways, and an envelope: `{ ok: true, data }` or `{ ok: false, error }`. */
export function tidepayWire({ apiKey, baseUrl }: Pick<TidepaySettings, 'apiKey' | 'baseUrl'>): Wire {
  return {
    secrets: [apiKey],
    encode({ body, idempotencyKey, method, path, query }) {
      const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
      return {
        method,
        url: `${baseUrl}${path}${search}`,
        headers: {
          authorization: `Bearer ${apiKey.reveal()}`,
          'content-type': 'application/json',
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
    },
    read({ body }) {
      const envelope = envelopeSchema.safeParse(parseJson(body));
      if (!envelope.success) return { kind: 'unreadable' };
      if (envelope.data.ok) return { kind: 'payload', payload: envelope.data.data };
      const { code, fields, message } = envelope.data.error;
      return { kind: 'refusal', refusal: { reason: REASONS.get(code), code, message, fields } };
    },
  };
}

const REASONS: ReadonlyMap<string, ProviderRefusal['reason']> = new Map([
  ['bad_token', 'authentication'],
  ['no_such_object', 'not_found'],
  ['reference_taken', 'reference_used'],
  ['still_working', 'in_progress'],
  ['key_reused', 'idempotency_conflict'],
  ['try_to_think', 'undecided'],
]);

const envelopeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string().optional(),
      fields: z.record(z.string(), z.array(z.string())).optional(),
    }),
  }),
]);

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

const objectSchema = z.object({
  id: z.string(),
  ref: z.string().nullish(),
  state: z.string(),
  amount: z.string(),
  currency: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
});

type TidepayObject = z.infer<typeof objectSchema>;

const STATES = statusTable({ open: { status: 'pending' }, failed: { status: 'failed' } });

function toObject(object: TidepayObject) {
  return {
    provider: 'tidepay',
    providerId: object.id,
    reference: object.ref ?? undefined,
    status: STATES.read(object.state).status,
    final: false,
    providerStatus: object.state,
    amount: { amount: object.amount, currency: object.currency },
  };
}

type Asked = Pick<CreatePaymentRequest, 'reference' | 'amount'>;

function differences(object: TidepayObject, { amount }: Asked): readonly string[] {
  return [
    ...(object.amount === amount.amount ? [] : ['amount']),
    ...(object.currency === amount.currency ? [] : ['currency']),
  ];
}

const sameReference = (object: TidepayObject, { reference }: Pick<Asked, 'reference'>): boolean =>
  object.ref === reference;

const createPayment = operation({
  path: '/payments',
  effect: 'write',
  build: (request: CreatePaymentRequest) => ({ ref: request.reference, ...request.amount, note: request.description }),
  answer: objectSchema,
  parse: (object): Payment => toObject(object),
  fits: sameReference,
  differs: differences,
});

const findPayment = findOperation({
  method: 'GET',
  path: '/payments/find',
  query: (query: ObjectQuery) => ({ ref: query.reference ?? '', id: query.providerId ?? '' }),
  answer: objectSchema,
  parse: (object): Payment => toObject(object),
  fits: (object, { providerId }) => providerId === undefined || object.id === providerId,
});

const listPayments = listOperation({
  method: 'GET',
  path: '/payments',
  query: (query: ListQuery, cursor) => ({
    ...(cursor !== undefined && { after: cursor }),
    ...(query.createdFrom !== undefined && { from: query.createdFrom.toISOString() }),
  }),
  answer: z.object({ items: z.array(objectSchema), next: z.string().nullish() }),
  parsePage: ({ items, next }) => ({
    items: items.filter(({ state }) => state !== 'hidden').map((object): Payment => toObject(object)),
    nextCursor: next ?? undefined,
  }),
});

const capturePayment = operation({
  path: ({ providerId }: { readonly providerId: string }) => `/payments/${providerId}/capture`,
  effect: 'write',
  build: () => ({}),
  answer: objectSchema,
  parse: (object): Payment => toObject(object),
});

const createPayout = operation({
  path: '/payouts',
  effect: 'write',
  build: ({ amount, destination, memo, metadata, reference }: CreatePayoutRequest) => ({
    ref: reference,
    ...amount,
    to: destination,
    memo,
    metadata,
  }),
  answer: objectSchema,
  parse: (object): Payout => ({ ...toObject(object), status: 'pending' }),
  fits: sameReference,
  differs: differences,
});

const findPayout = findOperation({
  method: 'GET',
  path: '/payouts/find',
  query: (query: ObjectQuery) => ({ ref: query.reference ?? '', id: query.providerId ?? '' }),
  answer: objectSchema,
  parse: (object): Payout => ({ ...toObject(object), status: 'pending' }),
});

const createRefund = operation({
  path: '/refunds',
  effect: 'write',
  build: ({ paymentId, reference }: CreateRefundRequest) => ({ ref: reference, payment: paymentId }),
  answer: objectSchema,
  parse: (object, { paymentId }): Refund => ({ ...toObject(object), status: 'pending', paymentId }),
});

/** An invented gateway, written as an author outside this package would. */
export const createTidepay = defineProvider({
  id: 'tidepay',
  options: tidepayOptionsSchema,
  capabilities: () => TIDEPAY_CAPABILITIES,
  connect(settings, { client, operations }) {
    const wire = client(tidepayWire(settings));
    return {
      payments: operations(wire, { createPayment, findPayment, listPayments, capturePayment }),
      payouts: operations(wire, { createPayout, findPayout }),
      refunds: operations(wire, { createRefund }),
    };
  },
});

/** What is set up around a provider under test. */
export interface Connected {
  readonly provider: ReturnType<typeof createTidepay>;
  readonly http: ReturnType<typeof createScriptedHttpClient>;
  readonly clock: FakeClock;
  readonly logger: ReturnType<typeof createRecordingLogger>;
}

/** The gateway with a script instead of a network. Waits take no time. */
export function connect(
  steps: readonly ScriptedStep[],
  options: Partial<TidepayOptions> = {},
  dependencies: Dependencies = {},
): Connected {
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const http = createScriptedHttpClient(steps);
  const logger = createRecordingLogger();
  const provider = createTidepay(
    { apiKey: TIDEPAY_KEY, ...options },
    { clock, httpClient: http, logger, random: createSeededRandom(7), ...dependencies },
  );
  return { provider, http, clock, logger };
}

export const PAYMENT_REQUEST: CreatePaymentRequest = {
  reference: 'order-42',
  amount: { amount: '15.00', currency: 'USD' },
};

export const PAYOUT_REQUEST: CreatePayoutRequest = {
  reference: 'payout-42',
  amount: { amount: '15.00', currency: 'USDT' },
  destination: { type: 'crypto_address', address: 'TQx7example9WalletAddress' },
};

export const REFUND_REQUEST: CreateRefundRequest = { reference: 'refund-42', paymentId: 'pay_1' };

/** An object as the gateway answers with it. */
export function answered(object: Partial<TidepayObject> = {}): { readonly status: number; readonly body: object } {
  const data = { id: 'pay_1', ref: 'order-42', state: 'open', amount: '15.00', currency: 'USD', ...object };
  return { status: 200, body: { ok: true, data } };
}

export const PAYOUT_ANSWER = answered({ id: 'out_1', ref: 'payout-42', currency: 'USDT' });

/** A refusal in the gateway's own words. */
export function refused(
  status: number,
  code: string,
  message?: string,
  headers: Readonly<Record<string, string>> = {},
) {
  return { status, headers, body: { ok: false, error: { code, message } } };
}
