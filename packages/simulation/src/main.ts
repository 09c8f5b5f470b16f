import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { simulationPostgres, type SimulationPostgres } from './simulation-postgres.js';
import { type ProcessReport, proveKills, provePause, proveRestarts } from './processes/prove-processes.js';
import { REGIMES, regimeOf, scenarioOf } from './regimes.js';
import { runRoutedSeed } from './run-routed-seeds.js';
import { type SeedResult, shrink, tryScenario } from './run-seeds.js';
import type { SeedsOver, Share } from './seed-thread.js';
import { runSimulatorSeeds } from './simulators/run-simulator-seeds.js';
import { isStoreName, openingOf, type StoreName } from './simulation-stores.js';

const HELP = `Runs the real payout service against simulated time, networks, stores and providers.

  npm run sim -- --seeds N [--start S]    N seeds from S on; 20000 from 1 if nothing is said
  npm run sim -- --seed X                 one seed again, and the smallest scenario that still goes wrong
      --store NAME   memory (if nothing is said), sqlite or postgres
      --routing      payouts are routed over three accounts, and fail over
      --simulators   payments and payouts are routed over three simulators, over HTTP
      --threads T    how many seeds at a time
      --json         one JSON object as the last line

  npm run sim -- --processes [--rounds N] [--store sqlite|postgres]
                 real processes that are killed N times under load (200 if nothing is said), one that stands still for
                 longer than its lease, and on PostgreSQL three restarts of the server

PostgreSQL is started here, unless PAYMUX_TEST_POSTGRES_URL names one.

Exit status 1 means that a promise was broken: a payout sent twice or lost, books that do not agree, an event that
was acknowledged and lost, or work that nobody finishes.`;

const RESTARTS = 3;
const WHERE = { accounts: '--routing', simulators: '--simulators' } as const;
const NAMES = { accounts: 'routing', simulators: 'three simulators' } as const;

interface Totals {
  seeds: number;
  failed: number;
  reviews: number;
  crashes: number;
  events: number;
  failovers: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20000' },
      start: { type: 'string', default: '1' },
      seed: { type: 'string' },
      store: { type: 'string' },
      processes: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '200' },
      threads: { type: 'string' },
      routing: { type: 'boolean', default: false },
      simulators: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const store = values.store ?? (values.processes ? 'sqlite' : 'memory');
  if (!isStoreName(store)) throw new TypeError(`--store must be memory, sqlite or postgres, not "${store}".`);
  const over: SeedsOver = values.simulators ? 'simulators' : values.routing ? 'accounts' : 'account';
  if (over !== 'account' && store !== 'memory') {
    throw new TypeError('--routing and --simulators run on the model in memory alone.');
  }
  const server = store === 'postgres' ? await postgres() : undefined;
  try {
    if (values.processes) return await runProcesses(server, whole('rounds', values.rounds));
    if (values.seed !== undefined) {
      const seed = whole('seed', values.seed);
      return await (over === 'account' ? replay(seed, store, server) : replayRouted(seed, over));
    }
    const threads = values.threads === undefined ? availableParallelism() : whole('threads', values.threads);
    const share = { start: whole('start', values.start), count: whole('seeds', values.seeds), threads, over };
    return await runSeeds({ ...share, store, postgresUrl: server?.url }, values.json);
  } finally {
    await server?.stop();
  }
}

async function runSeeds(share: Omit<Share, 'thread'>, json: boolean): Promise<number> {
  const { over } = share;
  const results = runAll(share);
  const totals: Totals = { seeds: 0, failed: 0, reviews: 0, crashes: 0, events: 0, failovers: 0 };
  const began = performance.now();
  for await (const result of results) {
    totals.seeds += 1;
    totals.reviews += result.reviews;
    totals.crashes += result.crashes;
    totals.events += result.events;
    totals.failovers += result.failovers ?? 0;
    if (result.violations.length > 0) {
      totals.failed += 1;
      console.log(`seed ${String(result.seed)} (${result.regime})`);
      for (const { detail, rule } of result.violations) console.log(`  broken: ${rule}: ${detail}`);
      const where = over === 'account' ? `--store ${share.store}` : WHERE[over];
      console.log(`  again:  npm run sim -- --seed ${String(result.seed)} ${where}`);
    }
    if (process.stdout.isTTY && totals.seeds % 500 === 0) {
      process.stderr.write(`\r${String(totals.seeds)} seeds, ${String(totals.failed)} failed`);
    }
  }
  if (process.stdout.isTTY) process.stderr.write('\r');
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    json
      ? JSON.stringify({ ...totals, seconds })
      : `${String(totals.seeds)} seeds ${over === 'account' ? `in ${String(REGIMES.length)} regimes` : `over three ${over}`}, ${String(totals.failed)} failed; ` +
          (over !== 'account' ? `${String(totals.failovers)} failovers, ` : '') +
          `${String(totals.crashes)} crashes, ${String(totals.events)} events, ${String(totals.reviews)} for review, ${String(seconds)} s`,
  );
  return totals.failed === 0 ? 0 : 1;
}

/** Kills, one long pause and, where there is a server of ours, restarts of it. */
async function runProcesses(server: SimulationPostgres | undefined, rounds: number): Promise<number> {
  const proofs: readonly (readonly [string, () => Promise<ProcessReport>])[] = [
    ['kills', () => proveKills(server, rounds)],
    ['a pause', () => provePause(server)],
    ...(server?.restart === undefined ? [] : [['restarts', () => proveRestarts(server, RESTARTS)] as const]),
  ];
  let broken = 0;
  for (const [name, prove] of proofs) {
    const began = performance.now();
    const { kills, payouts, reviews, violations, webhooks } = await prove();
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(
      `${name}: ${String(violations.length)} promises broken; ${String(kills)} processes killed, ` +
        `${String(payouts)} payouts, ${String(webhooks)} webhooks, ${String(reviews)} for review, ${String(seconds)} s`,
    );
    for (const { detail, rule } of violations) console.log(`  broken: ${rule}: ${detail}`);
    broken += violations.length;
  }
  return broken === 0 ? 0 : 1;
}

async function postgres(): Promise<SimulationPostgres> {
  const server = await simulationPostgres();
  if (server === undefined) throw new TypeError('There is no program of PostgreSQL for this platform.');
  return server;
}

async function replay(seed: number, store: StoreName, server: SimulationPostgres | undefined): Promise<number> {
  const scenario = { ...scenarioOf(seed), openStore: openingOf(store, server?.url) };
  const result = await tryScenario(scenario);
  console.log(
    `seed ${String(seed)} (${regimeOf(seed).name}): ${result.violations.length === 0 ? 'nothing is broken' : 'broken'}`,
  );
  for (const { detail, rule } of result.violations) console.log(`  ${rule}: ${detail}`);
  if (result.violations.length === 0) return 0;
  const { faults, payouts, workers } = await shrink(scenario);
  const needed = Object.entries(faults).filter(([, often]) => often !== 0);
  console.log(
    `smallest: ${String(payouts)} payouts, ${String(workers)} workers, ${JSON.stringify(Object.fromEntries(needed))}`,
  );
  return 1;
}

async function replayRouted(seed: number, over: keyof typeof WHERE): Promise<number> {
  const { violations } = over === 'accounts' ? await runRoutedSeed(seed) : await onlyOf(runSimulatorSeeds([seed]));
  console.log(`seed ${String(seed)} (${NAMES[over]}): ${violations.length === 0 ? 'nothing is broken' : 'broken'}`);
  for (const { detail, rule } of violations) console.log(`  ${rule}: ${detail}`);
  return violations.length === 0 ? 0 : 1;
}

async function onlyOf(results: AsyncIterable<SeedResult>): Promise<SeedResult> {
  for await (const result of results) return result;
  throw new TypeError('The seed came to nothing.');
}

/** Results as they come, from several threads. */
async function* runAll(share: Omit<Share, 'thread'>): AsyncGenerator<SeedResult> {
  const { threads } = share;
  const waiting: SeedResult[] = [];
  let wake = (): void => undefined;
  let running = threads;
  let failure: Error | undefined;
  for (let thread = 0; thread < threads; thread += 1) {
    const worker = new Worker(new URL('./seed-thread.js', import.meta.url), {
      workerData: { ...share, thread } satisfies Share,
    });
    worker.on('message', (results: readonly SeedResult[]) => {
      waiting.push(...results);
      wake();
    });
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
      wake();
    });
    worker.on('exit', () => {
      running -= 1;
      wake();
    });
  }
  for (;;) {
    yield* waiting.splice(0);
    if (failure !== undefined) throw failure;
    if (running === 0 && waiting.length === 0) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new TypeError(`--${name} must be a whole number, not "${text}".`);
  return number;
}

process.exitCode = await main();
