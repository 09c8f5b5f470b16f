import { setTimeout as delay } from 'node:timers/promises';

/** Where time comes from. Tests hand in a fake one, so that no test waits. */
export interface Clock {
  /** The present instant. */
  now(): Date;

  /**
   * Resolves once `ms` milliseconds have passed.
   *
   * @throws The signal's reason, as soon as `signal` is aborted.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
