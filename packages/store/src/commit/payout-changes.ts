import { normaliseCurrency } from '@paymux/core';
import { type PayoutAttempt, type PayoutEvent, type PayoutRecord, toRecordText } from '@paymux/orchestration';
import { columnText, optionalColumnText } from '../column-text.js';
import type { FromNow } from '../engine.js';
import { insertDue, insertRow, putRow, type RowWrite, updateRow } from './row-write.js';
import { toInstant } from './to-instant.js';

/** Writes down a new payout, leased until `leaseEnd` if given, and its first attempt. */
export function insertPayout(payout: PayoutRecord, leaseEnd: number | FromNow | undefined): readonly RowWrite[] {
  return [
    insertDue('paymux_payouts', { id: columnText(payout.id), ...payoutColumns(payout) }, leaseEnd),
    putAttempt(payout),
  ];
}

/** Replaces a payout that is still at the revision before. */
export function updatePayout(payout: PayoutRecord, fence: number | undefined): readonly RowWrite[] {
  const before = { id: columnText(payout.id), revision: payout.revision - 1 };
  return [updateRow('paymux_payouts', payoutColumns(payout), before, fence), putAttempt(payout)];
}

/** Appends to the history of a payout. */
export function insertPayoutEvent(event: PayoutEvent): RowWrite {
  return insertRow('paymux_payout_events', {
    payout_id: columnText(event.payoutId),
    number: event.number,
    at: event.at.getTime(),
    record: toRecordText(event),
  });
}

/**
 * The attempt that is under way, as the payout tells it. One that ended before stays as it ended. A wire reference that
 * another attempt goes by breaks the unique key, which the caller reads as `taken`.
 */
function putAttempt(payout: PayoutRecord): RowWrite {
  const attempt: PayoutAttempt = {
    payoutId: payout.id,
    account: payout.account,
    number: payout.attempt,
    wireReference: payout.wireReference,
    state: payout.state,
    providerId: payout.providerId,
    providerStatus: payout.providerStatus,
    transactionId: payout.transactionId,
    failureReason: payout.failureReason,
    firstSentAt: payout.firstSentAt,
  };
  const row = {
    account: columnText(attempt.account),
    wire_reference: columnText(attempt.wireReference),
    provider_id: optionalColumnText(attempt.providerId),
    record: toRecordText(attempt),
  };
  return putRow('paymux_payout_attempts', row, { payout_id: columnText(payout.id), number: attempt.number });
}

function payoutColumns(payout: PayoutRecord) {
  const { destination } = payout.terms;
  return {
    account: columnText(payout.account),
    reference: columnText(payout.reference),
    state: payout.state,
    status: payout.status,
    client: optionalColumnText(payout.client),
    currency: normaliseCurrency(payout.terms.amount.currency),
    amount: payout.terms.amount.amount,
    revision: payout.revision,
    requested_at: payout.requestedAt.getTime(),
    due_at: toInstant(payout.dueAt),
    transaction_id: optionalColumnText(payout.transactionId),
    destination: columnText(destination.type === 'crypto_address' ? destination.address : destination.accountNumber),
    origin: payout.origin,
    record: toRecordText(payout),
  };
}
