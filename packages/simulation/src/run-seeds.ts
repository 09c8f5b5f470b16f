import { judge, type Violation } from './oracles.js';
import { type Regime, regimeOf, scenarioOf } from './regimes.js';
import { runScenario, type Scenario } from './world.js';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly regime: string;
  readonly violations: readonly Violation[];
  readonly reviews: number;
  readonly crashes: number;
  /** How often a payout changed its account, where payouts are routed. */
  readonly failovers?: number | undefined;
  readonly events: number;
}

/** Runs the scenario of one seed and judges it. */
export async function runSeed(
  seed: number,
  regime: Regime = regimeOf(seed),
  { bug, openStore }: Pick<Scenario, 'bug' | 'openStore'> = {},
): Promise<SeedResult> {
  return { ...(await tryScenario({ ...scenarioOf(seed, regime), bug, openStore })), regime: regime.name };
}

/** Runs one scenario and judges it. */
export async function tryScenario(scenario: Scenario): Promise<Omit<SeedResult, 'regime'>> {
  const outcome = await runScenario(scenario);
  const { reviews, violations } = await judge(outcome);
  await outcome.store.close();
  return { seed: scenario.seed, violations, reviews, crashes: outcome.crashes, events: outcome.events };
}

/**
 * The smallest scenario like this one that still goes wrong: faults are left out one after another, then payouts, then
 * workers.
 */
export async function shrink(scenario: Scenario): Promise<Scenario> {
  let smallest = scenario;
  const keepIfWrong = async (smaller: Scenario): Promise<void> => {
    const { violations } = await tryScenario(smaller);
    if (violations.length > 0) smallest = smaller;
  };
  for (const fault of Object.keys(scenario.faults)) {
    await keepIfWrong({ ...smallest, faults: { ...smallest.faults, [fault]: 0 } });
  }
  while (smallest.payouts > 1) {
    const { payouts } = smallest;
    await keepIfWrong({ ...smallest, payouts: payouts - 1 });
    if (smallest.payouts === payouts) break;
  }
  while (smallest.workers > 1) {
    const { workers } = smallest;
    await keepIfWrong({ ...smallest, workers: workers - 1 });
    if (smallest.workers === workers) break;
  }
  return smallest;
}
