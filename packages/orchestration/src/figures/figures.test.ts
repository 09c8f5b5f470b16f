import { createFakeClock } from '@paymux/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paymentRecord, payoutRecord } from '../../test/ledger-world.js';
import type { Change } from '../durable/durable-store.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { Durations } from './durations.js';
import { Figures } from './figures.js';

const FROM = new Date('2026-03-01T00:00:00Z');
const BEFORE = new Date('2026-04-01T00:00:00Z');

async function figuresOf(changes: readonly Change[]): Promise<Figures> {
  const store = new InMemoryStore({ clock: createFakeClock() });
  await store.commit(changes);
  return new Figures({ store });
}

const arbitraryPayout = fc.record({
  status: fc.constantFrom('pending', 'broadcast', 'confirmed', 'failed', 'cancelled', 'reversed'),
  units: fc.bigInt({ min: 1n, max: 10n ** 24n }),
  scale: fc.integer({ min: 0, max: 18 }),
  currency: fc.constantFrom('USDT', 'BTC', 'EUR'),
  account: fc.constantFrom('main', 'spare'),
  origin: fc.constantFrom('manual', 'scheduled', 'bonus'),
  at: fc.integer({ min: FROM.getTime() - 31 * 86_400_000, max: BEFORE.getTime() + 86_400_000 }),
  tookMs: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
  fee: fc.option(fc.bigInt({ min: 1n, max: 10_000n }), { nil: undefined }),
});

/** What is asked for, counted again with nothing but whole numbers of the smallest unit. */
interface Recount {
  count: number;
  readonly sums: Map<string, bigint>;
}

function recounted(): Recount {
  return { count: 0, sums: new Map() };
}

const UNIT = 18;

function decimal(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function unitsOf(amount: string): bigint {
  const [whole = '', part = ''] = amount.split('.');
  return BigInt(whole + part.padEnd(UNIT, '0'));
}

function plain({
  count,
  volume,
}: {
  readonly count: number;
  readonly volume: readonly { amount: string; currency: string }[];
}) {
  return { count, sums: new Map(volume.map(({ amount, currency }) => [currency, unitsOf(amount)])) };
}

test('figures are what a recount by hand comes to', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryPayout, { maxLength: 60 }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Apia', 'America/St_Johns'),
      fc.constantFrom('day' as const, 'month' as const),
      async (rows, timeZone, per) => {
        const payouts = rows.map((row, index): PayoutRecord => {
          const requestedAt = new Date(row.at);
          const amount = { amount: decimal(row.units, row.scale), currency: row.currency };
          return payoutRecord(String(index), {
            account: row.account,
            origin: row.origin as 'manual',
            state: row.status as 'pending',
            status: row.status as 'pending',
            terms: { amount, destination: { type: 'crypto_address', address: 'T' } },
            requestedAt,
            ...(row.fee === undefined ? {} : { fee: { amount: decimal(row.fee, 4), currency: row.currency } }),
            ...(row.tookMs === undefined ? {} : { confirmedAt: new Date(row.at + row.tookMs) }),
          });
        });
        const figures = await figuresOf(payouts.map((payout) => ({ change: 'payout_insert', payout })));

        const report = await figures.payouts({ from: FROM, before: BEFORE, per, timeZone });

        const within = rows.filter(({ at }) => at >= FROM.getTime() && at < BEFORE.getTime());
        const by = (nameOf: (row: (typeof rows)[number]) => string): Map<string, Recount> => {
          const counts = new Map<string, Recount>();
          for (const row of within) {
            const name = nameOf(row);
            const recount = counts.get(name) ?? recounted();
            counts.set(name, recount);
            recount.count += 1;
            const units = row.units * 10n ** BigInt(UNIT - row.scale);
            recount.sums.set(row.currency, (recount.sums.get(row.currency) ?? 0n) + units);
          }
          return counts;
        };
        const day = ({ at }: { readonly at: number }): string =>
          new Date(at).toLocaleDateString('sv-SE', { timeZone }).slice(0, per === 'day' ? 10 : 7);
        const group = ({ status }: { readonly status: string }): string =>
          ({ broadcast: 'pending', cancelled: 'failed' })[status] ?? status;
        const filled = (all: readonly (readonly [string, Parameters<typeof plain>[0]])[]): Map<string, unknown> =>
          new Map(all.filter(([, { count }]) => count > 0).map(([name, tally]) => [name, plain(tally)]));

        expect(plain(report.total)).toEqual(by(() => '').get('') ?? recounted());
        expect(filled(report.periods.map((each) => [each.period, each]))).toEqual(by(day));
        expect(filled(report.byAccount.map((each) => [each.account, each]))).toEqual(by(({ account }) => account));
        expect(filled(report.byOrigin.map((each) => [each.origin, each]))).toEqual(by(({ origin }) => origin));
        expect(filled(Object.entries(report.total.statuses))).toEqual(by(({ status }) => status));
        expect(filled(Object.entries(report.total.groups))).toEqual(by(group));
        expect(report.trend.previous.count).toBe(
          rows.filter(({ at }) => at < FROM.getTime() && at >= 2 * FROM.getTime() - BEFORE.getTime()).length,
        );
        const fees = new Map<string, bigint>();
        for (const { currency, fee, status } of within) {
          if (fee === undefined || (status !== 'confirmed' && status !== 'reversed')) continue;
          fees.set(currency, (fees.get(currency) ?? 0n) + fee * 10n ** 14n);
        }
        expect(plain({ count: 0, volume: report.total.fees }).sums).toEqual(fees);
        const times = within.flatMap(({ tookMs }) => tookMs ?? []).sort((one, other) => one - other);
        expect(report.timeToConfirm?.p90Ms).toBe(times[Math.ceil(times.length * 0.9) - 1]);
        expect(report.timeToConfirm?.medianMs).toBe(times[Math.ceil(times.length * 0.5) - 1]);
      },
    ),
    { numRuns: 60 },
  );
});

test('every period is told, those without anything as well, and weeks begin on Monday', async () => {
  const figures = await figuresOf([
    { change: 'payout_insert', payout: payoutRecord('one', { requestedAt: new Date('2026-03-15T22:59:59Z') }) },
    { change: 'payout_insert', payout: payoutRecord('two', { requestedAt: new Date('2026-03-15T23:00:00Z') }) },
  ]);
  const query = { from: FROM, before: BEFORE, per: 'week' as const, timeZone: 'Europe/Berlin' };

  const { periods } = await figures.payouts(query);

  expect(periods.map(({ count, period }) => `${period} ${String(count)}`)).toEqual([
    '2026-02-23 0',
    '2026-03-02 0',
    '2026-03-09 1',
    '2026-03-16 1',
    '2026-03-23 0',
    '2026-03-30 0',
  ]);
});

test('rates count broadcast as pending and cancelled as failed, beside the time before', async () => {
  const statuses = ['pending', 'broadcast', 'confirmed', 'failed', 'cancelled', 'confirmed', 'confirmed', 'confirmed'];
  const payouts = [...statuses.entries()].map(([index, status]) =>
    payoutRecord(String(index), { status: status as 'pending', state: status as 'pending' }),
  );
  const earlier = payoutRecord('earlier', { requestedAt: new Date('2026-02-27T00:00:00Z') });
  const figures = await figuresOf([...payouts, earlier].map((payout) => ({ change: 'payout_insert', payout })));

  const report = await figures.payouts({ from: FROM, before: BEFORE, pendingRateAbove: 0.2 });

  expect(report.total).toMatchObject({ confirmationRate: 0.5, pendingRate: 0.25, failureRate: 0.25 });
  expect(report.trend).toMatchObject({
    count: { current: 8, previous: 1, change: 7 },
    confirmationRate: { current: 0.5, previous: 1, change: -0.5 },
    failureRate: { current: 0.25, previous: 0 },
  });
  expect(report.trend.failureRate).not.toHaveProperty('change');
  expect(report.distribution).toContainEqual({ status: 'cancelled', group: 'failed', count: 1, share: 0.125 });
  expect(report.isPendingHigh).toBe(true);
});

test('payments are counted the same way', async () => {
  const at = new Date('2026-03-02T00:00:00Z');
  const paid = paymentRecord('paid', { requestedAt: at, succeededAt: new Date(at.getTime() + 5000) });
  const expired = paymentRecord('expired', { requestedAt: at, state: 'expired' });
  const euro = paymentRecord('euro', { requestedAt: at, terms: { amount: { amount: '1', currency: 'EUR' } } });
  const figures = await figuresOf([paid, expired, euro].map((payment) => ({ change: 'payment_insert', payment })));

  const report = await figures.payments({ from: FROM, before: BEFORE, currency: 'usd', per: 'month' });

  expect(report.total).toMatchObject({
    count: 2,
    volume: [{ amount: '30.00', currency: 'USD' }],
    confirmationRate: 0.5,
  });
  expect(report.timeToConfirm).toMatchObject({ count: 1, medianMs: 5000, p99Ms: 5000 });
});

test('webhooks tell how long their effect took, and why deliveries were refused', async () => {
  const at = (seconds: number): Date => new Date(FROM.getTime() + seconds * 1000);
  const message = { account: 'main', kind: 'payout', type: 'paid', event: '', state: 'done', attempts: 0 } as const;
  const figures = await figuresOf([
    { change: 'inbox_insert', message: { ...message, key: 'a', receivedAt: at(1), doneAt: at(3) } },
    { change: 'inbox_insert', message: { ...message, key: 'b', receivedAt: at(-9), doneAt: at(90) } },
    { change: 'refusal_insert', refusal: { account: 'main', at: at(5), reason: 'signature_mismatch', count: 4 } },
  ]);

  expect(await figures.webhooks({ account: 'main', from: FROM, before: BEFORE })).toEqual({
    lag: { count: 1, medianMs: 2000, p90Ms: 2000, p95Ms: 2000, p99Ms: 2000, isExact: true },
    isComplete: true,
    refusals: [{ account: 'main', reason: 'signature_mismatch', count: 4, lastAt: at(5) }],
  });
});

test('every problem of a query is named at once', async () => {
  const figures = await figuresOf([]);
  const query = { from: BEFORE, before: FROM, timeZone: 'Mars/Olympus', pendingRateAbove: 2 };

  await expect(figures.payouts(query)).rejects.toMatchObject({
    problems: [{ path: 'before' }, { path: 'pendingRateAbove' }, { path: 'timeZone' }],
  });
});

test('beyond a number of durations they are kept by three digits, and it says so', () => {
  const durations = new Durations(100);
  for (let ms = 1; ms <= 100_000; ms += 7) durations.add(ms);

  const figures = durations.figures();

  expect(figures?.isExact).toBe(false);
  expect(Math.abs((figures?.p90Ms ?? 0) / 90_000 - 1)).toBeLessThan(0.005);
});
