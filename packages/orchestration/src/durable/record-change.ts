import type { PaymentRecord } from '../payment/payment-record.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { InboxMessage } from '../webhook/inbox-message.js';
import type { StoredDocument } from './stored-document.js';

/** A record that was changed, as it is now. */
export type RecordChange =
  | { readonly table: 'payouts'; readonly record: PayoutRecord }
  | { readonly table: 'payments'; readonly record: PaymentRecord }
  | { readonly table: 'inbox'; readonly record: InboxMessage }
  | { readonly table: 'documents'; readonly record: StoredDocument };

/** Changes, and where to go on from. */
export interface RecordChanges {
  readonly changes: readonly RecordChange[];
  /** What the next changes are asked for with. */
  readonly cursor: string;
  /** Whether there are more already. */
  readonly isMore: boolean;
  /** False where the store cannot have told the cursor that was asked with: whoever looked before has to look anew. */
  readonly isKnown: boolean;
}
