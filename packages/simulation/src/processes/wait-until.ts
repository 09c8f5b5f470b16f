import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 60_000;
const LOOK_MS = 20;

/** Looks until something is so. @throws Error once that has taken too long. */
export async function waitUntil(
  what: string,
  look: () => boolean | Promise<boolean>,
  deadlineMs: number = DEADLINE_MS,
): Promise<void> {
  const until = performance.now() + deadlineMs;
  while (!(await look())) {
    if (performance.now() > until) throw new Error(`${what}: not within ${String(deadlineMs / 1000)} s`);
    await delay(LOOK_MS);
  }
}
