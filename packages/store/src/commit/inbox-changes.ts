import { type InboxMessage, type Notice, type RefusedDelivery, toRecordText } from '@paymux/orchestration';
import { columnText } from '../column-text.js';
import { insertRow, type RowWrite, updateRow } from './row-write.js';
import { toInstant } from './to-instant.js';

/** Names a message by its account and key, unambiguously. */
export function inboxId(account: string, key: string): string {
  return columnText(JSON.stringify([account, key]));
}

/** Writes down a verified event, once. */
export function insertMessage(message: InboxMessage): RowWrite {
  return insertRow('paymux_inbox', { id: inboxId(message.account, message.key), ...messageColumns(message) });
}

/** Replaces a message. */
export function updateMessage(message: InboxMessage, fence: number | undefined): RowWrite {
  return updateRow('paymux_inbox', messageColumns(message), { id: inboxId(message.account, message.key) }, fence);
}

/** Counts a delivery that proved nothing. */
export function insertRefusal(refusal: RefusedDelivery): RowWrite {
  return insertRow('paymux_refusals', {
    account: columnText(refusal.account),
    reason: columnText(refusal.reason),
    at: refusal.at.getTime(),
    count: refusal.count,
  });
}

/** Writes down what the application is to be told, once. */
export function insertNotice(notice: Notice): RowWrite {
  return insertRow('paymux_notices', { id: columnText(notice.id), ...noticeColumns(notice) });
}

/** Replaces a notice. */
export function updateNotice(notice: Notice, fence: number | undefined): RowWrite {
  return updateRow('paymux_notices', noticeColumns(notice), { id: columnText(notice.id) }, fence);
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
