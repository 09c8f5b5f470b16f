import { withSend } from '../durable/sending.js';
import type { PayoutDraft } from './payout-draft.js';
import type { PayoutPolicy } from './payout-policy.js';
import type { PayoutTerms } from './payout-record.js';

/** Notes that a payout is about to be sent with these terms, which has to be stored before it is. */
export function beginSend(draft: PayoutDraft, terms: PayoutTerms, { leaseMs }: PayoutPolicy): void {
  const { wireReference } = draft.record;
  const { firstSentAt, openSends, sends } = withSend(draft.record, draft.at);
  const dueAt = new Date(draft.at.getTime() + leaseMs);
  draft.log('sending', 'submitting', { reference: wireReference, send: sends, terms });
  draft.set({ sends, openSends, firstSentAt, dueAt });
}
