import { openStore } from '@paymux/store';
import { nextPayout, openBenchPaymux } from '../durable/account.js';
import { type CallFigures, callFor } from '../durable/callers.js';
import { startHelper } from '../durable/helper.js';
import { type Disk, startPostgres } from '../durable/postgres.js';
import { type GoalProgram, judged } from '../goal.js';
import { type Contestant, playRounds } from '../measuring/rounds.js';

type Names = keyof CallFigures;

const CALLERS = 64;
/** Both are explained in docs/decisions/2026-11-21-commits-share-a-statement.md. */
const LIMIT = 'It writes five rows with some twenty index entries, where Q writes five rows with ten.';
const WHOLE_LIMIT = 'It writes nine rows with some forty index entries, in two commits around the call.';
/** Until the compiler has seen everything often enough. */
const WARM_UP_MS = 3000;
const DISKS = ['fast disk', '1 ms fsync'] as const satisfies readonly Disk[];

export const measure: GoalProgram = async ({ progress, result, rounds, turnMs }) => {
  const postgres = await startPostgres();
  const provider = startHelper('./fake-provider.js');
  const floors = startHelper('./payout-floors.js');
  const providerUrl = await provider.ask<string>('start');
  const store = await openStore({ url: await postgres.schema('ours') });
  const paymux = await openBenchPaymux(store, { providerUrl });
  await floors.ask('prepare', { url: await postgres.schema('floor'), providerUrl, connections: CALLERS });

  const ourSide = (name: string, work: () => Promise<unknown>): Contestant<Names> => ({
    name,
    round: () =>
      callFor(CALLERS, turnMs, async () => {
        await work();
        return 1;
      }),
  });
  const floor = (name: string, command: string): Contestant<Names> => ({
    name,
    round: () => floors.ask<CallFigures>(command, { callers: CALLERS, milliseconds: turnMs }),
  });

  progress('warming up');
  for (const work of [
    () => paymux.payouts.acceptPayout(nextPayout()),
    () => paymux.payouts.createPayout(nextPayout()),
  ]) {
    await callFor(CALLERS, WARM_UP_MS, async () => {
      await work();
      return 1;
    });
  }
  for (const command of ['q', 'transaction', 'naive']) {
    await floors.ask(command, { callers: CALLERS, milliseconds: WARM_UP_MS / 2 });
  }

  for (const disk of DISKS) {
    await postgres.setDisk(disk);
    const isFast = disk === 'fast disk';
    const sides = {
      accept: ourSide('acceptPayout', () => paymux.payouts.acceptPayout(nextPayout())),
      full: ourSide('createPayout', () => paymux.payouts.createPayout(nextPayout())),
      q: floor('Q: one statement by hand', 'q'),
      transaction: floor('six round trips by hand', 'transaction'),
      naive: floor('three transactions and a call by hand', 'naive'),
    };
    const comparison = await playRounds(sides, {
      rounds,
      onTurn: (name, round, all) => progress(`${disk}: ${name} ${String(round)}/${String(all)}`),
    });
    const claim = (
      name: string,
      ours: 'accept' | 'full',
      theirs: 'q' | 'transaction' | 'naive',
      atLeast: number,
      note?: string,
    ): void => {
      const line = (side: keyof typeof sides) => ({
        name: sides[side].name,
        figure: comparison.figure(side, 'perSecond'),
        unit: '/s',
      });
      result(
        judged({
          name: `${name}, ${String(CALLERS)} callers, ${disk}`,
          ratio: comparison.ratio(ours, theirs, 'perSecond'),
          atLeast,
          ours: line(ours),
          theirs: line(theirs),
          note,
        }),
      );
    };
    const cpu = `Ours takes ${comparison.figure('accept', 'cpuMicroseconds').toFixed(0)} µs of CPU in its process. ${LIMIT}`;
    claim('P13 accept a payout / the same in one statement', 'accept', 'q', 1.3, cpu);
    if (isFast) claim('P13 accept a payout / the same in a transaction', 'accept', 'transaction', 4, cpu);
    const fullCpu = `Ours takes ${comparison.figure('full', 'cpuMicroseconds').toFixed(0)} µs of CPU in its process. ${WHOLE_LIMIT}`;
    claim('P14 a whole payout with its signed call / one accepted in one statement', 'full', 'q', 0.4, fullCpu);
    claim('P14 a whole payout with its signed call / the naive way', 'full', 'naive', 2.2, fullCpu);
  }

  await paymux.close();
  await store.close();
  await Promise.all([provider.stop(), floors.stop()]);
  await postgres.stop();
};
