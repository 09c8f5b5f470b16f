import { bearer, cursorPages, defineGateway, hmacWebhook, jsonWire, minorUnits, secretSchema } from '@paymux/core';
import * as z from 'zod';

const text = z.string();

// FILL IN amounts: minorUnits(), decimalText() or decimalNumber(), with the gateway's names of the two members.
const money = minorUnits('value', 'currency');

// FILL IN objects: the fields that are read from the gateway's answers.
const object = z.object({ id: text, reference: text, status: text, amount: money.schema, created_at: z.coerce.date() });
const payment = object.extend({ received: money.schema, checkout_url: text });
const refund = object.extend({ payment: text });

/** The fields that payments, refunds and payouts have in common. */
const toFields = ({ amount, created_at: createdAt, id, reference, status }: z.infer<typeof object>) => ({
  providerId: id,
  reference,
  providerStatus: status,
  amount,
  createdAt,
});

// FILL IN refusals: how the gateway says no, whatever the HTTP status.
const refusal = z.object({ error: z.object({ code: text, message: text }) });

// FILL IN webhooks: where the signature is, what is signed, and the envelope around an object.
const SIGNATURE = { header: 'acme-signature', elements: { timestamp: 't', signature: 'v1' }, eventId: 'id' };
const event = z.object({ type: text, live: z.boolean(), data: z.unknown() });

/** Connects to one Acme account. Sends nothing until the first call. */
export const createAcme = defineGateway({
  id: 'acme',
  // FILL IN address: the gateway's production interface.
  baseUrl: 'https://api.acme.example',
  options: { apiKey: secretSchema, webhookSecrets: z.array(secretSchema).min(1) },
  // FILL IN repeats: how long the gateway answers a repeat with the first object, in milliseconds; 0 if it says nothing.
  deduplicatesForMs: 86_400_000,
  wire: ({ apiKey, baseUrl }) =>
    jsonWire({
      baseUrl,
      // FILL IN authentication: bearer(), basic(), headerKey(), hmacSigned(), digestSigned() or bodySignature().
      authentication: bearer(apiKey),
      idempotencyHeader: 'Idempotency-Key',
      refusal: ({ body }) => refusal.safeParse(body).data?.error,
      // FILL IN refusals: the codes that mean more than a plain no.
      reasons: {
        401: 'authentication',
        404: 'not_found',
        key_reused: 'idempotency_conflict',
        in_progress: 'in_progress',
        try_later: 'undecided',
      },
    }),
  payments: {
    // FILL IN objects: the paths, and what is sent. A field that `takes` names is handed to `create`.
    path: '/v1/payments',
    answer: payment,
    // FILL IN statuses: every word of the gateway for a payment.
    statuses: {
      open: 'pending',
      part_paid: { status: 'pending', exception: 'underpaid' },
      paid: 'succeeded',
      overpaid: { status: 'succeeded', exception: 'overpaid' },
      declined: 'failed',
      expired: 'expired',
    },
    parse: (it) => ({ ...toFields(it), receivedAmount: it.received, checkoutUrl: it.checkout_url }),
    takes: ['returnUrl'],
    create: ({ amount, reference, returnUrl }) => ({ reference, amount: money.write(amount), return_url: returnUrl }),
    find: { byId: '/v1/payments/{id}', byReference: '/v1/payments/by-reference/{reference}' },
    list: { path: '/v1/payments', pages: cursorPages({ items: 'items', next: 'next', parameter: 'after' }) },
  },
  refunds: {
    path: '/v1/refunds',
    answer: refund,
    // FILL IN statuses: every word of the gateway for a refund.
    statuses: { queued: 'pending', done: 'succeeded', failed: 'failed' },
    parse: (it) => ({ ...toFields(it), paymentId: it.payment }),
    takes: ['amount'],
    create: ({ amount, paymentId, reference }) => ({ reference, payment: paymentId, amount: money.write(amount) }),
    find: { byId: '/v1/refunds/{id}', byReference: '/v1/refunds/by-reference/{reference}' },
  },
  payouts: {
    path: '/v1/payouts',
    answer: object,
    // FILL IN statuses: every word of the gateway for a payout.
    statuses: { queued: 'pending', sent: 'broadcast', arrived: 'confirmed', failed: 'failed', returned: 'reversed' },
    parse: toFields,
    paysTo: 'bank_account',
    create: ({ amount, destination: { accountNumber, bankCode, holder }, reference }) => ({
      reference,
      amount: money.write(amount),
      bank: { code: bankCode, account: accountNumber, holder },
    }),
    find: { byId: '/v1/payouts/{id}', byReference: '/v1/payouts/by-reference/{reference}' },
  },
  webhooks: {
    scheme: ({ webhookSecrets: secrets }, { clock }) => hmacWebhook({ ...SIGNATURE, secrets, clock }),
    kinds: { payment: 'payment', refund: 'refund', payout: 'payout' },
    answer: event,
    parse: ({ data, live, type }) => ({ type, mode: live ? 'live' : 'test', about: type.split('.')[0], object: data }),
  },
});

/** Options of {@link createAcme}. */
export type AcmeOptions = Parameters<typeof createAcme>[0];
