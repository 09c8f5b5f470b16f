import { parentPort, workerData } from 'node:worker_threads';
import { runSimulatorSeeds } from './simulators/run-simulator-seeds.js';
import { runRoutedSeed } from './run-routed-seeds.js';
import { runSeed, type SeedResult } from './run-seeds.js';
import { openingOf, type StoreName } from './simulation-stores.js';

/** Which seeds one thread runs: every `threads`-th, from `start + thread` on. */
export interface Share {
  readonly start: number;
  readonly count: number;
  readonly thread: number;
  readonly threads: number;
  readonly store: StoreName;
  /** Where PostgreSQL is, if that is the store. */
  readonly postgresUrl?: string | undefined;
  readonly over: SeedsOver;
}

/** What seeds are run over: one account, three, or three accounts at real simulators. */
export type SeedsOver = 'account' | 'accounts' | 'simulators';

// Runs make errors by the thousand, and nobody reads where they were made.
Error.stackTraceLimit = 0;

const { count, over, start, thread, threads, store, postgresUrl } = workerData as Share;
const openStore = openingOf(store, postgresUrl);
const seeds = Array.from(
  { length: Math.ceil((count - thread) / threads) },
  (_, index) => start + thread + index * threads,
);
let batch: SeedResult[] = [];
for await (const result of results()) {
  batch.push(result);
  if (batch.length === 100) {
    parentPort?.postMessage(batch);
    batch = [];
  }
}
parentPort?.postMessage(batch);

async function* results(): AsyncGenerator<SeedResult> {
  if (over === 'simulators') yield* runSimulatorSeeds(seeds);
  else
    for (const seed of seeds)
      yield await (over === 'accounts' ? runRoutedSeed(seed) : runSeed(seed, undefined, { openStore }));
}
