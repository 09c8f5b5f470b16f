import type { Payout, Permission } from '../../api/types.js';
import type { MessageKey } from '../../language/language.js';

export type DecisionName = 'approve' | 'reject' | 'cancel' | 'retry' | 'check' | 'settle';

export interface Decision {
  readonly name: DecisionName;
  /** Why this person cannot take it, where they cannot. */
  readonly refusal?: MessageKey | undefined;
}

const OPEN = ['submitting', 'unknown', 'pending', 'broadcast', 'needs_review'];

/** What can be decided about a payout, and why not by this person. The service decides again, and has the last word. */
export function decisionsOn(
  payout: Payout,
  { permissions, person }: { readonly person: { readonly id: string }; readonly permissions: readonly Permission[] },
): readonly Decision[] {
  const { approval, creator, providerStatus, sends, state } = payout;
  const may = (permission: Permission): MessageKey | undefined =>
    permissions.includes(permission) ? undefined : 'refusal.permission';
  const decisions: Decision[] = [];
  if (state === 'awaiting_approval') {
    const askedBy = approval?.askedBy ?? [creator];
    const own = askedBy.includes(person.id) ? 'refusal.own_payout' : undefined;
    const again =
      approval?.given.some(({ actor }) => actor === person.id) === true ? 'refusal.approved_already' : undefined;
    decisions.push({ name: 'approve', refusal: own ?? again ?? may('payouts:approve') });
    decisions.push({ name: 'reject', refusal: may('payouts:approve') });
  }
  if (['awaiting_approval', 'scheduled', 'ready', 'pending'].includes(state)) {
    decisions.push({ name: 'cancel', refusal: may('payouts:write') });
  }
  if (state === 'failed' || (state === 'cancelled' && providerStatus !== undefined)) {
    decisions.push({ name: 'retry', refusal: may('payouts:write') });
  }
  if (OPEN.includes(state) && sends > 0) decisions.push({ name: 'check', refusal: may('payouts:write') });
  if (state === 'needs_review') decisions.push({ name: 'settle', refusal: may('payouts:approve') });
  return decisions;
}
