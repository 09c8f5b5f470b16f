import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.js';

/** Options of {@link createFakeClock}. */
export interface FakeClockOptions {
  /**
   * Makes every sleep move time forward by its own length and resolve at once,
   * for code whose waits are of no interest, such as retries.
   *
   * @defaultValue `false`
   */
  readonly autoAdvance?: boolean | undefined;
}

/** A clock that a test moves by hand. */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` milliseconds pass. Sleepers wake in the order they are due, sleeps
   * begun on the way included, and each finds `now()` at its own due time. What a
   * sleeper does next runs before the following one wakes, as far as it can run
   * without I/O.
   *
   * @param ms - Zero or more.
   */
  advance(ms: number): Promise<void>;

  /**
   * Sets the calendar, forwards or backwards, as an operator correcting a machine
   * would. Nobody wakes: a sleep lasts as long as it was asked to.
   */
  set(instant: Date | string): void;

  /** Resolves once at least `count` sleeps are waiting. Real I/O may go on meanwhile. */
  whenSleeping(count?: number): Promise<void>;

  /** How many sleeps are waiting. */
  readonly pending: number;

  /** The length of every sleep begun so far, in milliseconds, oldest first. */
  readonly sleeps: readonly number[];
}

interface Sleeper {
  readonly dueAt: number;
  readonly wake: () => void;
}

interface Watcher {
  readonly count: number;
  readonly notify: () => void;
}

/**
 * A clock that stands still until it is moved.
 *
 * @param start - What `now()` answers first. @defaultValue `2026-01-01T00:00:00.000Z`
 * @throws RangeError for an instant that cannot be read.
 */
export function createFakeClock(
  start: Date | string = '2026-01-01T00:00:00.000Z',
  options: FakeClockOptions = {},
): FakeClock {
  const sleepers = new Set<Sleeper>();
  const watchers = new Set<Watcher>();
  const sleeps: number[] = [];
  // Sleeps are measured on `elapsed`, so that setting the calendar disturbs none of them.
  let elapsed = 0;
  let calendarAtZero = toTime(start);

  function dueInMs(limit: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.dueAt <= limit && (next === undefined || sleeper.dueAt < next.dueAt)) next = sleeper;
    }
    return next;
  }

  function notifyWatchers(): void {
    for (const watcher of watchers) {
      if (sleepers.size < watcher.count) continue;
      watchers.delete(watcher);
      watcher.notify();
    }
  }

  function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        dueAt: elapsed + ms,
        wake: () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      function abort(): void {
        sleepers.delete(sleeper);
        // A signal's reason is whatever its owner chose, and travels unchanged.
        reject(signal?.reason as Error);
      }
      sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
      notifyWatchers();
    });
  }

  return {
    now: () => new Date(calendarAtZero + elapsed),

    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const duration = Math.max(0, toDuration(ms));
      sleeps.push(duration);
      if (options.autoAdvance === true) elapsed += duration;
      else await wait(duration, signal);
    },

    async advance(ms) {
      if (toDuration(ms) < 0) throw new RangeError('A fake clock only advances; use set() to go back.');
      const end = elapsed + ms;
      await nextTurn();
      for (let sleeper = dueInMs(end); sleeper !== undefined; sleeper = dueInMs(end)) {
        elapsed = Math.max(elapsed, sleeper.dueAt);
        sleeper.wake();
        await nextTurn();
      }
      elapsed = Math.max(elapsed, end);
    },

    set(instant) {
      calendarAtZero = toTime(instant) - elapsed;
    },

    whenSleeping: (count = 1) =>
      new Promise((notify) => {
        watchers.add({ count, notify });
        notifyWatchers();
      }),

    get pending() {
      return sleepers.size;
    },

    get sleeps() {
      return [...sleeps];
    },
  };
}

function toTime(instant: Date | string): number {
  const time = new Date(instant).getTime();
  if (Number.isNaN(time)) throw new RangeError('A fake clock needs a readable instant.');
  return time;
}

function toDuration(ms: number): number {
  if (!Number.isFinite(ms)) throw new RangeError('A duration must be a finite number of milliseconds.');
  return ms;
}
