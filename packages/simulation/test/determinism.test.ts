import { toRecordText } from '@paymux/orchestration';
import { expect, test } from 'vitest';
import { scenarioOf } from '../src/regimes.js';
import { runScenario } from '../src/world.js';

async function trace(seed: number): Promise<string> {
  const { events, store } = await runScenario(scenarioOf(seed));
  const { records } = await store.listPayouts({ limit: 1000 });
  return toRecordText({ events, records });
}

test('the same seed is the same run, to the last entry of every history', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    expect(await trace(seed)).toBe(await trace(seed));
  }
});
