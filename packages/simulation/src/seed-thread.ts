import { parentPort, workerData } from 'node:worker_threads';
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
}

// Runs make errors by the thousand, and nobody reads where they were made.
Error.stackTraceLimit = 0;

const { count, start, thread, threads, store, postgresUrl } = workerData as Share;
const openStore = openingOf(store, postgresUrl);
let batch: SeedResult[] = [];
for (let index = thread; index < count; index += threads) {
  batch.push(await runSeed(start + index, undefined, { openStore }));
  if (batch.length === 100) {
    parentPort?.postMessage(batch);
    batch = [];
  }
}
parentPort?.postMessage(batch);
