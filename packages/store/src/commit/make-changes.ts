import type { Change, CommitResult } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import type { FromNow, SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { addToTotal, bookAmounts, insertTransfer, lockAmounts } from './amount-changes.js';
import { insertAnswer, updateAnswer } from './answer-changes.js';
import { insertDocument, updateDocument } from './document-changes.js';
import type { Made } from './made.js';
import { insertMessage, insertNotice, insertRefusal, updateMessage, updateNotice } from './inbox-changes.js';
import { insertPayment, insertPaymentEvent, updatePayment } from './payment-changes.js';
import { insertPayout, insertPayoutEvent, updatePayout } from './payout-changes.js';
import { insertProfile, updateProfile } from './profile-changes.js';
import { makeWrite, type RowWrite } from './row-write.js';

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

async function makeChange(transaction: Transaction<Tables>, dialect: SqlDialect, change: Change): Promise<Made> {
  for (const write of writesOf(change, dialect)) {
    const conflict = await makeWrite(transaction, dialect.engine, write);
    if (conflict !== undefined) return conflict;
  }
  if (change.change === 'transfer') return bookAmounts(transaction, dialect, change);
  return change.change === 'total_add' ? addToTotal(transaction, dialect, change) : undefined;
}

/** The rows that a change writes, in their order, besides amounts. */
export function writesOf(change: Change, dialect: SqlDialect): readonly RowWrite[] {
  switch (change.change) {
    case 'payout_insert':
      return insertPayout(change.payout, leaseEnd(change, dialect));
    case 'payout_update':
      return updatePayout(change.payout, change.fence);
    case 'payout_event':
      return [insertPayoutEvent(change.event)];
    case 'transfer':
      return [insertTransfer(change)];
    case 'total_add':
      return [];
    case 'payment_insert':
      return [insertPayment(change.payment, leaseEnd(change, dialect))];
    case 'payment_update':
      return [updatePayment(change.payment, change.fence)];
    case 'payment_event':
      return [insertPaymentEvent(change.event)];
    case 'inbox_insert':
      return [insertMessage(change.message)];
    case 'inbox_update':
      return [updateMessage(change.message, change.fence)];
    case 'refusal_insert':
      return [insertRefusal(change.refusal)];
    case 'notice_insert':
      return [insertNotice(change.notice)];
    case 'notice_update':
      return [updateNotice(change.notice, change.fence)];
    case 'answer_insert':
      return [insertAnswer(change.answer)];
    case 'answer_update':
      return [updateAnswer(change.answer, change.heldBy)];
    case 'document_insert':
      return [insertDocument(change.document)];
    case 'document_update':
      return [updateDocument(change.document, change.fence)];
    case 'profile_insert':
      return [insertProfile(change.profile)];
    case 'profile_update':
      return [updateProfile(change.profile)];
  }
}

function leaseEnd(
  { leaseMs }: { readonly leaseMs?: number | undefined },
  dialect: SqlDialect,
): number | FromNow | undefined {
  return leaseMs === undefined ? undefined : dialect.leaseEnd(leaseMs);
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
