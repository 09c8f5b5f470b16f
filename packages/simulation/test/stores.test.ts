import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PayoutRecord } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { scenarioOf } from '../src/regimes.js';
import { openMemory, type OpenEmptyStore, openSqlite } from '../src/simulation-stores.js';
import { runScenario } from '../src/world.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

describe.each([
  ['sqlite', 200],
  ['postgres', 6],
])('simulated runs on %s', (store, seeds) => {
  test('break no promise, whatever goes wrong in them', { timeout: 300_000 }, async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--store', store, '--seeds', String(seeds), '--json']);

    const lines = stdout.trim().split('\n');
    const report = JSON.parse(lines.at(-1) ?? '{}') as Readonly<Record<string, number>>;
    expect(lines.slice(0, -1)).toEqual([]);
    expect(report).toMatchObject({ seeds, failed: 0 });
    expect(report['crashes']).toBeGreaterThan(0);
  });
});

test('the same seed ends in the same records in memory and on SQLite', { timeout: 120_000 }, async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const [model, real] = [await finalRecords(seed, openMemory), await finalRecords(seed, openSqlite)];
    expect(model.length).toBeGreaterThan(0);
    expect(real, `seed ${String(seed)}`).toEqual(model);
  }
});

async function finalRecords(seed: number, openStore: OpenEmptyStore): Promise<readonly PayoutRecord[]> {
  const { store } = await runScenario({ ...scenarioOf(seed), openStore });
  const { records } = await store.listPayouts({ limit: 1000 });
  await store.close();
  return records;
}
