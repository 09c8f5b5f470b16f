import type { Money } from '@paymux/core';

/** What is routed. A refund is not: it goes back through the account of its payment. */
export type RoutedOperation = 'payment' | 'payout';

/** A time of the week, in a zone. */
export interface RoutingHours {
  /** An IANA name, such as `Africa/Luanda`. */
  readonly timeZone: string;
  /** From this time of day on, such as `09:00`. */
  readonly from: string;
  /** Until before this time of day. Earlier than `from`: of the next day. */
  readonly until: string;
  /** Days on which it begins. @defaultValue every day */
  readonly days?: readonly Weekday[] | undefined;
}

/** A day of the week. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** What has to be so for a rule to decide. What is left out is so for everything. Lists: one of them. */
export interface RoutingConditions {
  readonly operations?: readonly RoutedOperation[] | undefined;
  /** Currency codes, in either case. */
  readonly currencies?: readonly string[] | undefined;
  /** Networks, in either case. */
  readonly networks?: readonly string[] | undefined;
  /** In major units of one currency: at least the one, below the other. Of another currency: not so. */
  readonly amount?:
    | { readonly currency: string; readonly atLeast?: string | undefined; readonly below?: string | undefined }
    | undefined;
  /** ISO 3166-1 alpha-2 codes, in either case. */
  readonly countries?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly customers?: readonly string[] | undefined;
  readonly hours?: RoutingHours | undefined;
}

/** An account that a rule chooses. */
export interface RoutingChoice {
  readonly account: string;
  /** Its share among the accounts of the rule. @defaultValue `1` */
  readonly weight?: number | undefined;
}

/** What is asked of quotes. Both in milliseconds. */
export interface QuoteBounds {
  /** What is not told by then is missing. @defaultValue 2 seconds */
  readonly withinMs?: number | undefined;
  /** For how long what was quoted is taken to be so. @defaultValue 1 minute */
  readonly maxAgeMs?: number | undefined;
}

/** A rule: data, so that it can be stored, shown and changed without a program. The first that fits decides. */
export interface RoutingRule {
  /** Unique among the rules. */
  readonly id: string;
  readonly when?: RoutingConditions | undefined;
  /** Shared by weight: the same reference always gets the same one. Unless `choose` says otherwise. */
  readonly accounts: readonly RoutingChoice[];
  /**
   * How one of `accounts` is chosen. `cheapest`: by what their providers quote for this very payment or payout; where
   * fewer than two of them quote, in their order. @defaultValue `weight`
   */
  readonly choose?: 'weight' | 'cheapest' | undefined;
  /** For `cheapest`: how long quotes may take, and how old they may be. */
  readonly quotes?: QuoteBounds | undefined;
  /** Tried in this order when none of `accounts` is healthy, or when one of them provably did nothing. */
  readonly fallback?: readonly string[] | undefined;
  /**
   * Refusals after which the next account is tried: the provider's own codes, or its words where it has no codes, in
   * either case and without the full stop. @defaultValue none
   */
  readonly failoverOn?: readonly string[] | undefined;
  /** Requests in a row that provably did not arrive, after which the next account is tried. @defaultValue `3` */
  readonly failoverAfter?: number | undefined;
}

/** What is to be routed. */
export interface RouteQuery {
  readonly operation: RoutedOperation;
  /** Decides among accounts of one rule, by their weights: always the same one for the same reference. */
  readonly reference: string;
  readonly amount: Money;
  readonly network?: string | undefined;
  readonly country?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly customer?: string | undefined;
}
