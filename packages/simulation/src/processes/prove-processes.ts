import { Chance } from '../chance.js';
import type { SimulationPostgres } from '../simulation-postgres.js';
import { type AccountName, Bench, type Role } from './bench.js';
import { type BenchVerdict, judgeBench, untilSettled } from './judge-bench.js';
import type { StopMoment, StopPlace, StopPoint } from './stop-points.js';
import { waitUntil } from './wait-until.js';

/** Longer than every lease of the bench's processes. */
const LATER_MS = 180_000;
const CALLERS = 4;

/** What was done to the processes, and what came of it. */
export interface ProcessReport extends BenchVerdict {
  readonly kills: number;
}

/** Places that each kind of process comes to whatever happens. */
const PLACES: Readonly<Record<'api' | 'worker', readonly (readonly [StopPlace, StopMoment])[]>> = {
  api: [
    ['request', 'after'],
    ['sending', 'before'],
    ['sending', 'within'],
    ['sending', 'after'],
    ['request', 'before'],
    ['intake', 'before'],
    ['intake', 'within'],
    ['intake', 'after'],
    ['claim', 'after'],
    ['commit', 'before'],
    ['commit', 'within'],
    ['commit', 'after'],
  ],
  worker: [
    ['commit', 'within'],
    ['claim', 'after'],
    ['commit', 'after'],
    ['claim', 'before'],
    ['commit', 'before'],
  ],
};

/**
 * Kills processes of a payment system under load, `rounds` times, and starts others in their place: most at a named
 * point, the rest whenever it happens. Then lets everything settle, and judges.
 */
export async function proveKills(
  server: SimulationPostgres | undefined,
  rounds: number,
  seed = 1,
): Promise<ProcessReport> {
  const bench = await Bench.open(server);
  const chance = new Chance(seed);
  const load = startLoad(bench);
  let kills = 0;
  const slots: readonly Role[] = [{ worker: false, port: bench.ports[0] }, { worker: true }, { worker: true }];

  /** Starts processes in one place after the other until enough have died. */
  async function keepKilling(role: Role, first: number): Promise<void> {
    for (let round = first; kills < rounds; round += 1) {
      const places = PLACES[role.port === undefined ? 'worker' : 'api'];
      const [place, moment] = places[round % places.length] ?? ['commit', 'after'];
      const isNamed = round % 4 !== 3;
      const stop: StopPoint = { place, moment, time: Math.ceil(chance.between(1, 12)), signal: 'SIGKILL' };
      const child = await bench.start(role, isNamed ? stop : undefined);
      if (!isNamed) await afterMore(bench, Math.ceil(chance.between(1, 30)), () => kills >= rounds);
      if (!isNamed || kills >= rounds) await child.kill();
      await Promise.race([
        child.ended,
        waitUntil('enough processes have died', () => kills >= rounds || child.isOver()),
      ]);
      await child.kill();
      kills += 1;
    }
  }

  try {
    await Promise.all(slots.map((role, index) => keepKilling(role, index)));
    return { ...(await finish(bench, load)), kills };
  } finally {
    load.stop();
    await bench.close();
  }
}

/**
 * Stops a process in the middle of its work for longer than its lease, so that another takes the work over, and then
 * lets it go on: one with the provider's answer in its hand, and the next with the payout that it has just claimed.
 */
export async function provePause(server: SimulationPostgres | undefined): Promise<ProcessReport> {
  const bench = await Bench.open(server);
  try {
    const accounts: readonly AccountName[] = ['main', 'once'];
    for (const account of accounts) {
      const reference = `pause-${account}`;
      const api = await bench.start(
        { worker: false, port: bench.ports[0] },
        { place: 'request', moment: 'after', time: 1, signal: 'SIGSTOP' },
      );
      const paid = bench.pay(account, reference);
      await waitUntil('the payout is being sent', async () => (await recordOf(bench, account, reference))?.sends === 1);
      // Its lease runs out; whoever claims the payout then stands still as well, until that lease has run out, too.
      const sleeper = await bench.start(
        { worker: true },
        { place: 'claim', moment: 'after', time: 1, signal: 'SIGSTOP' },
      );
      const other = await bench.start({ worker: true });
      await waitUntil('another process has taken the payout over', async () => {
        const record = await recordOf(bench, account, reference);
        return record !== undefined && record.state !== 'ready' && record.state !== 'submitting';
      });
      for (const stopped of [api, sleeper]) stopped.signal('SIGCONT');
      await paid;
      for (const child of [api, sleeper, other]) await child.kill();
    }
    return { ...(await finish(bench)), kills: 0 };
  } finally {
    await bench.close();
  }
}

/** Ends PostgreSQL under load as a crash would, again and again. What was accepted meanwhile survives all of it. */
export async function proveRestarts(server: SimulationPostgres, restarts: number): Promise<ProcessReport> {
  const bench = await Bench.open(server);
  const load = startLoad(bench);
  try {
    const children = await Promise.all([
      bench.start({ worker: false, port: bench.ports[0] }),
      bench.start({ worker: true }),
      bench.start({ worker: true }),
    ]);
    for (let restart = 0; restart < restarts; restart += 1) {
      await afterMore(bench, 10);
      await server.restart?.();
    }
    await afterMore(bench, 10);
    for (const child of children) if (child.isOver()) throw new Error(`a process ended with ${await child.ended}`);
    await Promise.all(children.map((child) => child.kill()));
    return { ...(await finish(bench, load)), kills: 0 };
  } finally {
    load.stop();
    await bench.close();
  }
}

interface Load {
  stop(): void;
  /** Resolves once every caller has heard that its last payout was accepted. */
  readonly done: Promise<unknown>;
}

/** Callers who ask for one payout after the other, now and then twice at the same time. */
function startLoad(bench: Bench): Load {
  let isOver = false;
  let number = 0;
  const done = Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const account: AccountName = caller % 2 === 0 ? 'main' : 'once';
      while (!isOver) {
        number += 1;
        const reference = `${account}-${String(number)}`;
        const copies = number % 5 === 0 ? 2 : 1;
        await Promise.all(Array.from({ length: copies }, () => bench.pay(account, reference)));
      }
    }),
  );
  // Whoever waits for it hears of it; until then it is nobody's.
  done.catch(() => undefined);
  return {
    stop: () => {
      isOver = true;
    },
    done,
  };
}

/** Ends the load with processes that nothing happens to, some minutes later, when all leases have run out. */
async function finish(bench: Bench, load?: Load): Promise<BenchVerdict> {
  const children = await Promise.all([
    bench.start({ worker: false, port: bench.ports[0] }, undefined, LATER_MS),
    bench.start({ worker: true }, undefined, LATER_MS),
  ]);
  load?.stop();
  await load?.done;
  await untilSettled(bench);
  for (const child of children) await child.kill();
  return judgeBench(bench);
}

async function afterMore({ accepted }: Bench, count: number, isOver: () => boolean = () => false): Promise<void> {
  const enough = accepted.size + count;
  await waitUntil('more payouts are accepted', () => accepted.size >= enough || isOver());
}

function recordOf({ store }: Bench, account: AccountName, reference: string) {
  return store.payoutByReference(account, reference);
}
