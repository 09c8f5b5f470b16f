import { toRecordText } from '@paymux/orchestration';
import type { InboxMessage } from '@paymux/orchestration';

/** The message with a number, as a handler of webhooks writes it down. */
export function messageOf(name: string, event = '{}'): InboxMessage {
  const at = new Date();
  return {
    account: 'main',
    key: name,
    kind: 'payment',
    type: 'payment.succeeded',
    event,
    state: 'waiting',
    receivedAt: at,
    attempts: 0,
    dueAt: at,
  };
}

const START = Date.UTC(2026, 0, 1);

/** A statement that puts messages of the past into the inbox of a schema, all of them due. */
export function fillInbox(schema: string, first: number, last: number, event = '{}'): string {
  const text = toRecordText({
    ...messageOf('@key', event),
    receivedAt: new Date(START),
    dueAt: new Date(START),
  }).replaceAll("'", "''");
  return `insert into ${schema}.paymux_inbox (id, due_at, record, account, key, state, received_at)
    select '["main","k' || n || '"]', ${String(START)} + n, replace('${text}', '@key', 'k' || n), 'main', 'k' || n,
      'waiting', ${String(START)} + n
    from generate_series(${String(first)}, ${String(last)}) as n`;
}
