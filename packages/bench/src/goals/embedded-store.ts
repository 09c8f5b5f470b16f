import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toRecordText } from '@paymux/orchestration';
import { openStore } from '@paymux/store';
import Database from 'libsql';
import { callFor } from '../durable/callers.js';
import { messageOf } from '../durable/filled-inbox.js';
import { type GoalProgram, judged } from '../goal.js';
import { playRounds } from '../measuring/rounds.js';
import { median } from '../measuring/statistics.js';

const EVENT = JSON.stringify({ filler: 'x'.repeat(800) });
let made = 0;

function nextMessage() {
  made += 1;
  return messageOf(`k${String(made)}`, EVENT);
}

export const measure: GoalProgram = async ({ progress, result, rounds, turnMs }) => {
  const base = await mkdtemp(join(tmpdir(), 'paymux-bench-'));
  const opening: number[] = [];
  const reopening: number[] = [];
  for (let time = 0; time < rounds; time += 1) {
    progress(`opening ${String(time + 1)}/${String(rounds)}`);
    const folder = join(base, `opened-${String(time)}`);
    for (const times of [opening, reopening]) {
      const started = performance.now();
      const store = await openStore({ folder });
      times.push(performance.now() - started);
      await store.close();
    }
  }
  const openLine = (name: string, times: readonly number[], atMost: number): void => {
    const figure = median(times);
    result(judged({ name, ratio: figure, atMost, ours: { name: 'openStore', figure, unit: 'ms' } }));
  };
  openLine('P16 open the embedded store for the first time', opening, 500);
  openLine('P16 open the embedded store again', reopening, 300);

  const store = await openStore({ folder: join(base, 'ours') });
  await (await openStore({ folder: join(base, 'raw') })).close();
  const raw = openRaw(join(base, 'raw', 'paymux.db'));
  const sides = {
    ours: {
      name: 'commit, one after the other',
      round: () =>
        callFor(1, turnMs, async () => {
          await store.commit([{ change: 'inbox_insert', message: nextMessage() }]);
          return 1;
        }),
    },
    together: {
      name: 'commit, 64 callers',
      round: () =>
        callFor(64, turnMs, async () => {
          await store.commit([{ change: 'inbox_insert', message: nextMessage() }]);
          return 1;
        }),
    },
    raw: {
      name: 'libsql, one insert for each transaction',
      round: () =>
        callFor(1, turnMs, () => {
          raw.insert();
          return Promise.resolve(1);
        }),
    },
  };
  const comparison = await playRounds(sides, {
    rounds,
    onTurn: (name, round, all) => progress(`${name} ${String(round)}/${String(all)}`),
  });
  const line = (side: keyof typeof sides) => ({
    name: sides[side].name,
    figure: comparison.figure(side, 'perSecond'),
    unit: '/s',
  });
  for (const side of ['ours', 'together'] as const) {
    result(
      judged({
        name: `P16 insert into the embedded store / into its raw engine, ${side === 'ours' ? 'one caller' : '64 callers'}`,
        ratio: comparison.ratio(side, 'raw', 'perSecond'),
        atLeast: 0.7,
        ours: line(side),
        theirs: line('raw'),
        note: 'Both into the same table with its indexes, in the same journal mode, with each commit on disk.',
      }),
    );
  }
  raw.close();
  await store.close();
  await rm(base, { recursive: true, force: true });
};

/** The engine by itself, set up as the store sets it up. */
function openRaw(file: string): { insert(): void; close(): void } {
  const database = new Database(file);
  // The mode that the store has chosen stays with the file where it is a log.
  if (database.pragma('journal_mode', { simple: true }) !== 'wal') database.pragma('journal_mode = truncate');
  database.pragma('synchronous = full');
  const statement = database.prepare(
    'insert into paymux_inbox (id, due_at, record, account, key, state, received_at) values (?, ?, ?, ?, ?, ?, ?)',
  );
  return {
    insert: () => {
      const message = nextMessage();
      const at = message.receivedAt.getTime();
      statement.run(message.key, at, toRecordText(message), 'main', message.key, 'waiting', at);
    },
    close: () => {
      database.close();
    },
  };
}
