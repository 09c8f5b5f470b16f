import { sampleNotice } from '@paymux/testkit/store';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openStore, sqlTransaction } from '../src/index.js';
import { emptyPlace, ENGINES, openEmpty, openSqliteHandle, runBeside } from './engines.js';

interface Shop {
  readonly orders: { readonly id: string; readonly paid: number };
}

describe.each(ENGINES)('an effect on %s', (engine) => {
  test('stores rows of the application in the transaction of the changes, or none of both', async () => {
    const place = await emptyPlace(engine);
    const store = await openStore(place.options);
    await runBeside(place, 'create table orders (id text primary key, paid integer)');

    await store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }], async (transaction) => {
      await sqlTransaction<Shop>(transaction).insertInto('orders').values({ id: 'o1', paid: 1 }).execute();
    });
    const failed = store.commit([{ change: 'notice_insert', notice: sampleNotice('n2') }], async (transaction) => {
      await sqlTransaction<Shop>(transaction).insertInto('orders').values({ id: 'o2', paid: 1 }).execute();
      throw new Error('changed my mind');
    });

    await expect(failed).rejects.toThrow('changed my mind');
    expect(await runBeside(place, 'select id from orders')).toEqual([{ id: 'o1' }]);
    expect(await store.notice('n2')).toBeUndefined();
    await store.close();
  });

  test('reads through the store what was there before, and through its transaction what it adds', async () => {
    const store = await openEmpty(engine);
    const seen: unknown[] = [];

    await store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }], async (transaction) => {
      seen.push(await store.notice('n1'));
      const rows = await sql`select id from paymux_notices`.execute(sqlTransaction(transaction));
      seen.push(rows.rows);
    });

    expect(seen).toEqual([undefined, [{ id: 'n1' }]]);
    await store.close();
  });

  test('may not commit, because it would wait for itself', async () => {
    const store = await openEmpty(engine);

    await expect(
      store.commit([], async () => {
        await store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }]);
      }),
    ).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }])).toEqual({ committed: true });
    await store.close();
  });
});

test('an effect on a handle of the application may not read through the store, because it would wait for itself', async () => {
  const handle = openSqliteHandle(':memory:');
  const store = await openStore({ handle });

  await expect(
    store.commit([], async () => {
      await store.notice('n1');
    }),
  ).rejects.toMatchObject({ code: 'invalid_request' });
  expect(await store.notice('n1')).toBeUndefined();
  await store.close();
  handle.close();
});

test('a transaction of another kind of store is refused', () => {
  expect(() => sqlTransaction({ engine: 'memory' })).toThrow('@paymux/store');
});
