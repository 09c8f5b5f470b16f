import {
  nextPayout,
  samplePayment,
  samplePaymentEvent,
  samplePayout,
  samplePayoutEvent,
  sampleTransfer,
} from '@paymux/testkit/store';
import { describe, expect, test } from 'vitest';
import { openStore } from '../src/index.js';
import { emptyPlace, ENGINES, type Place, runBeside } from './engines.js';

const TOLD = ['paymux_payouts', 'paymux_payments', 'paymux_inbox', 'paymux_documents'];
const SEARCHED = ['destination', 'reference', 'origin'];

/** Undoes the second step, as far as it can be told apart. */
const FORGET_ON_POSTGRESQL = [
  ...TOLD.map((table) => `alter table ${table} drop column changed cascade`),
  'drop function paymux_note_change cascade',
  ...SEARCHED.map((column) => `drop index paymux_payouts_by_${column}`),
  'alter table paymux_payouts drop column destination, drop column origin',
];
const FORGET_ON_SQLITE = [
  ...TOLD.flatMap((table) => [
    `drop trigger ${table}_notes_change_1`,
    `drop trigger ${table}_notes_change_2`,
    `drop index ${table}_by_change`,
    `alter table ${table} drop column changed`,
  ]),
  'drop table paymux_change_count',
  ...SEARCHED.map((column) => `drop index paymux_payouts_by_${column}`),
  'alter table paymux_payouts drop column destination',
  'alter table paymux_payouts drop column origin',
];

const HISTORIES = ['paymux_payout_events', 'paymux_payment_events', 'paymux_transfers'];

describe.each(ENGINES)('the schema on %s', (engine) => {
  test('is made once, and keeps what is stored when it is opened again', async () => {
    const place = await filledPlace(engine);

    const store = await openStore(place.options);

    expect(await store.payout('p1')).toEqual(samplePayout('p1'));
    expect(await store.payoutEvents('p1')).toHaveLength(1);
    expect(await store.transfers({ account: 'main' })).toHaveLength(1);
    await store.close();
    expect(await runBeside(place, 'select number, name from paymux_migrations order by number')).toEqual([
      { number: engine === 'sqlite' ? 1 : '1', name: 'durable-store' },
      { number: engine === 'sqlite' ? 2 : '2', name: 'changes-and-search' },
    ]);
  });

  test.each(HISTORIES)('lets nobody change or take away from %s', async (table) => {
    const place = await filledPlace(engine);

    for (const statement of [`update ${table} set record = 'x'`, `delete from ${table}`]) {
      await expect(runBeside(place, statement)).rejects.toThrow('append-only');
    }
    expect(await runBeside(place, `select record from ${table}`)).toHaveLength(1);
  });

  test('of an earlier version is brought up to date, and what is in it can be searched', async () => {
    const place = await filledPlace(engine);
    for (const statement of [
      'delete from paymux_migrations where number = 2',
      ...(engine === 'sqlite' ? FORGET_ON_SQLITE : FORGET_ON_POSTGRESQL),
    ]) {
      await runBeside(place, statement);
    }

    const store = await openStore(place.options);

    expect((await store.listPayouts({ search: 'TXYZ', origins: ['manual'] })).records).toEqual([samplePayout('p1')]);
    const { cursor } = await store.changesSince(undefined, { documents: [] });
    await store.commit([{ change: 'payout_update', payout: nextPayout(samplePayout('p1')) }]);
    expect((await store.changesSince(cursor, { documents: [] })).changes).toMatchObject([{ record: { id: 'p1' } }]);
    await store.close();
  });

  test('is refused when a newer version has written it', async () => {
    const place = await filledPlace(engine);
    await runBeside(place, `insert into paymux_migrations values (99, 'from-the-future', 'x', 0)`);

    await expect(openStore(place.options)).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('install a newer one'),
    });
  });

  test('is refused when other steps have made it', async () => {
    const place = await filledPlace(engine);
    await runBeside(place, `update paymux_migrations set checksum = 'another'`);

    await expect(openStore(place.options)).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('another step 1'),
    });
  });

  test('refuses a status that does not exist', async () => {
    const place = await filledPlace(engine);

    await expect(runBeside(place, `update paymux_payouts set status = 'paid'`)).rejects.toThrow(/check constraint/i);
  });

  test('refuses an event of a payout that does not exist', async () => {
    const store = await openStore((await emptyPlace(engine)).options);

    expect(await store.commit([{ change: 'payout_event', event: samplePayoutEvent('nobody', 1) }])).toEqual({
      committed: false,
      conflict: 'stale',
      at: 0,
    });
    await store.close();
  });
});

async function filledPlace(engine: Place['engine']): Promise<Place> {
  const place = await emptyPlace(engine);
  const store = await openStore(place.options);
  await store.commit([
    { change: 'payout_insert', payout: samplePayout('p1') },
    { change: 'payout_event', event: samplePayoutEvent('p1', 1) },
    { change: 'payment_insert', payment: samplePayment('m1') },
    { change: 'payment_event', event: samplePaymentEvent('m1', 1) },
    { change: 'transfer', transfer: sampleTransfer('t1', '1') },
  ]);
  await store.close();
  return place;
}
