import type { PayoutDraft } from '../payout/payout-draft.js';
import { uncount, type PayoutRules } from '../payout/payout-limits.js';

/** Cancels a payout that has waited for approval for too long. Answers whether it did. */
export function expireApproval(draft: PayoutDraft, rules: PayoutRules): boolean {
  const { approval, state } = draft.record;
  if (state !== 'awaiting_approval' || approval?.expiresAt === undefined || approval.expiresAt > draft.at) return false;
  const { expiresAt, given } = approval;
  draft.log('approval_expired', 'cancelled', { expiresAt, given: given.length }).set({ dueAt: undefined });
  uncount(draft, rules);
  return true;
}
