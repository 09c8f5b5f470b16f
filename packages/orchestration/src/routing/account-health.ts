import type { Clock } from '@paymux/core';

/** How an account is doing. `open`: it failed too often and is left alone; `trial`: one request may find out. */
export type HealthState = 'healthy' | 'open' | 'trial';

/** What is known of an account's health. */
export interface AccountHealth {
  readonly account: string;
  readonly state: HealthState;
  /** Of the latest outcomes that count. */
  readonly failures: number;
  readonly outcomes: number;
  /** When it will be tried again, where it is left alone. */
  readonly retryAt?: Date | undefined;
}

/** When an account is left alone. */
export interface HealthPolicy {
  /** How many of the latest outcomes count. @defaultValue 20 */
  readonly window: number;
  /** The fewest outcomes that say anything. @defaultValue 5 */
  readonly atLeast: number;
  /** The share of failures at which an account is left alone. @defaultValue 0.5 */
  readonly failureRate: number;
  /** For how long, in milliseconds; doubles each time that the trial fails, up to ten times. @defaultValue 30 seconds */
  readonly openMs: number;
}

/** What applies where nothing else is said. */
const HEALTH_POLICY: HealthPolicy = { window: 20, atLeast: 5, failureRate: 0.5, openMs: 30_000 };

interface Observed {
  /** True for a failure, the latest last. */
  outcomes: readonly boolean[];
  openedAt?: number | undefined;
  openMs: number;
  /** When a request went out on trial, whose outcome is not known yet. */
  triedAt?: number | undefined;
}

/**
 * Watches how the accounts of this process do, from real outcomes. A refusal is no failure: the provider is well, and
 * said no. An unknown outcome and a provider that cannot be reached are.
 */
export class HealthMonitor {
  readonly #clock: Clock;
  readonly #policy: HealthPolicy;
  readonly #accounts = new Map<string, Observed>();

  constructor({ clock, policy = {} }: { readonly clock: Clock; readonly policy?: Partial<HealthPolicy> | undefined }) {
    this.#clock = clock;
    this.#policy = { ...HEALTH_POLICY, ...policy };
  }

  /** Takes in what one request came to. */
  note(account: string, outcome: 'answered' | 'rejected' | 'not_sent' | 'unknown'): void {
    const isFailure = outcome === 'not_sent' || outcome === 'unknown';
    const seen = this.#seen(account);
    const now = this.#clock.now().getTime();
    if (seen.openedAt !== undefined) {
      if (!isFailure) this.#accounts.set(account, this.#fresh());
      else if (now >= seen.openedAt + seen.openMs)
        this.#open(seen, now, Math.min(seen.openMs * 2, this.#policy.openMs * 10));
      return;
    }
    seen.outcomes = [...seen.outcomes, isFailure].slice(-this.#policy.window);
    const failures = seen.outcomes.filter(Boolean).length;
    const isEnough = seen.outcomes.length >= this.#policy.atLeast;
    if (isEnough && failures / seen.outcomes.length >= this.#policy.failureRate)
      this.#open(seen, now, this.#policy.openMs);
  }

  /** How an account is doing now. */
  of(account: string): AccountHealth {
    const { openedAt, openMs, outcomes } = this.#seen(account);
    const failures = outcomes.filter(Boolean).length;
    const told = { account, failures, outcomes: outcomes.length };
    if (openedAt === undefined) return { ...told, state: 'healthy' };
    const retryAt = new Date(openedAt + openMs);
    return { ...told, state: this.#clock.now() >= retryAt ? 'trial' : 'open', retryAt };
  }

  /** Whether a request may go to an account. Of an account on trial, only one may, until it is known what came of it. */
  mayUse(account: string): boolean {
    const { state } = this.of(account);
    if (state === 'healthy') return true;
    const seen = this.#seen(account);
    const now = this.#clock.now().getTime();
    // A trial whose outcome nobody told is over by the time that another one would be.
    if (state === 'open' || (seen.triedAt !== undefined && now - seen.triedAt < seen.openMs)) return false;
    seen.triedAt = now;
    return true;
  }

  #open(seen: Observed, now: number, openMs: number): void {
    seen.openedAt = now;
    seen.openMs = openMs;
    seen.triedAt = undefined;
  }

  #fresh(): Observed {
    return { outcomes: [], openMs: this.#policy.openMs };
  }

  #seen(account: string): Observed {
    const known = this.#accounts.get(account);
    if (known !== undefined) return known;
    const fresh = this.#fresh();
    this.#accounts.set(account, fresh);
    return fresh;
  }
}
