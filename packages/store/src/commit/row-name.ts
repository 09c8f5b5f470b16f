import type { Change } from '@paymux/orchestration';

/** Names the row that a change touches, apart from books: two changes of one name touch the same row. */
export function rowName(change: Change, index: number): string {
  switch (change.change) {
    case 'payout_insert':
    case 'payout_update':
      return JSON.stringify(['payout', change.payout.id]);
    case 'payout_event':
      return JSON.stringify(['payout_event', change.event.payoutId, change.event.number]);
    case 'transfer':
      return JSON.stringify(['transfer', change.transfer.id]);
    case 'total_add':
      return JSON.stringify(['total', change.total]);
    case 'payment_insert':
    case 'payment_update':
      return JSON.stringify(['payment', change.payment.id]);
    case 'payment_event':
      return JSON.stringify(['payment_event', change.event.paymentId, change.event.number]);
    case 'inbox_insert':
    case 'inbox_update':
      return JSON.stringify(['inbox', change.message.account, change.message.key]);
    case 'refusal_insert':
      return JSON.stringify(['refusal', index]);
    case 'notice_insert':
    case 'notice_update':
      return JSON.stringify(['notice', change.notice.id]);
    case 'answer_insert':
    case 'answer_update':
      return JSON.stringify(['answer', change.answer.scope, change.answer.key]);
    case 'document_insert':
    case 'document_update':
      return JSON.stringify(['document', change.document.kind, change.document.id]);
    case 'profile_insert':
    case 'profile_update':
      return JSON.stringify(['profile', change.profile.id]);
  }
}
