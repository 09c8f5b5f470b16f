import { isCurrencyCode, statusTable } from '@paymux/core';
import { decimalField, optionalText, toInstant } from '@paymux/merchant-sign';
import * as z from 'zod';
import type { Recurrence, RecurrenceStatus } from './recurrence.js';

/**
 * Every status of a recurring payment, and what it means here.
 *
 * @see docs/providers/cryptomus.md#recurring-payments
 */
export const CRYPTOMUS_RECURRENCE_STATUSES = statusTable<{ readonly status: RecurrenceStatus }>({
  wait_accept: { status: 'pending' },
  active: { status: 'active' },
  cancel_by_merchant: { status: 'cancelled' },
  cancel_by_user: { status: 'cancelled' },
});

/** The fields of a recurring payment that are read. */
export const recurrenceSchema = z.object({
  uuid: z.string().min(1),
  name: z.string(),
  order_id: optionalText,
  amount: decimalField,
  currency: z.string().refine(isCurrencyCode),
  period: z.string(),
  status: z.string(),
  url: optionalText,
  last_pay_off: optionalText,
});

/** A recurring payment as the wire writes it. */
export type WireRecurrence = z.infer<typeof recurrenceSchema>;

/** Theirs to ours. */
export function toRecurrence(recurrence: WireRecurrence): Recurrence {
  return {
    provider: 'cryptomus',
    providerId: recurrence.uuid,
    reference: recurrence.order_id ?? undefined,
    name: recurrence.name,
    amount: { amount: recurrence.amount, currency: recurrence.currency.toUpperCase() },
    period: recurrence.period,
    status: CRYPTOMUS_RECURRENCE_STATUSES.read(recurrence.status).status,
    providerStatus: recurrence.status,
    checkoutUrl: recurrence.url ?? undefined,
    lastPaidAt: toInstant(recurrence.last_pay_off),
  };
}
