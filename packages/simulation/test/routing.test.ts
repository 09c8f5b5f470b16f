import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROUTING_PLANTED_BUGS } from '../src/routing-planted-bugs.js';
import { runRoutedSeed } from '../src/run-routed-seeds.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('a thousand routed runs over three accounts', () => {
  test('move money once, explain every failover, and keep the books of every account', {
    timeout: 300_000,
  }, async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--routing', '--seeds', '1000', '--json'], {
      maxBuffer: 1 << 26,
    });

    const lines = stdout.trim().split('\n');
    const report = JSON.parse(lines.at(-1) ?? '{}') as Readonly<Record<string, number>>;
    expect(lines.slice(0, -1)).toEqual([]);
    expect(report).toMatchObject({ seeds: 1000, failed: 0 });
    // Runs in which nothing fails over would prove nothing.
    expect(report['failovers']).toBeGreaterThan(500);
    expect(report['crashes']).toBeGreaterThan(500);
    expect(report['reviews']).toBeGreaterThan(0);
  });

  test('are each the same run again', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--routing', '--seed', '7']);

    expect(stdout).toBe('seed 7 (routing): nothing is broken\n');
    expect(await runRoutedSeed(7)).toEqual(await runRoutedSeed(7));
  });
});

describe('a planted bug of routing', () => {
  test.each(ROUTING_PLANTED_BUGS)('is found: $name', { timeout: 300_000 }, async (bug) => {
    const broken: string[] = [];
    for (let seed = 1; seed <= 1000 && !broken.includes(bug.breaks); seed += 1) {
      broken.push(...(await runRoutedSeed(seed, bug)).violations.map(({ rule }) => rule));
    }

    expect(broken).toContain(bug.breaks);
  });
});
