import type { Clock } from '../time/clock.js';

/** How many repeats an account may make, whatever each of its calls would be allowed. */
export interface RetryBudgetPolicy {
  /** Repeats earned by each call. With 0.05, five of a hundred calls may be repeated once. */
  readonly perCall: number;
  /** Repeats that may be made before any is earned, and the most that are ever saved up. */
  readonly reserve: number;
}

/** An account that makes few calls earns a repeat in this time all the same. */
const EARNED_AFTER_MS = 10_000;

/**
 * The repeats that one account may still make. It keeps a provider that fails every call from being asked several times
 * as often as it was when it was well, which may be all that keeps it from recovering.
 *
 * Repeats alone are counted: the first attempt of a call is always made.
 *
 * @see docs/decisions/2026-11-21-an-account-has-a-budget-of-repeats.md
 */
export class RetryBudget {
  readonly #policy: RetryBudgetPolicy;
  readonly #clock: Clock;
  #saved: number;
  #countedAt: number;

  constructor(policy: RetryBudgetPolicy, clock: Clock) {
    this.#policy = policy;
    this.#clock = clock;
    this.#saved = policy.reserve;
    this.#countedAt = clock.now().getTime();
  }

  /** Counts a call. */
  earn(): void {
    this.#save(this.#policy.perCall);
  }

  /** Takes one repeat out, if there is one. */
  spend(): boolean {
    const now = this.#clock.now().getTime();
    // A clock that was set back earns nothing.
    this.#save(Math.max(0, now - this.#countedAt) / EARNED_AFTER_MS);
    this.#countedAt = now;
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }

  #save(repeats: number): void {
    this.#saved = Math.min(this.#policy.reserve, this.#saved + repeats);
  }
}
