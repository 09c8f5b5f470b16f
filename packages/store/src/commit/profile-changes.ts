import { toRecordText, type WalletProfile } from '@paymux/orchestration';
import { columnText } from '../column-text.js';
import { insertRow, type RowWrite, updateRow } from './row-write.js';

/** Writes down a new profile. */
export function insertProfile(profile: WalletProfile): RowWrite {
  return insertRow('paymux_profiles', { id: columnText(profile.id), ...profileColumns(profile) });
}

/** Replaces a profile that is still at the revision before. */
export function updateProfile(profile: WalletProfile): RowWrite {
  return updateRow('paymux_profiles', profileColumns(profile), {
    id: columnText(profile.id),
    revision: profile.revision - 1,
  });
}

function profileColumns(profile: WalletProfile) {
  return {
    client: columnText(profile.client),
    revision: profile.revision,
    created_at: profile.createdAt.getTime(),
    record: toRecordText(profile),
  };
}
