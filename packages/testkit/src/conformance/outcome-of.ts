import { PaymentsError } from '@paymux/core';
import type { FakeClock } from '@paymux/core/testing';
import { nextTurn } from './next-turn.js';

/** What accounts give an attempt unless they are told otherwise. More would use up the next attempt's time as well. */
const ATTEMPT_MS = 30_000;

/** Where answers may stall. */
export interface StallingLine {
  /** The clock of the transport, which stands still. */
  readonly clock: FakeClock;
  /** How many answers have stalled so far. */
  stalls(): number;
}

/**
 * How a call ends: `undefined` when it succeeds. The time of an attempt runs out whenever its answer stalls.
 *
 * @throws Error if the call fails with anything but a {@link PaymentsError}.
 */
export async function outcomeOf(
  call: () => Promise<unknown>,
  { clock, stalls }: StallingLine,
): Promise<PaymentsError | undefined> {
  const progress = { settled: false };
  let seen = stalls();
  const outcome = call().then(
    () => undefined,
    (error: unknown) => error,
  );
  void outcome.finally(() => {
    progress.settled = true;
  });
  while (!progress.settled) {
    await nextTurn();
    if (stalls() <= seen) continue;
    seen += 1;
    await clock.advance(ATTEMPT_MS);
  }
  const error = await outcome;
  if (error !== undefined && !PaymentsError.isInstance(error)) {
    throw new Error('The call failed with something that is no PaymentsError.', { cause: error });
  }
  return error;
}
