import { normaliseCurrency } from '@paymux/core';
import { type PayoutAttempt, type PayoutEvent, type PayoutRecord, toRecordText } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText, optionalColumnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import { givenBack, heldWith, type Made, toInstant } from './guards.js';

/** Writes down a new payout and its first attempt. */
export async function insertPayout(transaction: Transaction<Tables>, payout: PayoutRecord): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_payouts')
    .values({ id: columnText(payout.id), ...payoutColumns(payout) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return 'taken';
  return writeAttempt(transaction, payout);
}

/** Replaces a payout that is still at the revision before. */
export async function updatePayout(
  transaction: Transaction<Tables>,
  payout: PayoutRecord,
  fence: number | undefined,
): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_payouts')
    .set({ ...payoutColumns(payout), ...givenBack(fence) })
    .where('id', '=', columnText(payout.id))
    .where('revision', '=', payout.revision - 1)
    .where(heldWith(fence))
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return 'stale';
  return writeAttempt(transaction, payout);
}

/** Appends to the history of a payout. */
export async function insertPayoutEvent(transaction: Transaction<Tables>, event: PayoutEvent): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_payout_events')
    .values({
      payout_id: columnText(event.payoutId),
      number: event.number,
      at: event.at.getTime(),
      record: toRecordText(event),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** The attempt that is under way, as the payout tells it. One that ended before stays as it ended. */
async function writeAttempt(transaction: Transaction<Tables>, payout: PayoutRecord): Promise<Made> {
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
  const columns = {
    account: columnText(attempt.account),
    wire_reference: columnText(attempt.wireReference),
    provider_id: optionalColumnText(attempt.providerId),
    record: toRecordText(attempt),
  };
  // A wire reference that another attempt goes by breaks the unique key, which the caller reads as `taken`.
  await transaction
    .insertInto('paymux_payout_attempts')
    .values({ payout_id: columnText(payout.id), number: attempt.number, ...columns })
    .onConflict((conflict) =>
      conflict.columns(['payout_id', 'number']).doUpdateSet(({ ref }) => ({
        account: ref('excluded.account'),
        wire_reference: ref('excluded.wire_reference'),
        provider_id: ref('excluded.provider_id'),
        record: ref('excluded.record'),
      })),
    )
    .execute();
  return undefined;
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
