import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Change, type DurableStore, FIRST_FENCE } from '@paymux/orchestration';
import { sampleNotice, samplePayout, sampleTransfer } from '@paymux/testkit/store';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../src/index.js';
import { emptyPlace, type Place, postgresUrl, runBeside } from './engines.js';

const TOGETHER = 64;
const UNAVAILABLE = { code: 'store_unavailable', outcome: 'unknown' };

describe.runIf(postgresUrl !== undefined)('commits that are made at the same time on PostgreSQL', () => {
  test('are one transaction of the database, acknowledged one by one', async () => {
    const { place, store } = await openPlace();

    const results = await Promise.all(numbers(TOGETHER).map((number) => store.commit([notice(number)])));

    expect(results).toEqual(numbers(TOGETHER).map(() => ({ committed: true })));
    expect(
      await runBeside(
        place,
        `select count(distinct xmin::text)::int as made, count(*)::int as rows from paymux_notices`,
      ),
    ).toEqual([{ made: 1, rows: TOGETHER }]);
  });

  test('lease what they insert by the clock of the database, together and in a transaction of its own', async () => {
    const { place, store } = await openPlace();
    const insert = (id: string) => [{ change: 'payout_insert', payout: samplePayout(id), leaseMs: 60_000 }] as const;

    await Promise.all([store.commit(insert('p1')), store.commit(insert('p2'))]);
    await store.commit(insert('p3'), () => undefined);

    const [lease] = await runBeside(
      place,
      `select count(*)::int as rows, min(fence)::int as fence,
        bool_and(lease_until - extract(epoch from clock_timestamp()) * 1000 between 1 and 60000) as ends
      from paymux_payouts`,
    );
    expect(lease).toEqual({ rows: 3, fence: FIRST_FENCE, ends: true });
    expect(await store.claim('payouts', { limit: 5, leaseMs: 1 })).toEqual([]);
    const payout = samplePayout('p3', { revision: 2 });
    expect(await store.commit([{ change: 'payout_update', payout, fence: FIRST_FENCE }])).toEqual({ committed: true });
  });

  test('are all made but for those that cannot be, each of which hears why', async () => {
    const { store } = await openPlace();
    await store.commit([notice(7), { change: 'total_add', total: 'full', by: '5' }]);

    const results = await Promise.all(
      numbers(TOGETHER).map((number) => {
        if (number === 20)
          return store.commit([notice(1000), { change: 'total_add', total: 'full', by: '1', atMost: '5' }]);
        if (number === 40) {
          const payout = samplePayout('p40', { revision: 2 });
          return store.commit([notice(1001), { change: 'payout_update', payout }]);
        }
        return store.commit([notice(number)]);
      }),
    );

    expect(results[7]).toEqual({ committed: false, conflict: 'taken', at: 0 });
    expect(results[20]).toEqual({ committed: false, conflict: 'out_of_bounds', at: 1 });
    expect(results[40]).toEqual({ committed: false, conflict: 'stale', at: 1 });
    expect(results.filter(({ committed }) => committed)).toHaveLength(TOGETHER - 3);
    expect(await missing(store, [0, 1, 7, 8, 19, 21, 39, 41, 63])).toEqual([]);
    expect(await missing(store, [20, 40, 1000, 1001])).toEqual([20, 40, 1000, 1001]);
  });

  test('are all made but for those with a value that no column holds, whose callers alone are told', async () => {
    const { place, store } = await openPlace();
    const at = new Date('2026-01-01T00:00:00.000Z');
    const refusal = { account: 'main', reason: 'signature_mismatch', at, count: 1 } as const;
    // The first is found before anything is sent, the second by the server.
    const broken = new Map<number, Change>([
      [20, { change: 'refusal_insert', refusal: { ...refusal, count: Number.NaN } }],
      [30, { change: 'refusal_insert', refusal: { ...refusal, count: 0 } }],
    ]);

    const results = await Promise.allSettled(
      numbers(TOGETHER).map((number) => store.commit([broken.get(number) ?? notice(number)])),
    );

    expect(results[20]).toMatchObject({ status: 'rejected', reason: expect.any(RangeError) });
    expect(results[30]).toMatchObject({ status: 'rejected', reason: { code: '23514' } });
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(TOGETHER - broken.size);
    expect(await missing(store, [19, 20, 21, 30, 63])).toEqual([20, 30]);
    expect(await runBeside(place, 'select count(*)::int as rows from paymux_refusals')).toEqual([{ rows: 0 }]);
  });

  test('and touch one row are made one after the other, in the order they were asked for', async () => {
    const { store } = await openPlace();
    await store.commit([{ change: 'payout_insert', payout: samplePayout('p1') }]);

    const results = await Promise.all(
      numbers(8).map((number) =>
        store.commit([{ change: 'payout_update', payout: samplePayout('p1', { revision: number + 2 }) }]),
      ),
    );

    expect(results).toEqual(numbers(8).map(() => ({ committed: true })));
    expect(await store.payout('p1')).toMatchObject({ revision: 9 });
  });

  test('and move one bounded book up and down are let through as far as some order allows it', async () => {
    const { store } = await openPlace();
    const funding = sampleTransfer('fund', '10', { kind: 'fund', from: 'external', to: 'available' });
    await store.commit([{ change: 'transfer', transfer: funding }]);
    const hold = (number: number): Change => ({
      change: 'transfer',
      transfer: sampleTransfer(`hold-${String(number)}`, '1', { kind: 'hold', from: 'available', to: 'held' }),
      bounds: { availableAtLeast: '0' },
    });
    await Promise.all(numbers(5).map((number) => store.commit([hold(number)])));

    const results = await Promise.all(
      numbers(16).map((number) => {
        const back = sampleTransfer(`void-${String(number)}`, '1', { kind: 'void', from: 'held', to: 'available' });
        return store.commit([number < 5 ? { change: 'transfer', transfer: back } : hold(number)]);
      }),
    );

    expect(results.slice(0, 5).every(({ committed }) => committed)).toBe(true);
    const held = results.slice(5).filter(({ committed }) => committed).length;
    // Five were there at any rate, and ten once everything was given back.
    expect(held).toBeGreaterThanOrEqual(5);
    expect(held).toBeLessThanOrEqual(10);
    const books = Object.fromEntries((await store.balances()).map(({ amount, book }) => [book, Number(amount.amount)]));
    expect(books).toMatchObject({ available: 10 - held, held });
  });

  test('are unknown to all of their callers when the connection is lost before they are made, and can be made again', async () => {
    const { place, store } = await openPlace('cut-in-a-group');
    await store.commit([{ change: 'total_add', total: 'shared', by: '1' }]);
    const holder = await connected(place);
    await holder.query('begin');
    await holder.query(`select from paymux_totals where total = 'shared' for update`);

    const made = Promise.allSettled(
      numbers(TOGETHER).map((number) => store.commit([notice(number), ...(number === 5 ? [SHARED] : [])])),
    );
    await until(
      place,
      `select count(*)::int as seen from pg_stat_activity
      where application_name = 'cut-in-a-group' and wait_event_type = 'Lock'`,
      1,
    );
    await runBeside(
      place,
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = 'cut-in-a-group'`,
    );
    const outcomes = await made;
    await holder.query('rollback');
    await holder.end();

    expect(outcomes.map((outcome) => outcome.status)).toEqual(numbers(TOGETHER).map(() => 'rejected'));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: UNAVAILABLE });
    expect(await missing(store, numbers(TOGETHER))).toEqual(numbers(TOGETHER));
    const again = await Promise.all(numbers(TOGETHER).map((number) => store.commit([notice(number)])));
    expect(again.every(({ committed }) => committed)).toBe(true);
  });

  test('are unknown to all of their callers when the answer is lost, and are found when they are made again', async () => {
    const { place, store: direct } = await openPlace();
    const line = await openLine(place);
    const store = await openStore({ url: line.url });
    onTestFinished(() => store.close());

    line.loseAnswers();
    const made = Promise.allSettled(numbers(TOGETHER).map((number) => store.commit([notice(number)])));
    await until(place, 'select count(*)::int as seen from paymux_notices', TOGETHER);
    line.cut();
    const outcomes = await made;

    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    expect(await missing(direct, numbers(TOGETHER))).toEqual([]);
    const again = await Promise.all(numbers(TOGETHER).map((number) => store.commit([notice(number)])));
    expect(again).toEqual(numbers(TOGETHER).map(() => ({ committed: false, conflict: 'taken', at: 0 })));
  });

  test('in two processes have each row once, and every amount', async () => {
    const { place, store: one } = await openPlace();
    const other = await openStore(place.options);
    onTestFinished(() => other.close());
    const race = (store: DurableStore, racer: string): Promise<readonly { readonly committed: boolean }[]> =>
      Promise.all(
        // From both ends, so that the two meet in another order.
        (racer === 'one' ? numbers(200) : numbers(200).reverse()).map((number) =>
          store.commit([
            notice(number),
            { change: 'transfer', transfer: sampleTransfer(`${racer}-${String(number)}`, '0.1') },
            { change: 'total_add', total: `total ${String(number % 3)}`, by: '1' },
          ]),
        ),
      );

    const results = (await Promise.all([race(one, 'one'), race(other, 'other')])).flat();

    expect(results.filter(({ committed }) => committed)).toHaveLength(200);
    expect(await missing(one, numbers(200))).toEqual([]);
    const available = (await one.balances()).find(({ book }) => book === 'available');
    expect(Number(available?.amount.amount)).toBeCloseTo(20, 6);
    const totals = (await runBeside(place, 'select sum(amount)::int as sum from paymux_totals')) as readonly object[];
    expect(totals).toEqual([{ sum: 200 }]);
  });
});

const SHARED: Change = { change: 'total_add', total: 'shared', by: '1' };

function numbers(count: number): readonly number[] & number[] {
  return Array.from({ length: count }, (_, number) => number);
}

function notice(number: number): Change {
  return { change: 'notice_insert', notice: sampleNotice(`n${String(number)}`) };
}

async function missing(store: DurableStore, of: readonly number[]): Promise<readonly number[]> {
  const found = await Promise.all(of.map((number) => store.notice(`n${String(number)}`)));
  return of.filter((_, index) => found[index] === undefined);
}

/** A store with one connection, so that everything asked for at once goes together. */
async function openPlace(name = 'groups'): Promise<{ readonly place: Place; readonly store: DurableStore }> {
  const place = await emptyPlace('postgresql');
  const url = `${place.options.url ?? ''}&application_name=${name}`;
  const store = await openStore({ url, maxConnections: 1 });
  onTestFinished(() => store.close());
  return { place, store };
}

async function connected(place: Place): Promise<pg.Client> {
  const client = new pg.Client(place.options.url);
  await client.connect();
  return client;
}

/** Asks again and again until `seen` is so much. */
async function until(place: Place, question: string, seen: number): Promise<void> {
  const client = await connected(place);
  try {
    for (;;) {
      const { rows } = await client.query<{ readonly seen: number }>(question);
      if ((rows[0]?.seen ?? 0) >= seen) return;
    }
  } finally {
    await client.end();
  }
}

/** A line to the server which can be made to lose what the server says. */
async function openLine(place: Place): Promise<{ readonly url: string; loseAnswers(): void; cut(): void }> {
  const target = new URL(place.options.url ?? '');
  const [port, host] = [Number(target.port), target.hostname];
  const ends = new Set<Socket>();
  let loses = false;
  const server = createServer((near) => {
    const far = connect(port, host);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined).on('close', () => ends.delete(end));
    }
    near.on('data', (data) => far.write(data)).on('close', () => far.destroy());
    far.on('data', (data) => loses || near.write(data)).on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => {
    for (const end of ends) end.destroy();
    loses = false;
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  target.port = String((server.address() as AddressInfo).port);
  return {
    url: target.href.replaceAll('+', '%20'),
    cut,
    loseAnswers: () => {
      loses = true;
    },
  };
}
