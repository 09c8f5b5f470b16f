import type { DurableStore } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { openStore } from '../src/index.js';
import { emptyPlace, ENGINES } from './engines.js';
import { startProgram } from './programs.js';

const WRITERS = 2;
const COMMITS = 60;
const ROUNDS = 20;

/** Commits for ever, and prints what was acknowledged. */
const WRITE_UNTIL_KILLED = `
  const store = await openStore(place);
  for (let index = 0; ; index += 10) {
    await Promise.all(Array.from({ length: 10 }, async (_, offset) => {
      const id = name + '-' + (index + offset);
      await store.commit([
        { change: 'payout_insert', payout: records.samplePayout(id) },
        { change: 'transfer', transfer: records.sampleTransfer(id, '1.5') },
      ]);
      process.stdout.write(id + '\\n');
    }));
  }`;

describe.each(ENGINES)('%s', (engine) => {
  test('makes its tables once, however many processes open it at the same time', async () => {
    const place = await emptyPlace(engine);
    const program = `
      const store = await openStore(place);
      await store.commit([{ change: 'notice_insert', notice: records.sampleNotice(name) }]);
      await store.close();`;

    await Promise.all(['a', 'b', 'c'].map((name) => startProgram(place, program, name).finished()));

    const store = await openStore(place.options);
    for (const id of ['a', 'b', 'c']) expect(await store.notice(id)).toBeDefined();
    await store.close();
  });

  test('loses nothing of two processes that write at the same time', async () => {
    const place = await emptyPlace(engine);
    const program = `
      const store = await openStore(place);
      for (let index = 0; index < ${COMMITS}; index += 1) {
        const result = await store.commit([
          { change: 'notice_insert', notice: records.sampleNotice(name + '-' + index) },
          { change: 'transfer', transfer: records.sampleTransfer(name + '-' + index, '0.1') },
          { change: 'total_add', total: 'all', by: '1' },
        ]);
        if (result.committed) console.log(name + '-' + index);
      }
      await store.close();`;

    const printed = await Promise.all(
      Array.from({ length: WRITERS }, (_, writer) => startProgram(place, program, `w${writer}`).finished()),
    );

    const ids = printed.flat();
    expect(ids).toHaveLength(WRITERS * COMMITS);
    const store = await openStore(place.options);
    for (const id of ids) expect(await store.notice(id)).toBeDefined();
    expect((await availableOf(store)).replace(/\.0$/, '')).toBe(String((WRITERS * COMMITS) / 10));
    const total = WRITERS * COMMITS;
    expect(await store.commit([{ change: 'total_add', total: 'all', by: '0', atMost: String(total) }])).toEqual({
      committed: true,
    });
    expect(
      await store.commit([{ change: 'total_add', total: 'all', by: '0', atMost: String(total - 1) }]),
    ).toMatchObject({ committed: false });
    await store.close();
  });

  test('lets its process end once it is closed, though somebody waited for work', async () => {
    const place = await emptyPlace(engine);

    const printed = await startProgram(
      place,
      `const store = await openStore(place);
       const waiting = store.changed(new AbortController().signal);
       await store.close();
       await waiting;
       console.log('closed');`,
    ).finished();

    expect(printed).toEqual(['closed']);
  });

  test("loads its own engine's client, and not the other's", async () => {
    const place = await emptyPlace(engine);

    const printed = await startProgram(
      place,
      `import { createRequire } from 'node:module';
       const store = await openStore(place);
       await store.close();
       const loaded = Object.keys(createRequire(import.meta.url).cache);
       console.log(loaded.some((path) => /node_modules.libsql/.test(path)), loaded.some((path) => /node_modules.pg.lib/.test(path)));`.replace(
        'import.meta.url',
        '"file:///"',
      ),
    ).finished();

    expect(printed).toEqual([engine === 'sqlite' ? 'true false' : 'false true']);
  });
});

test('every acknowledged commit is there after its process was killed, twenty times over', async () => {
  const place = await emptyPlace('sqlite');

  for (let round = 0; round < ROUNDS; round += 1) {
    const { child, lines } = startProgram(place, WRITE_UNTIL_KILLED, `r${round}`);
    const acknowledged: string[] = [];
    for await (const line of lines) {
      acknowledged.push(line);
      if (acknowledged.length === 5 + round * 3) child.kill('SIGKILL');
    }

    const store = await openStore(place.options);
    const kept = await Promise.all(acknowledged.map(async (id) => (await store.payout(id)) !== undefined));
    expect(acknowledged.length).toBeGreaterThanOrEqual(5);
    expect(kept).toEqual(kept.map(() => true));
    await store.close();
  }

  const store = await openStore(place.options);
  const booked = (await store.transfers({ account: 'main' })).length;
  const [figure] = await store.payoutFigures({});
  // A payout and its booking are one commit: there are as many of both.
  expect(figure?.count).toBe(booked);
  expect((await availableOf(store)).replace(/\.0$/, '')).toBe(String(booked * 1.5));
  await store.close();
});

async function availableOf(store: DurableStore): Promise<string> {
  const balances = await store.balances('main');
  return balances.find(({ book }) => book === 'available')?.amount.amount ?? '0';
}
