import { type InboxMessage, type Notice, type RefusedDelivery, toRecordText } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import { givenBack, heldWith, type Made, toInstant } from './guards.js';

/** Names a message by its account and key, unambiguously. */
export function inboxId(account: string, key: string): string {
  return columnText(JSON.stringify([account, key]));
}

/** Writes down a verified event, once. */
export async function insertMessage(transaction: Transaction<Tables>, message: InboxMessage): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_inbox')
    .values({ id: inboxId(message.account, message.key), ...messageColumns(message) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** Replaces a message. */
export async function updateMessage(
  transaction: Transaction<Tables>,
  message: InboxMessage,
  fence: number | undefined,
): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_inbox')
    .set({ ...messageColumns(message), ...givenBack(fence) })
    .where('id', '=', inboxId(message.account, message.key))
    .where(heldWith(fence))
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? 'stale' : undefined;
}

/** Counts a delivery that proved nothing. */
export async function insertRefusal(transaction: Transaction<Tables>, refusal: RefusedDelivery): Promise<Made> {
  await transaction
    .insertInto('paymux_refusals')
    .values({
      account: columnText(refusal.account),
      reason: columnText(refusal.reason),
      at: refusal.at.getTime(),
      count: refusal.count,
    })
    .execute();
  return undefined;
}

/** Writes down what the application is to be told, once. */
export async function insertNotice(transaction: Transaction<Tables>, notice: Notice): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_notices')
    .values({ id: columnText(notice.id), ...noticeColumns(notice) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** Replaces a notice. */
export async function updateNotice(
  transaction: Transaction<Tables>,
  notice: Notice,
  fence: number | undefined,
): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_notices')
    .set({ ...noticeColumns(notice), ...givenBack(fence) })
    .where('id', '=', columnText(notice.id))
    .where(heldWith(fence))
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? 'stale' : undefined;
}

function messageColumns(message: InboxMessage) {
  return {
    account: columnText(message.account),
    key: columnText(message.key),
    state: message.state,
    received_at: message.receivedAt.getTime(),
    done_at: toInstant(message.doneAt),
    due_at: toInstant(message.dueAt),
    record: toRecordText(message),
  };
}

function noticeColumns(notice: Notice) {
  return {
    state: notice.state,
    at: notice.at.getTime(),
    due_at: toInstant(notice.dueAt),
    record: toRecordText(notice),
  };
}
