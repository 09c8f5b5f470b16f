import type { Payout } from '../../api/types.js';

const LATE_AFTER_MS = 30 * 60_000;
const FAILED_CHECKS = 3;

/** Whether an open payout takes longer than it should: alerted about, checked in vain, or without news for half an hour. */
export function isOverdue({ alertedAt, failedChecks, lastCheckedAt, requestedAt }: Payout, now: Date): boolean {
  if (alertedAt !== undefined || failedChecks >= FAILED_CHECKS) return true;
  return now.getTime() - Date.parse(lastCheckedAt ?? requestedAt) > LATE_AFTER_MS;
}
