import type { Contestant } from '../measuring/rounds.js';
import { percentile } from '../measuring/statistics.js';

/** What one turn of an outbound client is measured by. */
export type OutboundFigure = 'perSecond' | 'cpuMicroseconds' | 'p99Milliseconds';

/** How much of a turn passes before it counts. */
const UNCOUNTED = 0.25;

/** A contestant that keeps a number of calls under way for a time. CPU is that of this process, all threads. */
export function concurrentCalls(
  name: string,
  milliseconds: number,
  callers: number,
  call: () => Promise<unknown>,
): Contestant<OutboundFigure> {
  return {
    name,
    round: async () => {
      // Nobody pays for the garbage of whoever had the turn before. A whole collection would take compiled code along.
      globalThis.gc?.({ type: 'minor' });
      await callFor(milliseconds * UNCOUNTED, callers, call);
      const cpu = process.cpuUsage();
      const started = performance.now();
      const latencies = await callFor(milliseconds * (1 - UNCOUNTED), callers, call);
      const elapsed = performance.now() - started;
      const used = process.cpuUsage(cpu);
      return {
        perSecond: (latencies.length / elapsed) * 1000,
        cpuMicroseconds: (used.user + used.system) / latencies.length,
        p99Milliseconds: percentile(latencies, 0.99),
      };
    },
  };
}

/** Keeps a number of calls under way for a time, and says how long each took. */
async function callFor(milliseconds: number, callers: number, call: () => Promise<unknown>): Promise<number[]> {
  const latencies: number[] = [];
  const until = performance.now() + milliseconds;
  const caller = async (): Promise<void> => {
    for (let before = performance.now(); before < until; ) {
      await call();
      const now = performance.now();
      latencies.push(now - before);
      before = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return latencies;
}
