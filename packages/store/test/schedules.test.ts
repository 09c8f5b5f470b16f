import { createFakeClock, createFakeProvider, createSeededRandom } from '@paymux/core/testing';
import type { Recurrence, ScheduleRequest } from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { describe, expect, test } from 'vitest';
import { openStore } from '../src/index.js';
import { emptyPlace } from './engines.js';
import { openStoreOf, payoutSystem, type PayoutSystem, STORES, type SystemOptions } from './payout-system.js';
import { unreliableStore } from './unreliable-store.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const DAILY: Recurrence = { every: 'day', time: '09:00', timeZone: 'UTC' };

function aProfile(client: string) {
  return {
    client,
    displayName: client,
    currency: 'USDT',
    network: 'tron',
    destination: { type: 'crypto_address' as const, address: `T${client}` },
  };
}

function aSchedule(changes: Partial<ScheduleRequest>): ScheduleRequest {
  return {
    id: 'rent',
    creator: 'anna',
    amount: { type: 'fixed', amount: { amount: '10', currency: 'USDT' } },
    recurrence: DAILY,
    feeFrom: 'balance',
    ...changes,
  };
}

/** The references of all requests to the gateway, in the order they came. */
function sent({ fake }: Pick<PayoutSystem, 'fake'>): readonly string[] {
  return fake.control
    .requests()
    .filter(({ operation }) => operation === 'createPayout')
    .map(({ idempotencyKey }) => idempotencyKey ?? '');
}

async function openWith(options: SystemOptions & { readonly kind?: (typeof STORES)[number] } = {}) {
  const { clock = createFakeClock(), kind = 'memory' } = options;
  const store = await openStoreOf(kind, clock);
  const system = payoutSystem(store, { ...options, clock });
  const profile = await system.profiles.create(aProfile('maria'));
  return { ...system, clock, walletProfileId: profile.id };
}

describe.each(STORES)('on the %s store', (kind) => {
  test.each([
    ['Europe/Lisbon', '2028-03-24', '01:30'],
    ['America/New_York', '2028-11-03', '01:30'],
    ['Africa/Luanda', '2028-02-27', '00:00'],
    ['Australia/Lord_Howe', '2028-03-31', '01:45'],
    ['Asia/Kathmandu', '2027-12-30', '23:59'],
    ['America/New_York', '2028-03-10', '02:30'],
  ])(
    'every occurrence in %s from %s at %s is paid once, by two workers that are restarted',
    async (timeZone, from, time) => {
      const days = kind === 'memory' ? 60 : 6;
      const clock = createFakeClock(`${from}T00:00:00Z`);
      const random = createSeededRandom(11);
      const fake = createFakeProvider({}, { clock });
      const place = kind === 'memory' ? undefined : await emptyPlace(kind);
      const open = async () => (place === undefined ? undefined : openStore({ ...place.options, clock }));
      const memory = new InMemoryStore({ clock });
      let seed = 0;
      const start = async () => {
        const stores = [(await open()) ?? memory, (await open()) ?? memory];
        return stores.map((store) => payoutSystem(store, { clock, fake, seed: (seed += 1) }));
      };
      let workers = await start();
      const [first] = workers;
      const profile = await first?.profiles.create(aProfile('maria'));
      const recurrence: Recurrence = { every: 'day', time, timeZone };
      await first?.schedules.create(aSchedule({ recurrence, from, walletProfileId: profile?.id }));
      const until = Date.parse(from) + days * DAY_MS;
      while (clock.now().getTime() < until) {
        await Promise.all(workers.map(({ worker }) => worker.drain()));
        await clock.advance(Math.floor(random.next() * 20 * HOUR_MS));
        if (random.next() >= 0.2) continue;
        for (const { store } of workers) if (store !== memory) await store.close();
        workers = await start();
      }
      await Promise.all(workers.map(({ worker }) => worker.drain()));
      const runs = await workers[0]?.schedules.runs('rent', { limit: 100 });
      for (const { store } of workers) await store.close();

      const dates = Array.from({ length: days - 1 }, (_, day) =>
        new Date(Date.parse(from) + day * DAY_MS).toISOString().slice(0, 10),
      );
      const references = sent({ fake });
      expect(references).toEqual(
        expect.arrayContaining(dates.slice(1).map((date) => `rent-${date.replaceAll('-', '')}`)),
      );
      expect(new Set(references).size).toBe(references.length);
      expect(runs?.records.filter(({ state }) => state === 'done')).toHaveLength(references.length);
      expect(new Set(runs?.records.map(({ date }) => date)).size).toBe(references.length);
    },
  );

  test('a bonus is paid once for its business fact, however often and from wherever it is granted', async () => {
    const { bonuses, clock, fake, payouts, store, worker } = await openWith({ kind });
    const grant = {
      reference: 'welcome-maria',
      client: 'maria',
      reason: 'first premium plan',
      amount: { type: 'percentage', percent: '10', rounding: 'down' } as const,
      base: { amount: '99.99', currency: 'USDT' },
      creator: 'sign-up',
      feeFrom: 'balance' as const,
    };
    const other = payoutSystem(store, { clock, fake, seed: 2 });
    const [one, two] = await Promise.all([bonuses.grant(grant), other.bonuses.grant(grant)]);
    // By another rule, long after: the fact was rewarded.
    const later = await bonuses.grant({ ...grant, base: { amount: '500', currency: 'USDT' } });
    await worker.drain();

    expect([two.id, later.id]).toEqual([one.id, one.id]);
    expect(one).toMatchObject({
      origin: 'bonus',
      trigger: { reason: 'first premium plan' },
      terms: { amount: { amount: '9.999', currency: 'USDT' } },
    });
    expect(sent({ fake })).toEqual(['welcome-maria']);
    await expect(bonuses.grant({ ...grant, client: 'nuno' })).rejects.toMatchObject({ code: 'invalid_request' });
    await payouts.createPayout({ ...one.terms, reference: 'taken', creator: 'anna', client: 'maria' });
    await expect(bonuses.grant({ ...grant, reference: 'taken' })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    await store.close();
  });
});

test.each([true, false])(
  'wherever a worker is killed, with its last commit made (%j) or not, each occurrence is paid once',
  async (isMade) => {
    for (let at = 1; at <= 14; at += 1) {
      const { clock, fake, schedules, store, walletProfileId } = await openWith();
      await schedules.create(aSchedule({ walletProfileId }));
      await clock.advance(2 * DAY_MS);
      const killed = payoutSystem(unreliableStore(store, at, isMade), { clock, fake, seed: 2 });
      await killed.worker.drain().catch(() => undefined);
      await clock.advance(HOUR_MS);
      const next = payoutSystem(store, { clock, fake, seed: 3 });
      await next.worker.drain();
      await clock.advance(HOUR_MS);
      await next.worker.drain();

      // A request may be repeated, under the same reference: the gateway moves money once for each.
      expect(new Set(sent({ fake }))).toEqual(new Set(['rent-20260101', 'rent-20260102']));
      const { records } = await next.payouts.listPayouts();
      expect(records.map(({ reference }) => reference).toSorted()).toEqual(['rent-20260101', 'rent-20260102']);
      expect((await next.schedules.runs('rent')).records.map(({ state }) => state)).toEqual(['done', 'done']);
    }
  },
);

test('a clock that jumps ahead and back runs no occurrence twice', async () => {
  const { clock, fake, schedules, walletProfileId, worker } = await openWith();
  await schedules.create(aSchedule({ walletProfileId }));
  for (const instant of [
    '2026-01-03T12:00:00Z',
    '2026-01-01T06:00:00Z',
    '2026-01-02T12:00:00Z',
    '2026-01-04T12:00:00Z',
  ]) {
    clock.set(instant);
    await worker.drain();
  }

  expect(sent({ fake })).toEqual(['rent-20260101', 'rent-20260102', 'rent-20260103', 'rent-20260104']);
});

test.each([
  ['all', ['rent-20260101', 'rent-20260102', 'rent-20260103', 'rent-20260104']],
  ['latest', ['rent-20260103', 'rent-20260104']],
  ['none', ['rent-20260104']],
] as const)('what was missed is made up for by the policy %s', async (catchUp, references) => {
  const { clock, fake, schedules, walletProfileId, worker } = await openWith();
  await schedules.create(aSchedule({ walletProfileId, catchUp, until: '2026-01-04' }));
  clock.set('2026-01-03T12:00:00Z');
  await worker.drain();
  clock.set('2026-01-04T09:30:00Z');
  await worker.drain();
  clock.set('2026-01-09T09:30:00Z');
  await worker.drain();

  expect(sent({ fake })).toEqual(references);
  expect(await schedules.find('rent')).toMatchObject({ state: 'ended', next: undefined });
  expect((await schedules.runs('rent')).records).toHaveLength(4);
});

test('nothing happens while a schedule is paused, and nothing of that is made up for', async () => {
  const { clock, fake, schedules, walletProfileId, worker } = await openWith();
  const created = await schedules.create(aSchedule({ walletProfileId }));
  const paused = await schedules.pause({ id: 'rent', revision: created.revision, actor: 'bruno', note: 'audit' });
  clock.set('2026-01-03T12:00:00Z');
  await worker.drain();
  expect(sent({ fake })).toEqual([]);

  await expect(schedules.resume({ id: 'rent', revision: created.revision, actor: 'bruno' })).rejects.toThrow('latest');
  const resumed = await schedules.resume({ id: 'rent', revision: paused.revision, actor: 'bruno' });
  expect(resumed.next?.date).toBe('2026-01-04');
  clock.set('2026-01-04T09:00:00Z');
  await worker.drain();
  const current = await schedules.find('rent');
  const ended = await schedules.end({ id: 'rent', revision: current?.revision ?? 0, actor: 'anna' });
  await clock.advance(5 * DAY_MS);
  await worker.drain();

  expect(sent({ fake })).toEqual(['rent-20260104']);
  expect(ended.changes.map(({ actor, type }) => [actor, type])).toEqual([
    ['anna', 'created'],
    ['bruno', 'paused'],
    ['bruno', 'resumed'],
    ['anna', 'ended'],
  ]);
  await expect(schedules.resume({ id: 'rent', revision: ended.revision, actor: 'anna' })).rejects.toThrow('is ended');
});

test('a preview lists what comes, with amounts, and stores nothing', async () => {
  const { payouts, schedules, store, walletProfileId } = await openWith();
  const request = aSchedule({
    walletProfileId,
    recurrence: { every: 'month', day: 31, time: '18:00', timeZone: 'Africa/Luanda' },
    amount: {
      type: 'percentage',
      percent: '1',
      base: { amount: '1234.56', currency: 'USDT' },
      rounding: 'half_even',
      scale: 2,
    },
    until: '2026-03-15',
  });

  expect(await schedules.preview(request)).toEqual(
    ['2026-01-31', '2026-02-28'].map((date) => ({
      date,
      at: new Date(`${date}T17:00:00Z`),
      payouts: [{ walletProfileId, amount: { amount: '12.35', currency: 'USDT' }, problems: [] }],
    })),
  );
  expect(await schedules.find('rent')).toBeUndefined();
  expect((await payouts.listPayouts()).records).toEqual([]);
  await schedules.create(request);
  expect(await schedules.preview({ id: 'rent' }, 1)).toHaveLength(1);
  await store.close();
});

test('a list pays each client once, says who could not be paid, and tries again what was not covered', async () => {
  const clients = Array.from({ length: 40 }, (_, number) => `client-${String(number)}`);
  const ids: string[] = [];
  const { clock, fake, ledger, payouts, profiles, schedules, worker } = await openWith({
    rules: { main: { cover: 'unchecked', limits: { perDay: { USDT: '399' } } } },
    recipients: {
      staff: async function* () {
        for (const walletProfileId of ids) {
          yield await Promise.resolve({ walletProfileId, base: { amount: '1000', currency: 'USDT' } });
        }
      },
    },
  });
  for (const client of clients) ids.push((await profiles.create(aProfile(client))).id);
  const [blocked = ''] = ids;
  await profiles.update(blocked, 1, { status: 'blocked' });
  const amount = { type: 'percentage', percent: '1', rounding: 'down' } as const;
  await schedules.create(
    aSchedule({
      id: 'pay',
      recipients: 'staff',
      amount,
      recurrence: { ...DAILY, time: '23:50' },
      plan: 'gold',
      until: '2026-01-01',
    }),
  );
  clock.set('2026-01-01T23:50:00Z');
  await worker.drain();
  const [first] = (await schedules.runs('pay')).records;
  expect(first).toMatchObject({ state: 'done', accepted: 39, refused: 1 });
  expect(first?.problems).toEqual([
    { walletProfileId: blocked, problems: [{ path: 'walletProfileId', message: 'is blocked' }] },
  ]);
  expect(new Set(sent({ fake })).size).toBe(39);
  const { records } = await payouts.listPayouts({ client: 'client-7' });
  expect(records[0]).toMatchObject({
    origin: 'scheduled',
    trigger: { schedule: 'pay', occurrence: '2026-01-01', plan: 'gold' },
  });

  // A second list on the same day meets the limit, and is paid on the next one.
  await schedules.create(
    aSchedule({
      id: 'extra',
      recipients: 'staff',
      amount,
      recurrence: { ...DAILY, time: '23:55' },
      until: '2026-01-01',
    }),
  );
  clock.set('2026-01-01T23:55:00Z');
  await worker.drain();
  expect((await schedules.runs('extra')).records[0]).toMatchObject({ state: 'waiting', accepted: 0, refused: 40 });
  await clock.advance(15 * 60_000);
  await worker.drain();
  expect((await schedules.runs('extra')).records[0]).toMatchObject({ state: 'done', accepted: 39, refused: 1 });
  expect(new Set(sent({ fake })).size).toBe(78);
  expect(await ledger.verify()).toMatchObject({ findings: [] });
});

test('a client whom a list has twice, with two wallets, is paid once for an occurrence', async () => {
  const ids: string[] = [];
  const { clock, fake, profiles, schedules, walletProfileId, worker } = await openWith({
    recipients: { staff: () => ids.map((id) => ({ walletProfileId: id })) },
  });
  const other = await profiles.create({ ...aProfile('maria'), network: 'ethereum' });
  ids.push(walletProfileId, other.id, walletProfileId);
  await schedules.create(aSchedule({ recipients: 'staff', until: '2026-01-01' }));
  await clock.advance(DAY_MS);
  await worker.drain();

  expect(sent({ fake })).toHaveLength(1);
});

test('everything that is wrong with a schedule is named at once', async () => {
  const { profiles, schedules, walletProfileId } = await openWith();
  await expect(
    schedules.create(
      aSchedule({
        id: 'a b',
        creator: ' ',
        recipients: 'nobody',
        from: '2026-02-30',
        recurrence: { ...DAILY, time: '9' },
      }),
    ),
  ).rejects.toMatchObject({
    problems: [
      { path: 'recurrence.time' },
      { path: 'id' },
      { path: 'creator' },
      { path: 'from' },
      { path: 'recipients' },
    ],
  });
  await profiles.update(walletProfileId, 1, { status: 'archived' });
  await expect(schedules.create(aSchedule({ walletProfileId, account: 'nowhere' }))).rejects.toMatchObject({
    problems: [{ path: 'account' }, { path: 'walletProfileId', message: 'is archived' }],
  });
});

test('the same schedule is begun once, and another one under its id is refused', async () => {
  const { schedules, walletProfileId } = await openWith();
  const request = aSchedule({ walletProfileId });

  expect(await schedules.create(request)).toEqual(await schedules.create(request));
  await expect(schedules.create({ ...request, catchUp: 'none' })).rejects.toMatchObject({
    code: 'idempotency_conflict',
  });
});
