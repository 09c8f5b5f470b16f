import type { Clock } from '@paymux/core';

/** How often something may happen. */
export interface RateLimit {
  /** On average, above zero. */
  readonly perMinute: number;
  /** At once, at least one. @defaultValue `perMinute`, or one where that is less */
  readonly burst?: number | undefined;
}

/** Counts what happens against a {@link RateLimit}. A new one is full. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor({ burst, perMinute }: RateLimit, clock: Clock) {
    this.#clock = clock;
    this.#perMs = perMinute / 60_000;
    this.#burst = burst ?? Math.max(1, perMinute);
    this.#tokens = this.#burst;
    this.#filledAt = clock.now().getTime();
  }

  /**
   * Takes one.
   *
   * @returns The milliseconds until there is one again; `undefined` if it was taken.
   */
  take(): number | undefined {
    const now = this.#clock.now().getTime();
    // A calendar that was set back gives nothing, and takes nothing away.
    const earned = Math.max(0, now - this.#filledAt) * this.#perMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#filledAt = now;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) / this.#perMs);
    this.#tokens -= 1;
    return undefined;
  }

  /** Puts back one that was taken for nothing. */
  giveBack(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1);
  }
}
