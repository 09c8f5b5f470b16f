import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@paymux/core';

/** How much less a wait takes than it says. */
const HASTE = 50;

/** A clock that is moved by hand, so that a day takes seconds. Whoever waits, for an answer or to try again, does so in haste. */
export class DayClock implements Clock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await wait(ms / HASTE, undefined, { signal });
  }

  /** Moves on to an instant, never back. */
  set(at: Date): void {
    this.#now = Math.max(this.#now, at.getTime());
  }
}
