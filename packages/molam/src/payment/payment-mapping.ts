import { type NextAction, type Payment, type PaymentException, type PaymentStatus, statusTable } from '@paymux/core';
import * as z from 'zod';
import { fromWireUnits } from '../amounts.js';
import { readCurrency, readInstant, readName, readObject, readText, readUnits } from '../fields.js';
import { toInstant } from '../instants.js';
import { callersMetadata, referenceIn } from '../metadata.js';

/**
 * Every status of a payment intent, and what it means here.
 *
 * @see docs/providers/molam.md#payment-statuses
 */
export const MOLAM_PAYMENT_STATUSES = statusTable<{ readonly status: PaymentStatus; readonly final: boolean }>({
  requires_payment_method: { status: 'pending', final: false },
  requires_confirmation: { status: 'pending', final: false },
  requires_action: { status: 'requires_action', final: false },
  processing: { status: 'processing', final: false },
  requires_capture: { status: 'authorized', final: false },
  succeeded: { status: 'succeeded', final: true },
  canceled: { status: 'cancelled', final: true },
  failed: { status: 'failed', final: true },
  pending: { status: 'pending', final: false },
});

/** What the payer has to do, in the provider's words and ours. */
const ACTIONS: ReadonlyMap<string, NextAction['type']> = new Map([
  ['3ds2', '3ds'],
  ['otp', 'otp'],
  ['redirect', 'redirect'],
]);

/** What an intent must have, and how each of it is read. */
const REQUIRED = { id: readName, status: readName, amount: readUnits, currency: readCurrency } as const;

/** The fields of a payment intent that are read, as the wire writes them. */
export type WireIntent = NonNullable<ReturnType<typeof readIntent>>;

/**
 * The fields of a payment intent; `undefined` where one that it must have is missing or cannot be read.
 *
 * Webhooks are read by this function alone: what a schema makes on the way outlives the delivery, and its payload with
 * it. See docs/decisions/2026-11-21-webhooks-cost-little-more-than-their-hash.md.
 */
export function readIntent(wire: unknown) {
  const fields = readObject(wire) ?? {};
  const id = REQUIRED.id(fields['id']);
  const status = REQUIRED.status(fields['status']);
  const amount = REQUIRED.amount(fields['amount']);
  const currency = REQUIRED.currency(fields['currency']);
  if (id === undefined || status === undefined || amount === undefined || currency === undefined) return undefined;
  const { capture } = fields;
  return {
    id,
    status,
    amount,
    currency,
    capture: typeof capture === 'boolean' ? capture : undefined,
    metadata: readObject(fields['metadata']),
    amount_received: readUnits(fields['amount_received']),
    latest_charge: readText(fields['latest_charge']),
    next_action: readObject(fields['next_action']),
    redirect_url: readText(fields['redirect_url']),
    created_at: readInstant(fields['created_at']),
    updated_at: readInstant(fields['updated_at']),
  };
}

/** {@link readIntent} for answers, which are checked by a schema: it names what is missing. */
export const intentSchema = z.unknown().transform((wire, context) => {
  const intent = readIntent(wire);
  if (intent !== undefined) return intent;
  const fields = readObject(wire) ?? {};
  for (const [name, read] of Object.entries(REQUIRED)) {
    if (read(fields[name]) !== undefined) continue;
    context.addIssue({ code: 'custom', path: [name], message: 'is missing or cannot be read' });
  }
  return z.NEVER;
});

/** Theirs to ours. */
export function toPayment(intent: WireIntent): Payment {
  const reading = MOLAM_PAYMENT_STATUSES.read(intent.status);
  // Zero is also what the provider writes where it does not keep count.
  const received = intent.amount_received || undefined;
  return {
    provider: 'molam',
    providerId: intent.id,
    reference: referenceIn(intent.metadata),
    status: reading.status,
    exception: reading.status === 'succeeded' ? exceptionOf(received, intent.amount) : undefined,
    final: 'final' in reading && reading.final,
    providerStatus: intent.status,
    amount: fromWireUnits(intent.amount, intent.currency),
    receivedAmount: received === undefined ? undefined : fromWireUnits(received, intent.currency),
    checkoutUrl: intent.redirect_url,
    nextAction: toNextAction(intent.next_action),
    createdAt: toInstant(intent.created_at),
    updatedAt: toInstant(intent.updated_at),
    metadata: callersMetadata(intent.metadata),
  };
}

/** The status says that money came, not that it was all of it. */
function exceptionOf(received: number | undefined, asked: number): PaymentException | undefined {
  if (received === undefined || received === asked) return undefined;
  return received < asked ? 'underpaid' : 'overpaid';
}

function toNextAction(action: WireIntent['next_action']): NextAction | undefined {
  const type = ACTIONS.get(readText(action?.['type']) ?? '');
  return type && { type, url: readText(action?.['url']), channel: readText(action?.['channel']) };
}
