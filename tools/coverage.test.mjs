import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plantFiles } from './planted-files.mjs';
import { runProgram } from './run-program.mjs';

test('the report of coverage counts the lines of sources that tests reached', async () => {
  const folder = plantFiles({});
  const source = 'packages/core/src/money/decimal.ts';

  const { output, passed } = await runProgram('vitest', [
    ...['run', 'packages/core/src/money/decimal.test.ts', '--coverage'],
    ...[`--coverage.include=${source}`, `--coverage.reportsDirectory=${folder}`],
  ]);
  /** @type {Record<string, { lines: { pct: number, total: number } }>} */
  const summary = JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8'));
  const [, { lines } = { lines: { pct: 0, total: 0 } }] =
    Object.entries(summary).find(([name]) => name.endsWith(source)) ?? [];

  expect(passed, output).toBe(true);
  expect(lines.total).toBeGreaterThan(10);
  expect(lines.pct).toBeGreaterThan(90);
});
