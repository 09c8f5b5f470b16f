import type { Clock, Logger, Problem } from '@paymux/core';
import { type RateLimit, TokenBucket } from './token-bucket.js';

/**
 * Limits of one account's webhooks.
 *
 * @see docs/decisions/2026-11-21-forgeries-use-up-no-limit-of-genuine-deliveries.md
 */
export interface WebhookLimits {
  /**
   * Deliveries that prove nothing. Beyond it they are answered 429 in place of their refusal; a genuine
   * delivery is not held up by it.
   *
   * @defaultValue 600 a minute
   */
  readonly refusals?: RateLimit | undefined;
  /** Deliveries that are genuine: each may cost look-ups and calls of handlers. @defaultValue no limit */
  readonly deliveries?: RateLimit | undefined;
}

const DEFAULT_REFUSALS: RateLimit = { perMinute: 600 };

/** The limits of every account, each counted by itself. */
export class AccountLimits {
  readonly #limits: WebhookLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #exceeded = new Set<string>();

  constructor(limits: WebhookLimits, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#limits = limits;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Counts a refusal. Answers the milliseconds to wait where there were too many. */
  refuse(account: string): number | undefined {
    return this.#take('refusals', account, this.#limits.refusals ?? DEFAULT_REFUSALS);
  }

  /** Counts a delivery, as long as nobody knows better. Answers the milliseconds to wait where there were too many. */
  deliver(account: string): number | undefined {
    const { deliveries } = this.#limits;
    return deliveries === undefined ? undefined : this.#take('deliveries', account, deliveries);
  }

  /** Takes the last delivery out of the count: it was not genuine. */
  forget(account: string): void {
    this.#buckets.get(`deliveries ${account}`)?.giveBack();
  }

  /** The log hears once that a limit was exceeded, and again only after it was not. */
  #take(limit: keyof WebhookLimits, account: string, rate: RateLimit): number | undefined {
    const key = `${limit} ${account}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(rate, this.#clock);
    this.#buckets.set(key, bucket);
    const waitMs = bucket.take();
    if (waitMs === undefined) this.#exceeded.delete(key);
    else if (!this.#exceeded.has(key)) {
      this.#exceeded.add(key);
      this.#logger.warn('webhook.limited', { account, limit });
    }
    return waitMs;
  }
}

/** What is wrong with limits that somebody configured. */
export function limitProblems(limits: WebhookLimits): readonly Problem[] {
  return (['refusals', 'deliveries'] as const).flatMap((name) => {
    const { burst = 1, perMinute = 1 } = limits[name] ?? {};
    return [
      ...(Number.isFinite(perMinute) && perMinute > 0
        ? []
        : [{ path: `limits.${name}.perMinute`, message: 'must be a number above zero' }]),
      ...(Number.isFinite(burst) && burst >= 1
        ? []
        : [{ path: `limits.${name}.burst`, message: 'must be a number of at least one' }]),
    ];
  });
}
