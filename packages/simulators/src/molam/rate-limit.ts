import type { SimulatedClock } from '../control/simulated-clock.js';

const MINUTE_MS = 60_000;

/** What a request learns of its limit. */
export interface RateLimitAnswer {
  readonly allowed: boolean;
  /** Seconds until the next request can pass; 0 when it may at once. */
  readonly retryAfter: number;
  /** The `X-RateLimit-…` headers, and `Retry-After` for a request that is turned away. */
  readonly headers: Readonly<Record<string, string>>;
}

/** So many requests per minute and key; half as many more in a burst. */
export class RateLimit {
  readonly #clock: SimulatedClock;
  readonly #perMinute: number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  /** @throws RangeError for less than one request per minute. */
  constructor(clock: SimulatedClock, perMinute: number) {
    if (!Number.isInteger(perMinute) || perMinute < 1) {
      throw new RangeError('The option "rateLimit" is a whole number of requests per minute.');
    }
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Counts a request. */
  take(key: string): RateLimitAnswer {
    const now = this.#clock.now();
    // One request weighs a minute of milliseconds, and each millisecond refills a request's share: whole numbers only.
    const most = Math.floor(this.#perMinute * 1.5) * MINUTE_MS;
    const bucket = this.#buckets.get(key) ?? { left: most, at: now };
    const available = Math.min(most, bucket.left + (now - bucket.at) * this.#perMinute);
    const allowed = available >= MINUTE_MS;
    const left = allowed ? available - MINUTE_MS : available;
    this.#buckets.set(key, { left, at: now });
    const retryAfter = Math.max(0, Math.ceil((MINUTE_MS - left) / this.#perMinute / 1000));
    const fullAt = now + (most - left) / this.#perMinute;
    return {
      allowed,
      retryAfter,
      headers: {
        'x-ratelimit-limit': String(this.#perMinute),
        'x-ratelimit-remaining': String(Math.floor(left / MINUTE_MS)),
        'x-ratelimit-reset': String(Math.ceil(fullAt / 1000)),
        ...(allowed ? {} : { 'retry-after': String(retryAfter) }),
      },
    };
  }
}
