/** What every rule has. */
export interface AlertRuleBase {
  /** Names the rule: 1 to 64 letters, digits, `_` or `-`. */
  readonly id: string;
  /** Who is told, by the channels' ids. @defaultValue every channel */
  readonly channels?: readonly string[] | undefined;
  /** Looks at this account alone. @defaultValue all */
  readonly account?: string | undefined;
}

/**
 * When somebody is to be told. Plain data.
 *
 * - `needs_review`: a payout, payment or webhook waits for a person;
 * - `failed_checks`: the status of an open payout or payment could not be had `after` times one after another, or for
 *   as long as the payout policy says;
 * - `unusual_amount`: a payout is above `times` times the median of the client's last payouts in the asset, of which
 *   there are at least `atLeast`; the median of an even number is the lower of the two in the middle;
 * - `unusual_rate`: a client was paid out to at least `atLeast` times within `withinMs`, and more than `times` times
 *   the median of the `last` times of that length before, a median of 0 counting as 1;
 * - `signature_failures`: at least so many deliveries to an account proved nothing within the time;
 * - `old_webhook_key`: a delivery was signed with a key other than the `current` ones within the time;
 * - `retries_exhausted`: a webhook or a notice was given up;
 * - `low_balance`: less than `below` is available, by the provider where it tells, by the books otherwise;
 * - `findings`: a reconciliation found something that does not agree.
 */
export type AlertRule =
  | (AlertRuleBase & { readonly type: 'needs_review' | 'retries_exhausted' | 'findings' })
  | (AlertRuleBase & {
      readonly type: 'failed_checks';
      /** @defaultValue 3 */
      readonly after?: number | undefined;
    })
  | (AlertRuleBase & {
      readonly type: 'unusual_amount';
      /** Decimal text. @defaultValue `5` */
      readonly times?: string | undefined;
      /** Earlier payouts that are looked at, up to 1,000. @defaultValue 20 */
      readonly last?: number | undefined;
      /** @defaultValue 5 */
      readonly atLeast?: number | undefined;
    })
  | (AlertRuleBase & {
      readonly type: 'unusual_rate';
      readonly withinMs: number;
      /** @defaultValue 3 */
      readonly times?: number | undefined;
      /** Up to 100. @defaultValue 7 */
      readonly last?: number | undefined;
      /** @defaultValue 5 */
      readonly atLeast?: number | undefined;
    })
  | (AlertRuleBase & { readonly type: 'signature_failures'; readonly atLeast: number; readonly withinMs: number })
  | (AlertRuleBase & {
      readonly type: 'old_webhook_key';
      readonly provider: string;
      readonly current: readonly string[];
      /** @defaultValue 1 day */
      readonly withinMs?: number | undefined;
    })
  | (AlertRuleBase & {
      readonly type: 'low_balance';
      readonly account: string;
      readonly currency: string;
      /** Decimal text. */
      readonly below: string;
    });
