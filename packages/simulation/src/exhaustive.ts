import { judge, type Violation } from './oracles.js';
import type { ProviderBehaviour } from './provider-model.js';
import { NO_FAULTS } from './faults.js';
import type { Mishap } from './simulated-process.js';
import { crashesAt, type PlantedBug, runScenario, type Scenario } from './world.js';

/** Where a run went wrong: the effects at which processes died. */
export interface CrashFinding {
  readonly points: readonly { readonly effect: number; readonly mishap: Mishap }[];
  readonly violations: readonly Violation[];
}

/** What came of all crashes of a kind. */
export interface CrashReport {
  readonly runs: number;
  readonly findings: readonly CrashFinding[];
}

const EITHER: readonly Mishap[] = ['crash_before', 'crash_after'];

/** Dies once at every effect of a run of one payout, before and after it, and with `pairs` at every two of them. */
export async function everyCrash(
  behaviour: ProviderBehaviour,
  options: { readonly pairs: boolean; readonly bug?: PlantedBug | undefined },
): Promise<CrashReport> {
  const scenario: Scenario = {
    seed: 1,
    payouts: 1,
    workers: 1,
    behaviour,
    faults: NO_FAULTS,
    faultsForMs: 60_000,
    bug: options.bug,
  };
  const counted = crashesAt([]);
  await runScenario({ ...scenario, plan: counted });
  const effects = counted.count();
  const singles = points(1, effects).map((point) => [point]);
  // A second crash can also come among what the first one made necessary.
  const pairs = options.pairs
    ? singles.flatMap(([first]) =>
        first === undefined ? [] : points(first.effect + 1, effects + 10).map((second) => [first, second]),
      )
    : [];
  const findings: CrashFinding[] = [];
  const plans = [...singles, ...pairs];
  for (const plan of plans) {
    const { violations } = await judge(await runScenario({ ...scenario, plan: crashesAt(plan) }));
    if (violations.length > 0) findings.push({ points: plan, violations });
  }
  return { runs: plans.length, findings };
}

function points(from: number, to: number): readonly { readonly effect: number; readonly mishap: Mishap }[] {
  const count = Math.max(0, to - from + 1);
  return Array.from({ length: count }, (_, index) => from + index).flatMap((effect) =>
    EITHER.map((mishap) => ({ effect, mishap })),
  );
}
