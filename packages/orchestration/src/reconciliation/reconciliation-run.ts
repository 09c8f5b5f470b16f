import type { FindingKind } from './finding.js';

/** What a run came to, so far or in the end. */
export interface ReconciliationSummary {
  /** Records and objects that were compared. */
  readonly checked: number;
  /** Records that were open here, and that the provider's word settled. */
  readonly finalized: number;
  /** Findings that were not known before. */
  readonly alerts: number;
  /** Look-ups that failed: the records are looked at again by the next run. */
  readonly errors: number;
  /** Records that this provider offers no way to look up. */
  readonly unverifiable: number;
  /** Findings that were open before and are settled by now. */
  readonly closed: number;
  /** Open findings by kind, new and old. */
  readonly findings: Readonly<Partial<Record<FindingKind, number>>>;
}

/** One reconciliation of one account over one period. Plain data. */
export interface ReconciliationRun {
  readonly id: string;
  readonly account: string;
  /** `failed`: the provider could not be asked for a long time. `resume` goes on where it stopped. */
  readonly state: 'running' | 'done' | 'failed';
  /** The period: from `since` up to, and without, `until`. */
  readonly since: Date;
  readonly until: Date;
  readonly startedAt: Date;
  readonly finishedAt?: Date | undefined;
  readonly summary: ReconciliationSummary;
  /** Code or name of the last failure. */
  readonly problem?: string | undefined;
}

/** Which part of a run is next, and where in it. */
export type RunProgress =
  | {
      readonly part: 'history';
      readonly from: Date;
      /** How much is compared at once, in milliseconds: more where there is little in it. */
      readonly windowMs: number;
    }
  | PagedProgress
  | { readonly part: 'balance' };

/** A part that goes page by page, and where the last page ended. */
export interface PagedProgress {
  readonly part: 'open_payouts' | 'open_payments' | 'open_findings';
  readonly after?: string | undefined;
}

/** A run as it is kept. */
export interface KeptRun extends ReconciliationRun {
  readonly progress: RunProgress;
  /** Failures one after another. */
  readonly failures: number;
}

/** A summary of nothing. */
export const NOTHING_CHECKED: ReconciliationSummary = {
  checked: 0,
  finalized: 0,
  alerts: 0,
  errors: 0,
  unverifiable: 0,
  closed: 0,
  findings: {},
};
