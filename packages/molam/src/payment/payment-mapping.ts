import { type NextAction, type Payment, type PaymentException, type PaymentStatus, statusTable } from '@paymux/core';
import * as z from 'zod';
import { fromWireUnits } from '../amounts.js';
import { currencyField, readInstant, readObject, readText, readUnits, requiredText, unitsField } from '../fields.js';
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

/** What an intent must have. */
const requiredSchema = z.object({
  id: requiredText,
  status: requiredText,
  amount: unitsField,
  currency: currencyField,
});

/**
 * The fields of a payment intent that are read.
 *
 * What may be missing is read without a schema of its own: that would take longer than the signature of a webhook does.
 */
export const intentSchema = z.unknown().transform((wire, context) => {
  const required = requiredSchema.safeParse(wire);
  if (!required.success) {
    for (const { message, path } of required.error.issues)
      context.addIssue({ code: 'custom', message, path: [...path] });
    return z.NEVER;
  }
  const { amount, currency, id, status } = required.data;
  const fields = wire as Readonly<Record<string, unknown>>;
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
});

/** A payment intent as the wire writes it. */
export type WireIntent = z.infer<typeof intentSchema>;

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
