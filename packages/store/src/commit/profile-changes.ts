import { toRecordText, type WalletProfile } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import type { Made } from './guards.js';

/** Writes down a new profile. */
export async function insertProfile(transaction: Transaction<Tables>, profile: WalletProfile): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_profiles')
    .values({ id: columnText(profile.id), ...profileColumns(profile) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** Replaces a profile that is still at the revision before. */
export async function updateProfile(transaction: Transaction<Tables>, profile: WalletProfile): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_profiles')
    .set(profileColumns(profile))
    .where('id', '=', columnText(profile.id))
    .where('revision', '=', profile.revision - 1)
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? 'stale' : undefined;
}

function profileColumns(profile: WalletProfile) {
  return {
    client: columnText(profile.client),
    revision: profile.revision,
    created_at: profile.createdAt.getTime(),
    record: toRecordText(profile),
  };
}
