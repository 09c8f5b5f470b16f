import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe('twenty thousand simulated runs', () => {
  test('break no promise, whatever goes wrong in them', { timeout: 600_000 }, async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--seeds', '20000', '--json'], { maxBuffer: 1 << 26 });

    const lines = stdout.trim().split('\n');
    const report = JSON.parse(lines.at(-1) ?? '{}') as Readonly<Record<string, number>>;
    expect(lines.slice(0, -1)).toEqual([]);
    expect(report).toMatchObject({ seeds: 20_000, failed: 0 });
    // Runs in which nothing went wrong would prove nothing.
    expect(report['crashes']).toBeGreaterThan(10_000);
    expect(report['reviews']).toBeGreaterThan(0);
  });
});

describe('the command', () => {
  test('runs one seed again and says what came of it', async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--seed', '7']);

    expect(stdout).toMatch(/^seed 7 \(.+\): nothing is broken\n$/);
  });

  test('refuses what is no number of seeds', async () => {
    await expect(run(process.execPath, [MAIN, '--seeds', 'many'])).rejects.toMatchObject({ code: 1 });
  });
});
