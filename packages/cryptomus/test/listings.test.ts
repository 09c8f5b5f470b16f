import type { Listing } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { bodiesSent, failureOf, open, PAYMENT, PAYOUT } from './account.js';

const HOUR_MS = 3_600_000;

async function referencesOf(listing: Listing<{ readonly reference: string | undefined }>) {
  const references: (string | undefined)[] = [];
  for await (const { reference } of listing) references.push(reference);
  return references;
}

describe.each(['payments', 'payouts'] as const)('listing %s', (part) => {
  const path = part === 'payments' ? '/v1/payment/list' : '/v1/payout/list';

  async function withObjects(count: number) {
    const account = await open();
    const references: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const reference = `number-${String(index)}`;
      if (part === 'payments') await account.cryptomus.payments.createPayment({ ...PAYMENT, reference });
      else await account.cryptomus.payouts.createPayout({ ...PAYOUT, reference });
      references.unshift(reference);
      await account.simulator.control.advance(HOUR_MS);
    }
    const list = (query?: { readonly createdFrom?: Date; readonly createdTo?: Date }) =>
      part === 'payments'
        ? account.cryptomus.payments.listPayments(query)
        : account.cryptomus.payouts.listPayouts(query);
    return { ...account, list, references };
  }

  test('asks for nothing until it is read', async () => {
    const { list, simulator } = await withObjects(0);
    list();
    expect(bodiesSent(simulator, path)).toEqual([]);
    expect(await list().page()).toEqual({ items: [], nextCursor: undefined });
  });

  test('reads page after page, newest first, with cursors that are safe in a query', async () => {
    const { list, references, simulator } = await withObjects(31);
    expect(await referencesOf(list())).toEqual(references);
    const requests = simulator.control.requests().filter((request) => request.path === path);
    expect(requests.map(({ text }) => text)).toEqual(['{}', '{}', '{}']);
    expect(requests.map(({ query }) => query === '')).toEqual([true, false, false]);
    for (const { query } of requests) expect(query).not.toMatch(/[+/]|=.*=/);
  });

  test('can be left at any page and taken up again', async () => {
    const { list, references } = await withObjects(16);
    const first = await list().page();
    expect(first.items).toHaveLength(15);
    expect(Object.isFrozen(first.items[0])).toBe(true);
    const last = await list().page(first.nextCursor);
    expect(last.items.map(({ reference }) => reference)).toEqual(references.slice(15));
    expect(last.nextCursor).toBeUndefined();
  });

  test('asks for a day more on each side, and keeps what was created in time', async () => {
    const { list, simulator } = await withObjects(5);
    const createdFrom = new Date('2026-01-01T01:00:00Z');
    const createdTo = new Date('2026-01-01T03:00:00Z');
    expect(await referencesOf(list({ createdFrom, createdTo }))).toEqual(['number-3', 'number-2', 'number-1']);
    expect(bodiesSent(simulator, path)).toEqual([{ date_from: '2025-12-31 01:00:00', date_to: '2026-01-02 03:00:00' }]);
  });

  test('finds the same in whatever zone the provider reads the dates', async () => {
    for (const listZoneMinutes of [-720, 0, 180, 840]) {
      const { cryptomus, simulator } = await open({ listZoneMinutes });
      await cryptomus.payments.createPayment(PAYMENT);
      await cryptomus.payouts.createPayout({ ...PAYOUT, reference: 'order-1' });
      const now = simulator.control.now();
      const query = { createdFrom: now, createdTo: now };
      expect(await referencesOf(cryptomus.payments.listPayments(query))).toEqual(['order-1']);
      expect(await referencesOf(cryptomus.payouts.listPayouts(query))).toEqual(['order-1']);
    }
  });

  test('is refused for a time that is none', async () => {
    const { list, simulator } = await withObjects(0);
    const listing = list({ createdFrom: new Date(Number.NaN) });
    expect(await failureOf(listing.page())).toMatchObject({ code: 'invalid_request' });
    expect(bodiesSent(simulator, path)).toEqual([]);
  });

  test('does not take a cursor that cannot be read for the end', async () => {
    const { list, simulator } = await withObjects(1);
    simulator.control.fault({ kind: 'wrong-content', path, replace: { paginate: { nextCursor: 5 } } });
    expect(await failureOf(list().page())).toMatchObject({ code: 'outcome_unknown', safeToRepeat: true });
  });

  test('does not go round in circles', async () => {
    const { list, simulator } = await withObjects(1);
    const { nextCursor } = { nextCursor: Buffer.from('{"id":1,"newer":false,"?>":">>?"}').toString('base64') };
    simulator.control.fault({ kind: 'wrong-content', path, times: 5, replace: { paginate: { nextCursor } } });
    expect(await failureOf(referencesOf(list()))).toMatchObject({ code: 'outcome_unknown', safeToRepeat: true });
  });
});
