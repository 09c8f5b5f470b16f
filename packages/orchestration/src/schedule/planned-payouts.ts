import { hexDigest, InvalidRequestError, type Money, type Problem } from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import type { PayoutRequest } from '../payout/payout-service.js';
import { payoutToProfile } from '../profile/payout-to-profile.js';
import { amountByRule } from './amount-rule.js';
import type { Occurrence } from './recurrence.js';
import type { Recipient, RecipientLists, Schedule, ScheduleRequest } from './schedule.js';

/** A payout that an occurrence asks for, or why it cannot. */
export type PlannedPayout =
  | { readonly walletProfileId: string; readonly request: PayoutRequest }
  | { readonly walletProfileId: string; readonly problems: readonly Problem[] };

/** Everyone whom an occurrence pays, in the order of its list. */
export async function* recipientsOf(
  schedule: Schedule,
  occurrence: Occurrence,
  lists: RecipientLists,
): AsyncGenerator<Recipient> {
  const { recipients, walletProfileId } = schedule.request;
  if (walletProfileId !== undefined) yield { walletProfileId };
  if (recipients === undefined) return;
  const list = lists[recipients];
  if (list === undefined) throw new TypeError(`There is no list of recipients "${recipients}" in this process.`);
  yield* list(schedule, occurrence);
}

/** What an occurrence asks for one recipient. The same occurrence and client have the same reference, always. */
export async function plannedPayout(
  store: DurableStore,
  schedule: ScheduleRequest,
  { date }: Pick<Occurrence, 'date'>,
  { base, walletProfileId }: Recipient,
): Promise<PlannedPayout> {
  const profile = await store.profile(walletProfileId);
  if (profile === undefined) {
    return { walletProfileId, problems: [{ path: 'walletProfileId', message: 'is not known' }] };
  }
  const { account, amount, creator, description, feeFrom, id, needsApproval, plan, recipients } = schedule;
  try {
    const request = payoutToProfile(profile, amountByRule(amount, base), {
      account,
      reference: occurrenceReference(id, date, recipients === undefined ? undefined : profile.client),
      origin: 'scheduled',
      creator,
      walletProfileId,
      trigger: { schedule: id, occurrence: date, ...(plan === undefined ? {} : { plan }) },
      feeFrom,
      description,
      needsApproval,
    });
    return { walletProfileId, request };
  } catch (error) {
    if (error instanceof InvalidRequestError) return { walletProfileId, problems: error.problems };
    throw error;
  }
}

/** What a plan comes to, for lists. */
export function amountOf(planned: PlannedPayout): Money | undefined {
  return 'request' in planned ? planned.request.amount : undefined;
}

/** Follows from the schedule, the date and the client alone: whoever runs an occurrence again names the same payout. */
function occurrenceReference(id: string, date: string, client: string | undefined): string {
  const occurrence = `${id}-${date.replaceAll('-', '')}`;
  if (client === undefined) return occurrence;
  return `${occurrence}-${hexDigest('sha256', client).slice(0, 24)}`;
}
