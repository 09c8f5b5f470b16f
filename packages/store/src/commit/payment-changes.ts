import { type PaymentRecord, type PaymentRecordEvent, toRecordText } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText, optionalColumnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import { givenBack, heldWith, type Made, toInstant } from './guards.js';

/** Writes down a new payment. */
export async function insertPayment(transaction: Transaction<Tables>, payment: PaymentRecord): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_payments')
    .values({ id: columnText(payment.id), ...paymentColumns(payment) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** Replaces a payment that is still at the revision before. */
export async function updatePayment(
  transaction: Transaction<Tables>,
  payment: PaymentRecord,
  fence: number | undefined,
): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_payments')
    .set({ ...paymentColumns(payment), ...givenBack(fence) })
    .where('id', '=', columnText(payment.id))
    .where('revision', '=', payment.revision - 1)
    .where(heldWith(fence))
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? 'stale' : undefined;
}

/** Appends to the history of a payment. */
export async function insertPaymentEvent(transaction: Transaction<Tables>, event: PaymentRecordEvent): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_payment_events')
    .values({
      payment_id: columnText(event.paymentId),
      number: event.number,
      at: event.at.getTime(),
      record: toRecordText(event),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

function paymentColumns(payment: PaymentRecord) {
  return {
    account: columnText(payment.account),
    reference: columnText(payment.reference),
    state: payment.state,
    client: optionalColumnText(payment.client),
    revision: payment.revision,
    requested_at: payment.requestedAt.getTime(),
    due_at: toInstant(payment.dueAt),
    provider_id: optionalColumnText(payment.providerId),
    record: toRecordText(payment),
  };
}
