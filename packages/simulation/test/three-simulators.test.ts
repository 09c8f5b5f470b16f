import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runSimulatorSeeds } from '../src/simulators/run-simulator-seeds.js';
import { SCHEDULE_BUGS } from '../src/simulators/schedule-bugs.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('five thousand schedules of faults over three simulators', () => {
  test('open nothing twice, ask nobody else after doubt, and explain every failover', {
    timeout: 900_000,
  }, async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--simulators', '--seeds', '5000', '--json'], {
      maxBuffer: 1 << 26,
    });

    const lines = stdout.trim().split('\n');
    const report = JSON.parse(lines.at(-1) ?? '{}') as Readonly<Record<string, number>>;
    expect(lines.slice(0, -1)).toEqual([]);
    expect(report).toMatchObject({ seeds: 5000, failed: 0 });
    // Schedules in which nothing fails over, and nobody dies, would prove nothing.
    expect(report['failovers']).toBeGreaterThan(1500);
    expect(report['crashes']).toBeGreaterThan(500);
  });
});

describe('a planted bug of routing over three simulators', () => {
  test.each(SCHEDULE_BUGS)('is found: $name', { timeout: 300_000 }, async (bug) => {
    const broken: string[] = [];
    const seeds = Array.from({ length: 500 }, (_, index) => index + 1);
    for await (const { violations } of runSimulatorSeeds(seeds, bug)) {
      broken.push(...violations.map(({ rule }) => rule));
      if (broken.includes(bug.breaks)) break;
    }

    expect(broken).toContain(bug.breaks);
  });
});
