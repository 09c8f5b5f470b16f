import {
  bearer,
  currencyScale,
  defineGateway,
  hmacWebhook,
  isFiatCurrency,
  jsonWire,
  keysetPages,
  minorUnits,
  type Money,
  operation,
  type Problem,
  Secret,
  secretSchema,
  type SectionQuery,
} from '@paymux/core';
import { z } from 'zod';

/** The version of the interface whose documents this file was written from. */
const API_VERSION = '2025-04-30.basil';
const DAY_MS = 86_400_000;
/** The entry of `metadata` that holds our reference. */
const REFERENCE = 'paymux_reference';
const INTENT = '/v1/payment_intents/{providerId}';
/** The words that refunds and payouts share. */
const COMMON_STATUSES = { pending: 'pending', failed: 'failed', canceled: 'cancelled' } as const;
const SIGNATURE = { header: 'Stripe-Signature', elements: { timestamp: 't', signature: 'v1' }, eventId: 'id' };

const ZERO_DECIMALS = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMALS = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Counted in hundredths, of which only whole hundreds are taken: by every call, or by payouts alone. */
const WHOLE_ALWAYS = new Set(['ISK']);
const WHOLE_IN_PAYOUTS = new Set(['ISK', 'HUF', 'TWD']);

/** `undefined` for what Stripe does not document, or documents in two ways, such as UGX. */
function decimalsOf(currency: string): number | undefined {
  if (ZERO_DECIMALS.has(currency)) return 0;
  if (THREE_DECIMALS.has(currency)) return 3;
  return WHOLE_ALWAYS.has(currency) || (isFiatCurrency(currency) && currencyScale(currency) === 2) ? 2 : undefined;
}

const money = minorUnits('amount', 'currency', { lowerCase: true, scale: decimalsOf });

function amountProblems(asked: Money | undefined, wholeOnly = WHOLE_ALWAYS): readonly Problem[] {
  if (asked === undefined) return [];
  const currency = asked.currency.toUpperCase();
  if (decimalsOf(currency) === undefined)
    return [{ path: 'amount.currency', message: 'is none whose smallest unit Stripe documents clearly' }];
  const problems = money.problems(asked);
  if (problems.length > 0) return problems;
  const step = THREE_DECIMALS.has(currency) ? 10n : wholeOnly.has(currency) ? 100n : 1n;
  if ((money.write(asked).amount as bigint) % step === 0n) return [];
  return [{ path: 'amount.amount', message: 'is finer than Stripe takes in this currency' }];
}

type Metadata = Readonly<Record<string, string>>;

function metadataProblems(metadata: Metadata = {}): readonly Problem[] {
  const entries = Object.entries(metadata);
  const fits = entries.every(
    ([key, value]) => key !== REFERENCE && /^[^[\]]{1,40}$/u.test(key) && value !== '' && value.length <= 500,
  );
  if (entries.length < 50 && fits) return [];
  const message = `must be up to 49 texts of 1 to 500 characters; names: up to 40, no brackets, not ${REFERENCE}`;
  return [{ path: 'metadata', message }];
}

const withReference = (reference: string, metadata?: Metadata) => ({ ...metadata, [REFERENCE]: reference });

const text = z.string();
const whole = z.int();
const optional = text.nullish();
const object = z.object({
  id: text,
  status: text,
  amount: whole,
  currency: text,
  created: whole,
  metadata: z.record(text, text).nullish(),
});
const intent = object.extend({
  amount_received: whole.nullish(),
  next_action: z.object({ redirect_to_url: z.object({ url: optional }).nullish() }).nullish(),
});
const refund = object.extend({ payment_intent: optional, charge: optional });
const event = z.object({ type: text, livemode: z.boolean(), created: whole, data: z.object({ object: z.unknown() }) });
const failure = z.object({ error: z.object({ type: text, code: optional, message: optional, param: optional }) });

const instantOf = (seconds: number) => new Date(seconds * 1000);

/** The fields that intents, refunds and payouts have in common. */
function toFields({ created, id, metadata, status, ...rest }: z.infer<typeof object>) {
  const { [REFERENCE]: reference, ...others } = metadata ?? {};
  return {
    providerId: id,
    reference,
    providerStatus: status,
    amount: money.read(rest),
    createdAt: instantOf(created),
    metadata: Object.keys(others).length === 0 ? undefined : others,
  };
}

/** Newest first, a hundred at a time, narrowed by whole seconds. */
function listOf(path: string) {
  return {
    path,
    newestFirst: true,
    pages: keysetPages({ items: 'data', more: 'has_more', parameter: 'starting_after', query: { limit: '100' } }),
    query: ({ createdFrom, createdTo, paymentId }: SectionQuery) => ({
      ...(createdFrom && { 'created[gte]': String(Math.floor(createdFrom.getTime() / 1000)) }),
      ...(createdTo && { 'created[lte]': String(Math.floor(createdTo.getTime() / 1000)) }),
      ...(paymentId !== undefined && { payment_intent: paymentId }),
    }),
  };
}

/** The secret with which a payer's browser may see and confirm one payment, for Stripe.js. */
const readClientSecret = operation({
  method: 'GET',
  path: ({ providerId }: { readonly providerId: string }) => `/v1/payment_intents/${encodeURIComponent(providerId)}`,
  effect: 'read',
  answer: z.object({ id: text, client_secret: text }),
  parse: ({ client_secret: secret }) => new Secret(secret),
  fits: ({ id }, { providerId }) => id === providerId,
});

/**
 * Connects to one Stripe account. Sends nothing until the first call.
 *
 * @throws {@link MisconfiguredError} Names every option that is missing or malformed.
 */
export const createStripe = defineGateway({
  id: 'stripe',
  baseUrl: 'https://api.stripe.com',
  options: {
    /** `sk_…`, or `rk_…` with permission to write payment intents, refunds and payouts. */
    secretKey: secretSchema,
    /** `whsec_…`, of one endpoint; two while one is being rolled. Absent: no webhooks are accepted. */
    webhookSecrets: z.array(secretSchema).default([]),
    /** Where payers land after a redirect that a confirmation asked for. Confirmations may be refused without it. */
    returnUrl: z.url({ protocol: /^https?$/ }).optional(),
  },
  deduplicatesForMs: DAY_MS,
  wire: ({ baseUrl, returnUrl, secretKey, webhookSecrets }) =>
    jsonWire({
      baseUrl,
      body: 'form',
      authentication: bearer(secretKey),
      otherSecrets: webhookSecrets,
      headers: { 'Stripe-Version': API_VERSION },
      idempotencyHeader: 'Idempotency-Key',
      // Keys are the account's: a refund under the reference of a payment would be taken for a misuse of its key.
      idempotencyKey: ({ idempotencyKey, path }) => `${path}:${idempotencyKey}`,
      fields: ({ path }) => (path.endsWith('/confirm') ? { return_url: returnUrl } : undefined),
      requestIdHeader: 'Request-Id',
      refusal({ body }) {
        const error = failure.safeParse(body).data?.error;
        if (error === undefined) return undefined;
        const { code, message, param, type } = error;
        const fields = param ? { [param]: [code ?? type] } : undefined;
        return { code: code ?? type, message: message ?? undefined, fields };
      },
      reasons: {
        401: 'authentication',
        403: 'authentication',
        404: 'not_found',
        409: 'in_progress',
        424: 'undecided',
        api_error: 'undecided',
        idempotency_error: 'idempotency_conflict',
        idempotency_key_in_use: 'in_progress',
      },
    }),
  payments: {
    path: '/v1/payment_intents',
    answer: intent,
    statuses: {
      requires_payment_method: 'pending',
      requires_confirmation: 'pending',
      requires_action: 'requires_action',
      processing: 'processing',
      requires_capture: 'authorized',
      canceled: 'cancelled',
      succeeded: 'succeeded',
    },
    parse({ amount_received: received, next_action: action, ...it }) {
      const url = action?.redirect_to_url?.url ?? undefined;
      return {
        ...toFields(it),
        receivedAmount: received ? money.read({ ...it, amount: received }) : undefined,
        nextAction: url === undefined ? undefined : { type: 'redirect' as const, url },
      };
    },
    takes: ['capture', 'description', 'metadata'],
    check: ({ amount, metadata }) => [...amountProblems(amount), ...metadataProblems(metadata)],
    create: ({ amount, capture = 'automatic', description, metadata, reference }) => ({
      ...money.write(amount),
      capture_method: capture,
      description,
      automatic_payment_methods: { enabled: true },
      metadata: withReference(reference, metadata),
    }),
    find: { byId: '/v1/payment_intents/{id}' },
    list: listOf('/v1/payment_intents'),
    changes: {
      confirmPayment: {
        path: `${INTENT}/confirm`,
        takes: ['paymentMethod'],
        body: ({ paymentMethod }) => ({ payment_method: paymentMethod }),
      },
      capturePayment: {
        path: `${INTENT}/capture`,
        takes: ['amount'],
        bareAmount: true,
        check: ({ amount }) => amountProblems(amount),
        body: ({ amount }) => ({ amount_to_capture: amount && money.write(amount).amount }),
      },
      cancelPayment: { path: `${INTENT}/cancel` },
    },
    more: { readClientSecret },
  },
  refunds: {
    path: '/v1/refunds',
    answer: refund,
    statuses: { ...COMMON_STATUSES, requires_action: 'pending', succeeded: 'succeeded' },
    // A charge may have been made without an intent.
    parse: ({ charge, payment_intent: intentId, ...it }) => ({ ...toFields(it), paymentId: intentId ?? charge ?? '' }),
    takes: ['amount', 'metadata'],
    bareAmount: true,
    check: ({ amount, metadata }) => [...amountProblems(amount), ...metadataProblems(metadata)],
    create: ({ amount, metadata, paymentId, reference }) => ({
      payment_intent: paymentId,
      amount: amount && money.write(amount).amount,
      metadata: withReference(reference, metadata),
    }),
    find: { byId: '/v1/refunds/{id}' },
    list: listOf('/v1/refunds'),
  },
  payouts: {
    path: '/v1/payouts',
    answer: object,
    statuses: { ...COMMON_STATUSES, in_transit: 'broadcast', paid: 'confirmed' },
    parse: toFields,
    paysTo: 'bank_account',
    takes: ['description', 'metadata'],
    check: ({ amount, destination: { accountNumber }, metadata }) => [
      ...amountProblems(amount, WHOLE_IN_PAYOUTS),
      ...metadataProblems(metadata),
      ...(/^(?:ba|card)_\w+$/.test(accountNumber)
        ? []
        : [{ path: 'destination.accountNumber', message: 'must be the id of an account at Stripe, ba_… or card_…' }]),
    ],
    create: ({ amount, description, destination, metadata, reference }) => ({
      ...money.write(amount),
      destination: destination.accountNumber,
      description,
      metadata: withReference(reference, metadata),
    }),
    find: { byId: '/v1/payouts/{id}' },
    list: listOf('/v1/payouts'),
    changes: { cancelPayout: { path: '/v1/payouts/{providerId}/cancel' } },
  },
  webhooks: {
    scheme: ({ webhookSecrets: secrets }, { clock }) =>
      secrets.length === 0 ? undefined : hmacWebhook({ ...SIGNATURE, secrets, clock }),
    kinds: { payment_intent: 'payment', refund: 'refund', payout: 'payout' },
    answer: event,
    parse: ({ created, data, livemode, type }) => ({
      type,
      mode: livemode ? 'live' : 'test',
      occurredAt: instantOf(created),
      about: type.split('.')[0],
      object: data.object,
    }),
  },
});
