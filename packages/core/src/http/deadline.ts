import { type Clock, systemClock } from '../time/clock.js';

// The longest time a timer of Node.js can hold.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Why a sleep ends early. Made once: a stack trace for each call would cost more than the call's bookkeeping. */
const CANCELLED = new Error('The deadline was cancelled.');

/**
 * Calls back once `ms` milliseconds have passed on the clock.
 *
 * @returns A function that cancels, and leaves nothing that holds the process open.
 */
export function startDeadline(clock: Clock, ms: number, onDue: () => void): () => void {
  const timeoutMs = Math.min(ms, LONGEST_TIMEOUT_MS);
  if (clock === systemClock) {
    // A sleep that can be cancelled costs as much as half a request, a bare timer next to nothing.
    // eslint-disable-next-line no-restricted-globals -- this is the machine's own clock, which was handed in.
    const timer = setTimeout(onDue, timeoutMs);
    return () => clearTimeout(timer);
  }
  const controller = new AbortController();
  let cancelled = false;
  const wake = (): void => {
    if (!cancelled) onDue();
  };
  // A clock that cannot sleep must not leave a request without a deadline.
  clock.sleep(timeoutMs, controller.signal).then(wake, wake);
  return () => {
    cancelled = true;
    controller.abort(CANCELLED);
  };
}
