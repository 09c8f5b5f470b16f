import type { Clock } from '@paymux/core';
import { type RateLimit, TokenBucket } from '@paymux/orchestration';
import { RequestRefusedError } from '../api/problem.js';

/** How often requests may be made. Each process counts by itself. */
export interface RequestRates {
  /** By one address, whoever asks. @defaultValue 1,200 a minute, 300 at once */
  readonly perAddress?: RateLimit | undefined;
  /** With one session or token. @defaultValue 600 a minute, 200 at once */
  readonly perCredential?: RateLimit | undefined;
}

const USUAL_RATES: Readonly<Record<keyof RequestRates, RateLimit>> = {
  perAddress: { perMinute: 1200, burst: 300 },
  perCredential: { perMinute: 600, burst: 200 },
};

/** As many as fit comfortably in memory; the one that asked longest ago is forgotten first. */
const MOST_REMEMBERED = 10_000;

/** Told to the audit once a minute for everybody who goes on asking. */
const NEWS_AFTER_MS = 60_000;

interface Remembered {
  readonly bucket: TokenBucket;
  toldAt?: number | undefined;
}

/** Counts the requests of everybody who makes some. */
export class RequestLimits {
  readonly #rates: RequestRates;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered>();
  /** Refusals that somebody has had within the last minute as well. */
  readonly #repeats = new WeakSet();

  constructor(rates: RequestRates, clock: Clock) {
    this.#rates = rates;
    this.#clock = clock;
  }

  /** Counts a request, and answers the refusal where there were too many. */
  take(whose: string, rate: keyof RequestRates): RequestRefusedError | undefined {
    const one = this.#remember(whose, this.#rates[rate] ?? USUAL_RATES[rate]);
    const waitMs = one.bucket.take();
    if (waitMs === undefined) return undefined;
    const refusal = new RequestRefusedError('too_many_requests', 'Too many requests. Come back a little later.', {
      retryAfterMs: waitMs,
    });
    const now = this.#clock.now().getTime();
    if (one.toldAt !== undefined && Math.abs(now - one.toldAt) < NEWS_AFTER_MS) this.#repeats.add(refusal);
    else one.toldAt = now;
    return refusal;
  }

  /** Whether somebody was refused just before for the same reason: to write that down would only add to the load. */
  isRepeat(refusal: unknown): boolean {
    return refusal instanceof RequestRefusedError && this.#repeats.has(refusal);
  }

  #remember(whose: string, limit: RateLimit): Remembered {
    const one = this.#remembered.get(whose) ?? { bucket: new TokenBucket(limit, this.#clock) };
    this.#remembered.delete(whose);
    this.#remembered.set(whose, one);
    if (this.#remembered.size > MOST_REMEMBERED) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    return one;
  }
}
