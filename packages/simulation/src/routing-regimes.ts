import { type Faults, NO_FAULTS } from './faults.js';
import type { ProviderBehaviour } from './provider-model.js';
import type { Scenario } from './world.js';

const MINUTE_MS = 60_000;

const REPLAYS: ProviderBehaviour = {
  deduplication: 'replay',
  deduplicatesForMs: Number.MAX_SAFE_INTEGER,
  findsByReference: true,
  findsAfterMs: 5 * MINUTE_MS,
};
const REFUSES: ProviderBehaviour = { ...REPLAYS, deduplication: 'refuse' };
const FORGETS: ProviderBehaviour = { ...REPLAYS, deduplication: 'none', deduplicatesForMs: 0 };
const BY_ID: ProviderBehaviour = { ...REPLAYS, findsByReference: false };

/** The code of a refusal after which the next account is tried. */
export const LISTED = '17';

const CALM: Faults = { ...NO_FAULTS, requestReset: 0.3, rejected: 0.3, webhookLate: 0.2, webhookTwice: 0.1 };
const STORM: Faults = {
  ...CALM,
  crash: 0.01,
  commitReplyLost: 0.02,
  storeUnavailable: 0.01,
  requestLost: 0.06,
  requestLate: 0.08,
  answerLost: 0.1,
  serverError: 0.05,
  rateLimited: 0.05,
  lookUpFailed: 0.05,
  webhookLost: 0.3,
};

const MODES: readonly (readonly [ProviderBehaviour, ProviderBehaviour, ProviderBehaviour])[] = [
  [REPLAYS, REFUSES, FORGETS],
  [REFUSES, FORGETS, BY_ID],
  [FORGETS, BY_ID, REPLAYS],
  [BY_ID, REPLAYS, REFUSES],
];

const WEATHER: readonly Faults[] = [
  STORM,
  CALM,
  { ...STORM, answerLost: 0.5 },
  { ...STORM, crash: 0.05 },
  { ...CALM, pause: 0.05, crash: 0.02 },
  { ...STORM, requestReset: 0.7, rejected: 0.1 },
];

/**
 * A run with three accounts and two callers whose rules differ: payouts are routed, refused, lost, and taken to other
 * accounts. Every third run has an account that is down, every fourth one that has little money.
 */
export function routedScenarioOf(seed: number): Scenario {
  const [behaviour, b, c] = MODES[seed % MODES.length] ?? [REPLAYS, REPLAYS, REPLAYS];
  const spread = { failoverOn: [LISTED], failoverAfter: 1 + (seed % 3) };
  return {
    seed,
    payouts: 1 + (seed % 4),
    workers: 1 + (seed % 3),
    behaviour,
    others: { b, c },
    routing: [
      [{ id: 'first', accounts: [{ account: 'main' }], fallback: ['b', 'c'], ...spread }],
      [{ id: 'shared', accounts: [{ account: 'b' }, { account: 'c', weight: 2 }], fallback: ['main'], ...spread }],
    ],
    codes: [LISTED, '18'],
    faults: WEATHER[seed % WEATHER.length] ?? STORM,
    faultsForMs: 20 * MINUTE_MS,
    ...(seed % 3 === 0 ? { down: [seed % 2 === 0 ? 'main' : 'b'] } : {}),
    ...(seed % 4 === 1 ? { funds: '25' } : {}),
  };
}
