import { judgeRouted } from './routing-oracles.js';
import { routedScenarioOf } from './routing-regimes.js';
import type { SeedResult } from './run-seeds.js';
import { type PlantedBug, runScenario } from './world.js';

/** Runs the routed scenario of one seed and judges it. */
export async function runRoutedSeed(seed: number, bug?: PlantedBug): Promise<SeedResult> {
  const outcome = await runScenario({ ...routedScenarioOf(seed), bug });
  const { crashes, events } = outcome;
  return { seed, regime: 'routing', ...(await judgeRouted(outcome)), crashes, events };
}
