import { fingerprint } from '../durable/fingerprint.js';
import type { PayoutRecord } from './payout-record.js';

/** What makes a payout the one that was asked for. */
type AskedFor = Pick<
  PayoutRecord,
  'client' | 'country' | 'needsApproval' | 'origin' | 'sendAt' | 'tags' | 'terms' | 'trigger' | 'walletProfileId'
>;

/** What makes two requests under one reference the same: what is asked of the provider, for whom, why, and when. */
export function payoutFingerprint(asked: AskedFor): string {
  const { client, country, needsApproval = false, origin, sendAt, tags, terms, trigger, walletProfileId } = asked;
  return fingerprint({ ...terms, client, country, needsApproval, origin, sendAt, tags, trigger, walletProfileId });
}
