import type { SendingPolicy } from '../durable/sending.js';

/** How payments are followed up. Every time is in milliseconds. See `PayoutPolicy`. */
export interface PaymentPolicy extends SendingPolicy {
  readonly checkEveryMs: number;
  readonly firstLookUpMs: number;
  readonly retryMs: number;
  readonly giveUpMs: number;
  readonly leaseMs: number;
  readonly batch: number;
}
