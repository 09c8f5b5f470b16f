import type { SendingPolicy } from '../durable/sending.js';

/** How payouts are followed up. Every time is in milliseconds. */
export interface PayoutPolicy extends SendingPolicy {
  /** From the sending to the first check of its status. @defaultValue 5 minutes */
  readonly firstCheckMs: number;
  /** From one check to the next. @defaultValue 5 minutes */
  readonly checkEveryMs: number;
  /** From an unknown outcome to the first look-up; doubles with each, up to `checkEveryMs`. @defaultValue 5 seconds */
  readonly firstLookUpMs: number;
  /** From a request that provably did not arrive to the next try; doubles with each, up to `checkEveryMs`. @defaultValue 5 seconds */
  readonly retryMs: number;
  /** A request that provably never arrived is given up after this time. @defaultValue 24 hours */
  readonly giveUpMs: number;
  /** Checks that fail one after another before somebody is told. @defaultValue 3 */
  readonly alertAfterFailures: number;
  /** Time without a successful check before somebody is told. @defaultValue 30 minutes */
  readonly alertAfterMs: number;
  /** Rows that a worker takes at once. @defaultValue 100 */
  readonly batch: number;
  /** How long a worker has a row for itself: longer than a call. @defaultValue 3 minutes */
  readonly leaseMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What applies where nothing else is said. */
export const PAYOUT_POLICY: PayoutPolicy = {
  firstCheckMs: 5 * MINUTE_MS,
  checkEveryMs: 5 * MINUTE_MS,
  firstLookUpMs: 5_000,
  retryMs: 5_000,
  giveUpMs: DAY_MS,
  absenceMs: 10 * MINUTE_MS,
  lookBackMs: 7 * DAY_MS,
  callTimeoutMs: 2 * MINUTE_MS,
  lateByMs: 60 * MINUTE_MS,
  alertAfterFailures: 3,
  alertAfterMs: 30 * MINUTE_MS,
  batch: 100,
  leaseMs: 3 * MINUTE_MS,
};
