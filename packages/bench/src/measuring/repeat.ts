import type { Contestant, Figures } from './rounds.js';

/** Calls between two looks at the clock. */
const BATCH = 64;

/**
 * A contestant that calls a function again and again for a time, and counts the calls per second.
 *
 * The function is called with 0, 1, 2 …, and answers something, so that no compiler takes its work away.
 */
export function repeated(
  name: string,
  milliseconds: number,
  work: (turn: number) => unknown,
): Contestant<'perSecond' | 'cpuMicroseconds'> {
  let turn = 0;
  let last: unknown;
  return {
    name,
    round: () => {
      const cpu = process.cpuUsage();
      const started = performance.now();
      const first = turn;
      let elapsed: number;
      do {
        for (let call = 0; call < BATCH; call += 1) {
          last = work(turn);
          turn += 1;
        }
        elapsed = performance.now() - started;
      } while (elapsed < milliseconds);
      if (last === SENTINEL) throw new Error('A contestant answered what nobody can know.');
      return perCall(turn - first, elapsed, process.cpuUsage(cpu));
    },
  };
}

/** The same for a function whose answer takes time: calls follow one another. */
export function repeatedAsync(
  name: string,
  milliseconds: number,
  work: (turn: number) => Promise<unknown>,
): Contestant<'perSecond' | 'cpuMicroseconds'> {
  let turn = 0;
  return {
    name,
    round: async () => {
      const cpu = process.cpuUsage();
      const started = performance.now();
      const first = turn;
      let elapsed: number;
      do {
        for (let call = 0; call < BATCH; call += 1) {
          await work(turn);
          turn += 1;
        }
        elapsed = performance.now() - started;
      } while (elapsed < milliseconds);
      return perCall(turn - first, elapsed, process.cpuUsage(cpu));
    },
  };
}

const SENTINEL = Symbol('never answered');

function perCall(calls: number, milliseconds: number, cpu: NodeJS.CpuUsage): Figures<'perSecond' | 'cpuMicroseconds'> {
  return { perSecond: (calls / milliseconds) * 1000, cpuMicroseconds: (cpu.user + cpu.system) / calls };
}
