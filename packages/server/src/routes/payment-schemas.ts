import type { PaymentRecord } from '@paymux/orchestration';
import * as z from 'zod';
import { historyEntry, keptRoute } from './payout-schemas.js';
import { country, facts, instant, money, name, providerOptions, reference, tags, text, toldMoney } from './schemas.js';

export const paymentState = z
  .enum([
    'opening',
    'unknown',
    'needs_review',
    'pending',
    'requires_action',
    'processing',
    'authorized',
    'succeeded',
    'failed',
    'cancelled',
    'expired',
  ])
  .meta({ id: 'PaymentState' });

const exception = z.enum(['underpaid', 'overpaid', 'late', 'held']);

/** The payment as its provider last told it. */
const toldPayment = z.strictObject({
  provider: z.string(),
  providerId: z.string(),
  reference: z.string().optional(),
  status: z.string(),
  exception: exception.optional(),
  final: z.boolean(),
  providerStatus: z.string(),
  amount: toldMoney,
  receivedAmount: toldMoney.optional(),
  creditedAmount: toldMoney.optional(),
  fee: toldMoney.optional(),
  checkoutUrl: z.string().optional(),
  deposit: z
    .strictObject({
      amount: toldMoney.optional(),
      network: z.string(),
      address: z.string(),
      memo: z.string().optional(),
      qrCode: z.string().optional(),
    })
    .optional(),
  nextAction: z
    .strictObject({
      type: z.enum(['redirect', '3ds', 'otp']),
      url: z.string().optional(),
      channel: z.string().optional(),
    })
    .optional(),
  refundStatus: z.enum(['pending', 'succeeded', 'failed']).optional(),
  transactionId: z.string().optional(),
  createdAt: instant.optional(),
  updatedAt: instant.optional(),
  expiresAt: instant.optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** A payment as it stands. Amounts are decimal text in major units. */
export const payment = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    reference: z.string(),
    state: paymentState,
    revision: z.number(),
    creator: z.string(),
    client: z.string().optional(),
    terms: z.strictObject({
      amount: toldMoney,
      network: z.string().optional(),
      description: z.string().optional(),
      webhookUrl: z.string().optional(),
      returnUrl: z.string().optional(),
      cancelUrl: z.string().optional(),
      expiresInSeconds: z.number().optional(),
      capture: z.enum(['automatic', 'manual']).optional(),
      metadata: z.record(z.string(), z.string()).optional(),
      providerOptions: z.unknown().optional(),
    }),
    route: keptRoute.optional(),
    everUnknown: z.boolean().optional(),
    sends: z.number(),
    firstSentAt: instant.optional(),
    absences: z.number(),
    firstAbsentAt: instant.optional(),
    providerId: z.string().optional(),
    providerStatus: z.string().optional(),
    exception: exception.optional(),
    final: z.boolean(),
    receivedAmount: toldMoney.optional(),
    payment: toldPayment.optional(),
    dueAt: instant.optional(),
    checks: z.number(),
    failedChecks: z.number(),
    lastCheckedAt: instant.optional(),
    lastWebhookAt: instant.optional(),
    failureReason: z.string().optional(),
    reviewReason: z
      .enum(['absent', 'cannot_be_looked_up', 'still_unknown', 'unrecognised', 'mismatch', 'contradiction'])
      .optional(),
    requestedAt: instant,
    succeededAt: instant.optional(),
    updatedAt: instant,
  })
  .meta({ id: 'Payment' });

/** What is asked for with a payment. Who asks is whoever is signed in. */
export const paymentRequest = z
  .strictObject({
    reference,
    amount: money,
    network: text(50).optional(),
    description: text(500).optional(),
    returnUrl: text(500).optional(),
    cancelUrl: text(500).optional(),
    expiresInSeconds: z.int().min(1).max(31_536_000).optional(),
    capture: z.enum(['automatic', 'manual']).optional(),
    metadata: facts.optional(),
    providerOptions: providerOptions.optional(),
    account: name.optional(),
    client: text(200).optional(),
    country: country.optional(),
    tags: tags.optional(),
  })
  .meta({
    id: 'PaymentRequest',
    examples: [{ reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } }],
  });

export const paymentHistory = z.strictObject({ events: z.array(historyEntry(paymentState)) });

/** A payment as it is answered: without what only the ledger needs. */
export function toPaymentAnswer(record: PaymentRecord): object {
  const { fingerprint: _fingerprint, history: _history, openSends: _openSends, trace: _, ...rest } = record;
  return rest;
}
