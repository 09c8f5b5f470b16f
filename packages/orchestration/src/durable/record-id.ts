import type { Clock, RandomSource } from '@paymux/core';

/** A new identifier: grows with time, so that rows lie in the order they were made, and cannot be guessed. */
export function recordId(prefix: string, clock: Clock, random: RandomSource): string {
  const time = clock.now().getTime().toString(16).padStart(12, '0');
  return `${prefix}_${time}${Buffer.from(random.bytes(10)).toString('hex')}`;
}
