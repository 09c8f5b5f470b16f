import { type Refund, type RefundStatus, statusTable } from '@paymux/core';
import * as z from 'zod';
import { fromWireUnits } from '../amounts.js';
import { currencyField, instantField, metadataField, optionalText, requiredText, unitsField } from '../fields.js';
import { toInstant } from '../instants.js';
import { callersMetadata, referenceIn } from '../metadata.js';

/**
 * Every status of a refund, and what it means here.
 *
 * @see docs/providers/molam.md#refund-statuses
 */
export const MOLAM_REFUND_STATUSES = statusTable<{ readonly status: RefundStatus; readonly final: boolean }>({
  pending: { status: 'pending', final: false },
  succeeded: { status: 'succeeded', final: true },
  failed: { status: 'failed', final: true },
  canceled: { status: 'cancelled', final: true },
});

/** What a refund is of: its charge, and its payment under either of two names. */
interface WireTarget {
  readonly charge_id?: string | null | undefined;
  readonly payment_intent_id?: string | null | undefined;
  readonly payment_id?: string | null | undefined;
}

/** The fields of a refund that are read. */
export const refundSchema = z
  .object({
    id: requiredText,
    status: requiredText,
    amount: unitsField,
    currency: currencyField,
    charge_id: optionalText,
    payment_intent_id: optionalText,
    payment_id: optionalText,
    metadata: metadataField,
    created_at: instantField,
  })
  .refine((refund) => paymentOf(refund) !== undefined, { path: ['payment_intent_id'], message: 'is missing' });

/** A refund as the wire writes it. */
export type WireRefund = z.infer<typeof refundSchema>;

/** Theirs to ours. */
export function toRefund(refund: WireRefund): Refund {
  const reading = MOLAM_REFUND_STATUSES.read(refund.status);
  return {
    provider: 'molam',
    providerId: refund.id,
    reference: referenceIn(refund.metadata),
    // Some deliveries tell the charge alone.
    paymentId: paymentOf(refund) ?? '',
    status: reading.status,
    final: 'final' in reading && reading.final,
    providerStatus: refund.status,
    amount: fromWireUnits(refund.amount, refund.currency),
    createdAt: toInstant(refund.created_at),
    metadata: callersMetadata(refund.metadata),
  };
}

/** The refunded payment, else its charge. */
function paymentOf({
  charge_id: charge,
  payment_id: payment,
  payment_intent_id: intent,
}: WireTarget): string | undefined {
  return intent || payment || charge || undefined;
}

/** Whether an id names a charge instead of a payment. */
export function isChargeId(id: string): boolean {
  return id.startsWith('ch_');
}

/** Whether a refund can be one of this payment, or of this charge: what it does not tell does not speak against it. */
export function isRefundOf(paymentId: string, refund: WireTarget): boolean {
  const told = isChargeId(paymentId) ? refund.charge_id : refund.payment_intent_id || refund.payment_id;
  return (told || paymentId) === paymentId;
}
