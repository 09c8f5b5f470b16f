import type { PayoutPolicy } from '@paymux/orchestration';
import type { StopPoint } from './stop-points.js';

/** What one process is started with. */
export interface ProcessSettings {
  /** A folder, or an address of PostgreSQL. */
  readonly store: string;
  /** The options of both accounts. */
  readonly accounts: ProviderAccounts;
  readonly worker: boolean;
  /** Where it serves. Not at all without it. */
  readonly port?: number | undefined;
  /** How far its clock is ahead, in milliseconds: what was leased by processes that are gone is free then. */
  readonly aheadMs: number;
  readonly stop?: StopPoint | undefined;
}

/** `main` recognises repeats of a payout; `once` takes each for a new one, and finds payouts by their id alone. */
export interface ProviderAccounts {
  readonly main: { readonly baseUrl: string } & Readonly<Record<string, string>>;
  readonly once: { readonly baseUrl: string } & Readonly<Record<string, string>>;
}

/** Short times, so that a process that stood still is taken over within a second or two. */
export const QUICK_POLICY: Partial<PayoutPolicy> = {
  firstCheckMs: 1000,
  checkEveryMs: 1000,
  firstLookUpMs: 100,
  retryMs: 50,
  absenceMs: 1000,
  callTimeoutMs: 1500,
  leaseMs: 2000,
};
