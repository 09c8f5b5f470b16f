import type { Attempt, PayoutState } from '../../api/types.js';

const ENDS: ReadonlySet<PayoutState> = new Set(['confirmed', 'failed', 'cancelled', 'reversed']);

/**
 * What is true of an attempt: its own state, or `left` where a later attempt took its place before it came to an end.
 * The state that such a one was left in says what would have come next.
 */
export function attemptState({ number, state }: Attempt, attempts: readonly Attempt[]): PayoutState | 'left' {
  const isLast = attempts.every((other) => other.number <= number);
  return isLast || ENDS.has(state) ? state : 'left';
}
