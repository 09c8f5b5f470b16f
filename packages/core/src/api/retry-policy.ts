import type { RandomSource } from '../time/random.js';

/** How often and after which waits a call is repeated, where a repeat is safe at all. */
export interface RetryPolicy {
  /** Repeats after the first attempt. */
  readonly maxRetries: number;
  /** The wait before the first repeat; each further one doubles it. */
  readonly baseDelayMs: number;
  /** No wait of our own choice is longer. A provider's `Retry-After` may be. */
  readonly maxDelayMs: number;
  /** `full`: a random part of the wait, so that many callers do not come back at once. `none`: exactly the wait. */
  readonly jitter: 'full' | 'none';
}

/**
 * The wait before the next attempt, in milliseconds.
 *
 * @param attempt - How many attempts were made, from 1.
 * @param retryAfterMs - What the provider asked for. It is a floor: a longer wait of our own
 *   stays, as the date behind it may be of a clock that differs from ours, and jitter is added
 *   on top of it.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  attempt: number,
  random: RandomSource,
  retryAfterMs: number | undefined,
): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  const delay = policy.jitter === 'full' ? Math.floor(random.next() * ceiling) : ceiling;
  if (retryAfterMs === undefined) return delay;
  return Math.max(delay, retryAfterMs + (policy.jitter === 'full' ? Math.floor(delay / 10) : 0));
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date in any of its three spellings.
 *
 * @returns The wait in milliseconds, never negative; `undefined` when absent or unreadable.
 */
export function parseRetryAfter(header: string | null, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // A date always starts with the name of a weekday; anything else would be read too kindly.
  if (!/^[A-Za-z]{3,9},? .*\d\d:\d\d:\d\d/.test(text)) return undefined;
  // The oldest spelling names no zone; all three mean GMT.
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
