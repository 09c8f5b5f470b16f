import type { PaymentProvider } from '@paymux/core';
import type { DurableStore, PayoutPolicy, RoutingRule } from '@paymux/orchestration';
import { busyStore } from './busy-store.js';
import { Chance } from './chance.js';
import type { Faults } from './faults.js';
import type { ProviderBehaviour, ProviderModel } from './provider-model.js';
import { ScenarioRun } from './scenario-run.js';
import { Scheduler } from './scheduler.js';
import type { Mishap, MishapPlan } from './simulated-process.js';
import { openMemory, type OpenEmptyStore } from './simulation-stores.js';

const START = Date.UTC(2026, 0, 1);

/** One run: how many there are of everything, what goes wrong, and until when. */
export interface Scenario {
  readonly seed: number;
  readonly payouts: number;
  readonly workers: number;
  readonly behaviour: ProviderBehaviour;
  readonly faults: Faults;
  /** Faults stop this long after the start, in milliseconds. */
  readonly faultsForMs: number;
  /** What the account was funded with, where the ledger bounds it. */
  readonly funds?: string | undefined;
  /** Exact crashes instead of those by chance. */
  readonly plan?: MishapPlan | undefined;
  /** Accounts beside `main`. */
  readonly others?: Readonly<Record<string, ProviderBehaviour>> | undefined;
  /** Rules for requests without an account, for each of as many callers, who all ask for everything. */
  readonly routing?: readonly (readonly RoutingRule[])[] | undefined;
  /** Codes of refusals. */
  readonly codes?: readonly string[] | undefined;
  /** Accounts that cannot be reached for as long as there are faults. */
  readonly down?: readonly string[] | undefined;
  /** A defect to plant. See `planted-bugs.ts`. */
  readonly bug?: PlantedBug | undefined;
  /** What everything is kept in. @defaultValue a model in memory */
  readonly openStore?: OpenEmptyStore | undefined;
}

/** A defect, planted at the seams of one process. What is left out works as it should. */
export interface PlantedBug {
  readonly name: string;
  store?(store: DurableStore): DurableStore;
  provider?(provider: PaymentProvider): PaymentProvider;
  readonly policy?: Partial<PayoutPolicy>;
  /** Answers webhooks before they are stored. */
  readonly acknowledgesEarly?: boolean;
  /** Says that a payout was accepted before it is stored. */
  readonly acceptsEarly?: boolean;
}

/** What a run leaves behind, to be judged. Whoever is done with it closes its store. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly store: DurableStore;
  readonly model: ProviderModel;
  /** The model of every account. */
  readonly models: ReadonlyMap<string, ProviderModel>;
  /** References whose acceptance was told to the caller, with the id told. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Deliveries that were answered with 2xx, by their event. */
  readonly acknowledged: ReadonlySet<string>;
  /** How often the application was told each notice, in transactions that were committed. */
  readonly told: ReadonlyMap<string, number>;
  readonly crashes: number;
  readonly events: number;
  /** What code under test threw where nothing may be thrown. */
  readonly surprises: readonly string[];
}

/** Runs one scenario from the start until the faults have stopped and everything had time to settle. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const chance = new Chance(scenario.seed);
  let settled = (): Promise<void> => Promise.resolve();
  const scheduler = new Scheduler(
    START,
    () => chance.next(),
    () => settled(),
  );
  const clock = {
    now: () => new Date(Math.round(scheduler.now)),
    sleep: () => Promise.reject(new Error('nobody waits here')),
  };
  const { idle, store } = busyStore(await (scenario.openStore ?? openMemory)(clock));
  settled = idle;
  const run = new ScenarioRun(scenario, { chance, scheduler, store });
  await run.fund(clock.now());
  run.start();
  await scheduler.runUntil(run.end);
  return run.outcome();
}

/** Crashes at exactly these effects, counted from 1, of all processes together: before or after the effect. */
export function crashesAt(points: readonly { readonly effect: number; readonly mishap: Mishap }[]): MishapPlan & {
  readonly count: () => number;
} {
  let count = 0;
  const plan: MishapPlan = () => {
    count += 1;
    return points.find(({ effect }) => effect === count)?.mishap ?? 'none';
  };
  return Object.assign(plan, { count: () => count });
}
