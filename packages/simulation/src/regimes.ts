import type { Faults } from './faults.js';
import { NO_FAULTS } from './faults.js';
import type { ProviderBehaviour } from './provider-model.js';
import type { Scenario } from './world.js';

const MINUTE_MS = 60_000;

/** Everything goes wrong now and then. */
const WEATHER: Faults = {
  ...NO_FAULTS,
  crash: 0.01,
  commitReplyLost: 0.02,
  storeUnavailable: 0.01,
  requestLost: 0.06,
  requestReset: 0.06,
  requestLate: 0.08,
  answerLost: 0.12,
  serverError: 0.05,
  rateLimited: 0.03,
  rejected: 0.05,
  lookUpFailed: 0.05,
  webhookTwice: 0.2,
  webhookLate: 0.2,
  webhookForged: 0.1,
};

/** A kind of trouble, in which the loss of one safety net shows because the others do not cover for it. */
export interface Regime {
  readonly name: string;
  readonly behaviour: ProviderBehaviour;
  readonly faults: Faults;
  readonly workers: number;
  /** Under these funds the payouts of a run race for what is there. */
  readonly funds?: string | undefined;
  /** @defaultValue 20 minutes */
  readonly faultsForMs?: number | undefined;
}

const ALWAYS: ProviderBehaviour = {
  deduplication: 'replay',
  deduplicatesForMs: Number.MAX_SAFE_INTEGER,
  findsByReference: true,
  findsAfterMs: 5 * MINUTE_MS,
};

const MODES: readonly (readonly [string, ProviderBehaviour])[] = [
  ['replay', ALWAYS],
  ['refuse', { ...ALWAYS, deduplication: 'refuse' }],
  ['none', { ...ALWAYS, deduplication: 'none', deduplicatesForMs: 0 }],
];

const EVERY_MIX: readonly Regime[] = MODES.flatMap(([mode, behaviour]) =>
  [0, 0.5, 1].flatMap((webhookLost) =>
    [1, 2, 4].map((workers) => ({
      name: `${mode}, ${String(webhookLost * 100)} % of webhooks lost, ${String(workers)} workers`,
      behaviour,
      faults: { ...WEATHER, webhookLost },
      workers,
    })),
  ),
);

/** All kinds of trouble. */
export const REGIMES: readonly Regime[] = [
  ...EVERY_MIX,
  {
    name: 'replay for ninety minutes, hardly an answer comes',
    behaviour: { ...ALWAYS, deduplicatesForMs: 90 * MINUTE_MS, findsAfterMs: 110 * MINUTE_MS },
    faults: { ...WEATHER, requestLost: 0.4, requestLate: 0.3, answerLost: 0.95, webhookLost: 1 },
    workers: 2,
    faultsForMs: 140 * MINUTE_MS,
  },
  {
    name: 'replay, found by id alone',
    behaviour: { ...ALWAYS, findsByReference: false },
    faults: { ...WEATHER, webhookLost: 0.5 },
    workers: 2,
  },
  {
    name: 'no deduplication, found by id alone',
    behaviour: { ...ALWAYS, deduplication: 'none', deduplicatesForMs: 0, findsByReference: false },
    faults: { ...WEATHER, webhookLost: 0.5 },
    workers: 2,
  },
  {
    name: 'no deduplication, answers lost, late arrivals',
    behaviour: { ...ALWAYS, deduplication: 'none', deduplicatesForMs: 0 },
    faults: { ...WEATHER, requestLate: 0.3, answerLost: 0.3, webhookLost: 1 },
    workers: 2,
  },
  {
    name: 'clocks ten minutes off',
    behaviour: ALWAYS,
    faults: { ...WEATHER, webhookLost: 0.5, skewMs: 10 * MINUTE_MS },
    workers: 3,
  },
  { name: 'workers stand still', behaviour: ALWAYS, faults: { ...WEATHER, pause: 0.05, webhookLost: 0.5 }, workers: 3 },
  {
    name: 'workers stand still, no deduplication',
    behaviour: { ...ALWAYS, deduplication: 'none', deduplicatesForMs: 0 },
    faults: { ...WEATHER, pause: 0.05, webhookLost: 0.5 },
    workers: 3,
  },
  {
    name: 'the provider holds other terms',
    behaviour: ALWAYS,
    faults: { ...WEATHER, otherTerms: 0.3, webhookLost: 0.3 },
    workers: 2,
  },
  {
    name: 'payouts race for the balance',
    behaviour: ALWAYS,
    faults: { ...WEATHER, webhookLost: 0.3 },
    workers: 2,
    funds: '45',
  },
  {
    name: 'the provider says no',
    behaviour: ALWAYS,
    faults: { ...WEATHER, rejected: 0.5, webhookLost: 0.5 },
    workers: 2,
  },
  {
    name: 'the store fails',
    behaviour: ALWAYS,
    faults: { ...NO_FAULTS, commitReplyLost: 0.15, storeUnavailable: 0.15, webhookLost: 0.5 },
    workers: 2,
  },
  { name: 'crashes alone', behaviour: ALWAYS, faults: { ...NO_FAULTS, crash: 0.05, webhookLost: 1 }, workers: 2 },
  { name: 'crashes, and every webhook comes', behaviour: ALWAYS, faults: { ...NO_FAULTS, crash: 0.05 }, workers: 2 },
  { name: 'nothing goes wrong', behaviour: ALWAYS, faults: NO_FAULTS, workers: 2 },
];

/** The scenario of a seed: seeds walk through all regimes. */
export function scenarioOf(seed: number, regime: Regime = regimeOf(seed)): Scenario {
  return {
    seed,
    payouts: regime.funds === undefined ? 1 + (seed % 3) : 6,
    workers: regime.workers,
    behaviour: regime.behaviour,
    faults: regime.faults,
    faultsForMs: regime.faultsForMs ?? 20 * MINUTE_MS,
    ...(regime.funds === undefined ? {} : { funds: regime.funds }),
  };
}

/** The regime that a seed belongs to. */
export function regimeOf(seed: number): Regime {
  const regime = REGIMES[((seed % REGIMES.length) + REGIMES.length) % REGIMES.length];
  if (regime === undefined) throw new TypeError('there are no regimes');
  return regime;
}
