import { bearer, cursorPages, defineGateway, hmacWebhook, jsonWire, minorUnits, secretSchema } from '@paymux/core';
import { z } from 'zod';

const text = z.string();
const money = minorUnits('value', 'currency');
const object = z.object({ id: text, reference: text, state: text, amount: money.schema, created_at: z.coerce.date() });
const charge = object.extend({ paid: money.schema, checkout_url: text });
const refund = object.extend({ charge: text });
const event = z.object({ type: text, live: z.boolean(), data: z.unknown() });
const failure = z.object({ error: z.object({ code: text, message: text }) });
const SIGNATURE = { header: 'Tidepay-Signature', elements: { timestamp: 't', signature: 'v1' }, eventId: 'id' };

/** The fields that charges, refunds and transfers have in common. */
const toFields = ({ amount, created_at: createdAt, id, reference, state }: z.infer<typeof object>) => ({
  providerId: id,
  reference,
  providerStatus: state,
  amount,
  createdAt,
});

/** Connects to one Tidepay account. Sends nothing until the first call. */
export const createTidepay = defineGateway({
  id: 'tidepay',
  baseUrl: 'https://api.tidepay.example',
  options: { apiKey: secretSchema, webhookSecrets: z.array(secretSchema).min(1) },
  deduplicatesForMs: 86_400_000,
  wire: ({ apiKey, baseUrl }) =>
    jsonWire({
      baseUrl,
      authentication: bearer(apiKey),
      idempotencyHeader: 'Idempotency-Key',
      refusal: ({ body }) => failure.safeParse(body).data?.error,
      reasons: { 401: 'authentication', 404: 'not_found', key_reused: 'idempotency_conflict', busy: 'in_progress' },
    }),
  payments: {
    path: '/v1/charges',
    answer: charge,
    statuses: {
      open: 'pending',
      part_paid: { status: 'pending', exception: 'underpaid' },
      paid: 'succeeded',
      overpaid: { status: 'succeeded', exception: 'overpaid' },
      declined: 'failed',
      lapsed: 'expired',
    },
    parse: (it) => ({ ...toFields(it), receivedAmount: it.paid, checkoutUrl: it.checkout_url }),
    takes: ['returnUrl'],
    create: ({ amount, reference, returnUrl }) => ({ reference, amount: money.write(amount), return_url: returnUrl }),
    find: { byId: '/v1/charges/{id}', byReference: '/v1/charges/by-reference/{reference}' },
    list: { path: '/v1/charges', pages: cursorPages({ items: 'items', next: 'next', parameter: 'after' }) },
  },
  refunds: {
    path: '/v1/refunds',
    answer: refund,
    statuses: { queued: 'pending', done: 'succeeded', failed: 'failed' },
    parse: (it) => ({ ...toFields(it), paymentId: it.charge }),
    takes: ['amount'],
    create: ({ amount, paymentId, reference }) => ({ reference, charge: paymentId, amount: money.write(amount) }),
    find: { byId: '/v1/refunds/{id}', byReference: '/v1/refunds/by-reference/{reference}' },
  },
  payouts: {
    path: '/v1/transfers',
    answer: object,
    statuses: { queued: 'pending', sent: 'broadcast', arrived: 'confirmed', failed: 'failed', returned: 'reversed' },
    parse: toFields,
    paysTo: 'bank_account',
    create: ({ amount, destination: { accountNumber, bankCode, holder }, reference }) => ({
      reference,
      amount: money.write(amount),
      bank: { code: bankCode, account: accountNumber, holder },
    }),
    find: { byId: '/v1/transfers/{id}', byReference: '/v1/transfers/by-reference/{reference}' },
  },
  webhooks: {
    scheme: ({ webhookSecrets: secrets }, { clock }) => hmacWebhook({ ...SIGNATURE, secrets, clock }),
    kinds: { charge: 'payment', refund: 'refund', transfer: 'payout' },
    answer: event,
    parse: ({ data, live, type }) => ({ type, mode: live ? 'live' : 'test', about: type.split('.')[0], object: data }),
  },
});
