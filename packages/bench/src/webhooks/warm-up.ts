import type { Contestant } from '../measuring/rounds.js';

/** Processor time after which what is called again and again has been compiled, in microseconds. */
const WARM_MICROSECONDS = 400_000;

/** Lets contestants take turns until none of them is compiled any more while it is measured. */
export async function warmUp(contestants: Readonly<Record<string, Contestant>>): Promise<void> {
  for (const contestant of Object.values(contestants)) {
    const before = process.cpuUsage();
    let spent = 0;
    while (spent < WARM_MICROSECONDS) {
      await contestant.round();
      const { system, user } = process.cpuUsage(before);
      spent = user + system;
    }
  }
}
