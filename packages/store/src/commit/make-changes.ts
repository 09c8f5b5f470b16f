import type { Change, CommitResult } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import type { SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { addToTotal, bookTransfer, lockAmounts } from './amount-changes.js';
import { insertAnswer, updateAnswer } from './answer-changes.js';
import { insertDocument, updateDocument } from './document-changes.js';
import type { Made } from './guards.js';
import { insertMessage, insertNotice, insertRefusal, updateMessage, updateNotice } from './inbox-changes.js';
import { insertPayment, insertPaymentEvent, updatePayment } from './payment-changes.js';
import { insertPayout, insertPayoutEvent, updatePayout } from './payout-changes.js';
import { insertProfile, updateProfile } from './profile-changes.js';

/** Makes changes one after the other, up to the first that cannot be made. The caller rolls back then. */
export async function makeChanges(
  transaction: Transaction<Tables>,
  dialect: SqlDialect,
  changes: readonly Change[],
): Promise<CommitResult> {
  let locked = false;
  for (const [at, change] of changes.entries()) {
    if (!locked && (change.change === 'transfer' || change.change === 'total_add')) {
      // Only now: a record is always locked before the amounts that follow from it.
      await lockAmounts(transaction, dialect, changes);
      locked = true;
    }
    const conflict = await makeOrExplain(transaction, dialect, change);
    if (conflict !== undefined) return { committed: false, conflict, at };
  }
  return { committed: true };
}

async function makeOrExplain(transaction: Transaction<Tables>, dialect: SqlDialect, change: Change): Promise<Made> {
  try {
    return await makeChange(transaction, dialect, change);
  } catch (error) {
    const violation = dialect.violation(error);
    if (violation === undefined) throw error;
    return violation === 'unique' ? 'taken' : 'stale';
  }
}

/** Makes one change, or finds why not. */
export async function makeChange(transaction: Transaction<Tables>, dialect: SqlDialect, change: Change): Promise<Made> {
  switch (change.change) {
    case 'payout_insert':
      return insertPayout(transaction, change.payout);
    case 'payout_update':
      return updatePayout(transaction, change.payout, change.fence);
    case 'payout_event':
      return insertPayoutEvent(transaction, change.event);
    case 'transfer':
      return bookTransfer(transaction, dialect, change);
    case 'total_add':
      return addToTotal(transaction, dialect, change);
    case 'payment_insert':
      return insertPayment(transaction, change.payment);
    case 'payment_update':
      return updatePayment(transaction, change.payment, change.fence);
    case 'payment_event':
      return insertPaymentEvent(transaction, change.event);
    case 'inbox_insert':
      return insertMessage(transaction, change.message);
    case 'inbox_update':
      return updateMessage(transaction, change.message, change.fence);
    case 'refusal_insert':
      return insertRefusal(transaction, change.refusal);
    case 'notice_insert':
      return insertNotice(transaction, change.notice);
    case 'notice_update':
      return updateNotice(transaction, change.notice, change.fence);
    case 'answer_insert':
      return insertAnswer(transaction, change.answer);
    case 'answer_update':
      return updateAnswer(transaction, change.answer, change.heldBy);
    case 'document_insert':
      return insertDocument(transaction, change.document);
    case 'document_update':
      return updateDocument(transaction, change.document, change.fence);
    case 'profile_insert':
      return insertProfile(transaction, change.profile);
    case 'profile_update':
      return updateProfile(transaction, change.profile);
  }
}

/** Whether something may have come due. */
export function makesWork(changes: readonly Change[]): boolean {
  return changes.some((change) => dueRow(change)?.dueAt !== undefined);
}

function dueRow(change: Change): { readonly dueAt?: Date | undefined } | undefined {
  if ('payout' in change) return change.payout;
  if ('payment' in change) return change.payment;
  if ('message' in change) return change.message;
  if ('document' in change) return change.document;
  return 'notice' in change ? change.notice : undefined;
}
