import type { AccountCost } from './route-costs.js';

/** Where something goes, why, and where it may go next. */
export interface Route {
  /** The rule that decided; `default` when none fits. */
  readonly rule: string;
  /** The account to use. */
  readonly account: string;
  /** Why this account, as a sentence. */
  readonly because: string;
  /** Those to try next, in this order, each only while nothing that was sent may have had an effect. */
  readonly fallback: readonly string[];
  /** Refusals after which the next account is tried, by the provider's code or words. */
  readonly failoverOn: readonly string[];
  /** Requests that provably did not arrive, after which the next account is tried. */
  readonly failoverAfter: number;
  /** What it would have cost at the accounts that were compared. Absent where none were. */
  readonly costs?: readonly AccountCost[] | undefined;
}

/** The {@link Route} of a record, kept with it: neither other rules nor another health change it any more. */
export interface KeptRoute extends Omit<Route, 'account' | 'because' | 'costs'> {
  /** Why the present account is to be left for the next one. Absent while it is not. */
  readonly leaving?: Leaving | undefined;
}

/** What of a route is kept. Its account is the record's, and why it is that one stands in the history. */
export function keptRoute({ failoverAfter, failoverOn, fallback, rule }: Route): KeptRoute {
  return { rule, fallback, failoverOn, failoverAfter };
}

/** Why an account is left. */
export interface Leaving {
  readonly reason: string;
  /** Whether there is nothing more to be tried at this account, so that to stay is to fail. */
  readonly isOver: boolean;
}
