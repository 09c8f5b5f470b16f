import { openStore } from '@paymux/store';
import { type CallFigures, callFor } from '../durable/callers.js';
import { fillInbox } from '../durable/filled-inbox.js';
import { startHelper } from '../durable/helper.js';
import { startPostgres } from '../durable/postgres.js';
import { workInbox } from '../durable/work-inbox.js';
import { type GoalProgram, judged } from '../goal.js';
import { type Contestant, playRounds } from '../measuring/rounds.js';

type Names = keyof CallFigures;

const BACKLOG = 20_000;
const EVENT = JSON.stringify({ filler: 'x'.repeat(400) });
/** Short enough that the quickest of them leaves most of its backlog. */
const LONGEST_TURN_MS = 200;
/** Jobs that are done at each size of the backlog, in one round. */
const AT_EACH_SIZE = 500;

export const measure: GoalProgram = async ({ progress, quick, result, rounds, turnMs: usualMs }) => {
  const turnMs = Math.min(usualMs, LONGEST_TURN_MS);
  const postgres = await startPostgres();
  const floors = startHelper('./job-floors.js');
  const store = await openStore({ url: await postgres.schema('ours') });
  const handUrl = await postgres.schema('by_hand');
  await (await openStore({ url: handUrl })).close();
  progress('filling the queues');
  await floors.ask('prepare', { url: handUrl, queuesUrl: postgres.url });

  const refill = (schema: string, rows: number): Promise<void> =>
    postgres.run(
      `truncate ${schema}.paymux_inbox; ${fillInbox(schema, 1, rows, EVENT)}; analyze ${schema}.paymux_inbox`,
    );
  const ourQueue = (batch: number, callers: number): Contestant<Names> => ({
    name: `claim ${String(batch)} and commit`,
    round: async () => {
      await refill('ours', BACKLOG);
      return callFor(callers, turnMs, () => workInbox(store, batch));
    },
  });
  const byHand = (batch: number, callers: number): Contestant<Names> => ({
    name: `SKIP LOCKED ${String(batch)} by hand`,
    round: async () => {
      await refill('by_hand', BACKLOG);
      return floors.ask<CallFigures>('byHand', { batch, callers, milliseconds: turnMs });
    },
  });
  const other = (name: string, command: string, batch: number, callers: number): Contestant<Names> => ({
    name,
    round: () => floors.ask<CallFigures>(command, { batch, callers, milliseconds: turnMs }),
  });

  const sides = {
    one: ourQueue(1, 8),
    fifty: ourQueue(50, 4),
    oneByHand: byHand(1, 8),
    fiftyByHand: byHand(50, 4),
    bossOne: other('pg-boss fetch 1 and complete', 'boss', 1, 8),
    bossFifty: other('pg-boss fetch 50 and complete', 'boss', 50, 4),
    graphile: other('graphile-worker, local queue and batched', 'graphile', 50, 4),
  };
  const comparison = await playRounds(sides, {
    rounds,
    onTurn: (name, round, all) => progress(`${name} ${String(round)}/${String(all)}`),
  });
  const claim = (
    name: string,
    ours: keyof typeof sides,
    theirs: keyof typeof sides,
    atLeast: number,
    note?: string,
  ) => {
    const line = (side: keyof typeof sides) => ({
      name: sides[side].name,
      figure: comparison.figure(side, 'perSecond'),
      unit: '/s',
    });
    const ratio = comparison.ratio(ours, theirs, 'perSecond');
    result(judged({ name, ratio, atLeast, ours: line(ours), theirs: line(theirs), note }));
  };
  const queue = 'Ours writes the record of each delivery anew, under its fence; a queue forgets its jobs.';
  const hand = 'By hand over the same table, with its indexes. Ours also guards each row by the fence of its lease.';
  claim('P15 take a job and complete it / by hand, 1 at a time', 'one', 'oneByHand', 0.8, hand);
  claim('P15 take a job and complete it / by hand, 50 at a time', 'fifty', 'fiftyByHand', 0.8, hand);
  claim('P15 take a job and complete it / pg-boss, 1 at a time', 'one', 'bossOne', 10);
  claim('P15 take a job and complete it / pg-boss, 50 at a time', 'fifty', 'bossFifty', 10, queue);
  claim('P15 take a job and complete it / graphile-worker, batched', 'fifty', 'graphile', 1, queue);
  await floors.ask('stop');
  await floors.stop();
  await store.close();

  const large = quick ? 100_000 : 1_000_000;
  progress(`filling a backlog of ${String(large)}`);
  const small = await openStore({ url: await postgres.schema('small') });
  const huge = await openStore({ url: await postgres.schema('huge') });
  await postgres.run(fillInbox('huge', 1, large + AT_EACH_SIZE * (rounds + 1)));
  await postgres.run('vacuum analyze huge.paymux_inbox');
  const at = (name: string, store: typeof small, prepare: () => Promise<void>): Contestant<'perSecond'> => ({
    name,
    round: async () => {
      await prepare();
      const started = performance.now();
      let left = AT_EACH_SIZE / 50;
      const work = async (): Promise<void> => {
        for (; left > 0; ) {
          left -= 1;
          await workInbox(store, 50);
        }
      };
      await Promise.all([work(), work(), work(), work()]);
      return { perSecond: (AT_EACH_SIZE / (performance.now() - started)) * 1000 };
    },
  });
  const backlogs = {
    small: at('a backlog of 1,000', small, async () => {
      await postgres.run('truncate small.paymux_inbox');
      await postgres.run(fillInbox('small', 1, 1000));
      await postgres.run('vacuum analyze small.paymux_inbox');
    }),
    huge: at(`a backlog of ${large.toLocaleString('en-GB')}`, huge, async () => undefined),
  };
  const grown = await playRounds(backlogs, {
    rounds,
    onTurn: (name, round, all) => progress(`${name} ${String(round)}/${String(all)}`),
  });
  const line = (side: 'small' | 'huge') => ({
    name: backlogs[side].name,
    figure: grown.figure(side, 'perSecond'),
    unit: '/s',
  });
  result(
    judged({
      name: `P15 jobs at a backlog of ${large.toLocaleString('en-GB')} / of 1,000`,
      ratio: grown.ratio('huge', 'small', 'perSecond'),
      atLeast: 0.8,
      ours: line('huge'),
      theirs: line('small'),
      note: 'Due rows are found as quickly; the indexes into which a new version of each goes are a level deeper.',
    }),
  );
  await Promise.all([small.close(), huge.close()]);
  await postgres.stop();
};
