import { percentile } from '../measuring/statistics.js';

/** What a turn of callers came to. */
export type CallFigures = Readonly<Record<'perSecond' | 'p99Milliseconds' | 'cpuMicroseconds', number>>;

/**
 * Lets so many callers make one call after the other for a time, and measures until the last of them is through.
 *
 * @param call - Answers how many things it did.
 */
export async function callFor(
  callers: number,
  milliseconds: number,
  call: (caller: number) => Promise<number>,
): Promise<CallFigures> {
  const took: number[] = [];
  let done = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const keepCalling = async (caller: number): Promise<void> => {
    for (let before = performance.now(); before - started < milliseconds; ) {
      const did = await call(caller);
      done += did;
      const after = performance.now();
      took.push(after - before);
      before = after;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => keepCalling(caller)));
  const elapsed = performance.now() - started;
  const { system, user } = process.cpuUsage(cpu);
  return {
    perSecond: (done / elapsed) * 1000,
    p99Milliseconds: percentile(took, 0.99),
    cpuMicroseconds: (user + system) / Math.max(done, 1),
  };
}
