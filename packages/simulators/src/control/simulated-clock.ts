/** The clock that everything in a simulator happens by. */
export interface SimulatedClock {
  readonly kind: 'real' | 'virtual';
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` once `delayMs` have passed. Tasks due at the same instant run in the order they were set. */
  after(delayMs: number, task: () => void | Promise<void>): void;
  /**
   * Lets `ms` milliseconds pass and runs what falls due on the way, in order and
   * each to its end, tasks set meanwhile included.
   *
   * @throws Error for a real clock, which nobody can move.
   */
  advance(ms: number): Promise<void>;
  /** Forgets every task. */
  stop(): void;
}

/** A clock that moves only by {@link SimulatedClock.advance}. */
export function createVirtualClock(startAt: number): SimulatedClock {
  let time = startAt;
  let sequence = 0;
  let stopped = false;
  const tasks: { readonly dueAt: number; readonly sequence: number; readonly run: () => void | Promise<void> }[] = [];
  let advancing: Promise<void> = Promise.resolve();

  async function advanceTo(target: number): Promise<void> {
    for (;;) {
      tasks.sort((left, right) => left.dueAt - right.dueAt || left.sequence - right.sequence);
      const next = tasks[0];
      if (next === undefined || next.dueAt > target) break;
      tasks.shift();
      time = Math.max(time, next.dueAt);
      await next.run();
    }
    time = Math.max(time, target);
  }

  return {
    kind: 'virtual',
    now: () => time,
    after(delayMs, run) {
      if (stopped) return;
      sequence += 1;
      tasks.push({ dueAt: time + Math.max(0, delayMs), sequence, run });
    },
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        return Promise.reject(new RangeError('A clock advances by zero or more milliseconds.'));
      }
      // One after the other: two calls at once must not run the tasks of one interval twice.
      advancing = advancing.then(() => advanceTo(time + ms));
      return advancing;
    },
    stop() {
      stopped = true;
      tasks.length = 0;
    },
  };
}

/** Node's timers cannot wait longer than this many milliseconds at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers never keep a process alive. */
export function createRealClock(): SimulatedClock {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  function wait(ms: number, task: () => void | Promise<void>): void {
    if (stopped) return;
    const step = Math.min(Math.max(0, ms), LONGEST_TIMER_MS);
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (ms > step) wait(ms - step, task);
      else void task();
    }, step);
    timer.unref();
    timers.add(timer);
  }

  return {
    kind: 'real',
    now: () => Date.now(),
    after: wait,
    advance: () => Promise.reject(new Error('Only a virtual clock can be advanced; start with clock: "virtual".')),
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
