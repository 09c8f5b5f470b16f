import { startHelper } from '../durable/helper.js';
import { startPostgres } from '../durable/postgres.js';
import { type GoalProgram, judged } from '../goal.js';
import { type Contestant, playRounds } from '../measuring/rounds.js';

/** See docs/decisions/2026-11-21-work-is-claimed-from-its-own-rows.md. */
const LARGER =
  'One worker and its database keep 1.2 of the two cores busy. On a larger machine it is to be nearly linear up to 8 workers, which two cores cannot show.';

export const measure: GoalProgram = async ({ progress, quick, result, rounds }) => {
  const payouts = quick ? 200 : 800;
  const postgres = await startPostgres();
  const provider = startHelper('./fake-provider.js');
  const providerUrl = await provider.ask<string>('start');
  const url = await postgres.schema('ours');
  const workers = [startHelper('./payout-process.js'), startHelper('./payout-process.js')] as const;
  for (const worker of workers) await worker.ask('open', { url, providerUrl });

  const working = (
    name: string,
    together: readonly (typeof workers)[number][],
  ): Contestant<'perSecond' | 'cpuMicroseconds'> => ({
    name,
    round: async () => {
      await workers[0].ask('accept', payouts);
      const started = performance.now();
      const cpu = await Promise.all(together.map((worker) => worker.ask<number>('work')));
      const elapsed = performance.now() - started;
      return {
        perSecond: (payouts / elapsed) * 1000,
        cpuMicroseconds: cpu.reduce((sum, each) => sum + each, 0) / payouts,
      };
    },
  });
  const sides = { one: working('one worker', [workers[0]]), two: working('two workers', workers) };
  const comparison = await playRounds(sides, {
    rounds,
    onTurn: (name, round, all) => progress(`${name} ${String(round)}/${String(all)}`),
  });
  const line = (side: 'one' | 'two', figure: 'perSecond' | 'cpuMicroseconds') => ({
    name: sides[side].name,
    figure: comparison.figure(side, figure),
    unit: figure === 'perSecond' ? 'payouts/s' : 'µs CPU/payout',
  });
  result(
    judged({
      name: 'P17 payouts of two workers / of one, database on the same two cores',
      ratio: comparison.ratio('two', 'one', 'perSecond'),
      atLeast: 1.35,
      ours: line('two', 'perSecond'),
      theirs: line('one', 'perSecond'),
      note: LARGER,
    }),
  );
  result(
    judged({
      name: 'P17 CPU for a payout with two workers / with one',
      ratio: comparison.ratio('two', 'one', 'cpuMicroseconds'),
      atMost: 1.25,
      ours: line('two', 'cpuMicroseconds'),
      theirs: line('one', 'cpuMicroseconds'),
      note: 'Each of two workers puts fewer commits into a statement than one does.',
    }),
  );
  for (const worker of workers) {
    await worker.ask('close');
    await worker.stop();
  }
  await provider.stop();
  await postgres.stop();
};
