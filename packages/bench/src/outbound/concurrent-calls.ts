import type { Contestant } from '../measuring/rounds.js';
import { percentile } from '../measuring/statistics.js';

/** What one turn of an outbound client is measured by. */
export type OutboundFigure = 'perSecond' | 'cpuMicroseconds' | 'p99Milliseconds';

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
      const latencies: number[] = [];
      // Nobody pays for the garbage of whoever had the turn before.
      globalThis.gc?.();
      const cpu = process.cpuUsage();
      const started = performance.now();
      const until = started + milliseconds;
      const caller = async (): Promise<void> => {
        for (let before = performance.now(); before < until; ) {
          await call();
          const now = performance.now();
          latencies.push(now - before);
          before = now;
        }
      };
      await Promise.all(Array.from({ length: callers }, caller));
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
