import { randomUUID } from 'node:crypto';
import type { DurableStore, Transfer } from '@paymux/orchestration';
import { openStore } from '@paymux/store';
import { callFor } from '../durable/callers.js';
import { fillInbox, messageOf } from '../durable/filled-inbox.js';
import { type BenchPostgres, startPostgres } from '../durable/postgres.js';
import { workInbox } from '../durable/work-inbox.js';
import { type GoalProgram, judged } from '../goal.js';
import { type Comparison, type Contestant, playRounds } from '../measuring/rounds.js';

const SIZES = [1000, 10_000, 100_000, 1_000_000] as const;
const EVENT = JSON.stringify({ filler: 'x'.repeat(400) });
const CALLERS = 32;
const START = Date.UTC(2026, 0, 1);

/** What is done at each size, as the store's own methods. */
const WORKS: Readonly<
  Record<string, { readonly name: string; run(store: DurableStore, size: number): Promise<number> }>
> = {
  insert: {
    name: 'insert a webhook',
    run: async (store) => {
      await store.commit([{ change: 'inbox_insert', message: messageOf(randomUUID(), EVENT) }]);
      return 1;
    },
  },
  claim: { name: 'claim and complete webhooks', run: (store) => workInbox(store, 10) },
  query: {
    name: 'find a webhook',
    run: async (store, size) => {
      const key = `k${String(1 + Math.floor(Math.random() * size))}`;
      if ((await store.inboxMessage('main', key)) === undefined) throw new Error(`There is no message ${key}.`);
      return 1;
    },
  },
  list: {
    name: 'list the newest webhooks',
    run: async (store) => (await store.listInbox({ account: 'main', limit: 20 })).length / 20,
  },
  book: {
    name: 'book a movement',
    run: async (store) => {
      await store.commit([{ change: 'transfer', transfer: nextTransfer() }]);
      return 1;
    },
  },
  bookings: {
    name: 'find the bookings of a payout',
    run: async (store, size) => {
      const payoutId = `p${String(1 + Math.floor(Math.random() * size))}`;
      if ((await store.transfers({ payoutId })).length === 0) throw new Error(`Nothing is booked for ${payoutId}.`);
      return 1;
    },
  },
};

export const measure: GoalProgram = async ({ progress, quick, result, rounds, series, turnMs }) => {
  const sizes = quick ? SIZES.slice(0, 3) : SIZES;
  const postgres = await startPostgres();
  const stores: { readonly size: number; readonly store: DurableStore }[] = [];
  for (const size of sizes) {
    progress(`filling ${String(size)} webhooks and as many bookings`);
    const store = await openStore({ url: await postgres.schema(schemaOf(size)) });
    stores.push({ size, store });
    await fill(postgres, size);
  }

  const memory: [number, number][] = [];
  for (const [what, { name, run }] of Object.entries(WORKS)) {
    const contestants = Object.fromEntries(
      stores.map(({ size, store }): [string, Contestant<'perSecond' | 'kibibytes'>] => [
        schemaOf(size),
        {
          name: `${name} among ${size.toLocaleString('en-GB')}`,
          round: async () => {
            // What was done before must not change the size that is measured.
            if (size <= 10_000) await fill(postgres, size);
            const { perSecond } = await callFor(what === 'claim' ? 4 : CALLERS, turnMs, () => run(store, size));
            globalThis.gc?.();
            return { perSecond, kibibytes: process.memoryUsage().heapUsed / 1024 };
          },
        },
      ]),
    );
    const comparison: Comparison<string, 'perSecond' | 'kibibytes'> = await playRounds(contestants, {
      rounds,
      onTurn: (turn, round, all) => progress(`${turn} ${String(round)}/${String(all)}`),
    });
    series({
      name: `GROWTH ${name}`,
      x: { name: 'rows', unit: '' },
      y: { name: 'rate', unit: '/s' },
      points: sizes.map((size) => [size, comparison.figure(schemaOf(size), 'perSecond')]),
    });
    const [least, most] = [SIZES[0], sizes.at(-1) ?? SIZES[0]];
    const line = (size: number) => ({
      name: `among ${size.toLocaleString('en-GB')}`,
      figure: comparison.figure(schemaOf(size), 'perSecond'),
      unit: '/s',
    });
    result(
      judged({
        name: `GROWTH ${name}, among ${most.toLocaleString('en-GB')} / among 1,000`,
        ratio: comparison.ratio(schemaOf(most), schemaOf(least), 'perSecond'),
        atLeast: 0.8,
        ours: line(most),
        theirs: line(least),
      }),
    );
    memory.push([comparison.figure(schemaOf(least), 'kibibytes'), comparison.figure(schemaOf(most), 'kibibytes')]);
  }
  const [before, after] = memory.at(-1) ?? [Number.NaN, Number.NaN];
  result(
    judged({
      name: `GROWTH memory of the process, among ${(sizes.at(-1) ?? 0).toLocaleString('en-GB')} / among 1,000`,
      ratio: after / before,
      atMost: 1.1,
      ours: { name: 'heap after a collection', figure: after, unit: 'KiB' },
      theirs: { name: 'heap after a collection', figure: before, unit: 'KiB' },
    }),
  );
  for (const { store } of stores) await store.close();
  await postgres.stop();
};

function schemaOf(size: number): string {
  return `rows_${String(size)}`;
}

async function fill(postgres: BenchPostgres, size: number): Promise<void> {
  const schema = schemaOf(size);
  // Bookings may only be added to; whoever fills the tables anew is not the store.
  await postgres.run(`alter table ${schema}.paymux_transfers disable trigger user;
    truncate ${schema}.paymux_inbox, ${schema}.paymux_transfers;
    alter table ${schema}.paymux_transfers enable trigger user;
    ${fillInbox(schema, 1, size, EVENT)};
    ${fillTransfers(schema, size)}`);
  await postgres.run(`vacuum analyze ${schema}.paymux_inbox`);
  await postgres.run(`vacuum analyze ${schema}.paymux_transfers`);
}

function fillTransfers(schema: string, size: number): string {
  return `insert into ${schema}.paymux_transfers
      (id, kind, account, payout_id, from_book, to_book, currency, amount, at, record)
    select 'p' || n || ':1:hold', 'hold', 'main', 'p' || n, 'available', 'held', 'USDT', 15.25, ${String(START)} + n,
      '{"id":"p' || n || ':1:hold","kind":"hold","account":"main","payoutId":"p' || n || '","from":"available",'
      '"to":"held","amount":{"amount":"15.25","currency":"USDT"}}'
    from generate_series(1, ${String(size)}) as n`;
}

function nextTransfer(): Transfer {
  const payoutId = randomUUID();
  return {
    id: `${payoutId}:1:hold`,
    kind: 'hold',
    account: 'main',
    payoutId,
    from: 'available',
    to: 'held',
    amount: { amount: '15.25', currency: 'USDT' },
    at: new Date(),
  };
}
