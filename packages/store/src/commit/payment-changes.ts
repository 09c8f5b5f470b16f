import { type PaymentRecord, type PaymentRecordEvent, toRecordText } from '@paymux/orchestration';
import { columnText, optionalColumnText } from '../column-text.js';
import type { FromNow } from '../engine.js';
import { insertDue, insertRow, type RowWrite, updateRow } from './row-write.js';
import { toInstant } from './to-instant.js';

/** Writes down a new payment, leased until `leaseEnd` if given. */
export function insertPayment(payment: PaymentRecord, leaseEnd: number | FromNow | undefined): RowWrite {
  return insertDue('paymux_payments', { id: columnText(payment.id), ...paymentColumns(payment) }, leaseEnd);
}

/** Replaces a payment that is still at the revision before. */
export function updatePayment(payment: PaymentRecord, fence: number | undefined): RowWrite {
  const before = { id: columnText(payment.id), revision: payment.revision - 1 };
  return updateRow('paymux_payments', paymentColumns(payment), before, fence);
}

/** Appends to the history of a payment. */
export function insertPaymentEvent(event: PaymentRecordEvent): RowWrite {
  return insertRow('paymux_payment_events', {
    payment_id: columnText(event.paymentId),
    number: event.number,
    at: event.at.getTime(),
    record: toRecordText(event),
  });
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
