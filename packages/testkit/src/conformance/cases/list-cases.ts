import assert from 'node:assert/strict';
import type { Listing, ListQuery } from '@paymux/core';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { type ConformanceAccount, present } from '../conformance-world.js';
import { nextTurn } from '../next-turn.js';

interface Listed {
  readonly reference: string | undefined;
  readonly createdAt?: Date | undefined;
}

interface ListKind {
  readonly name: 'payments' | 'payouts';
  readonly needs: 'listPayments' | 'listPayouts';
  create(account: ConformanceAccount, reference: string): Promise<unknown>;
  list(account: ConformanceAccount, query?: ListQuery): Listing<Listed>;
}

const KINDS: readonly ListKind[] = [
  {
    name: 'payments',
    needs: 'listPayments',
    create: (account, reference) => account.createPayment({ reference }),
    list: (account, query) => present(account.payments.listPayments, 'listPayments')(query),
  },
  {
    name: 'payouts',
    needs: 'listPayouts',
    create: (account, reference) => account.createPayout({ reference }),
    list: (account, query) => present(account.payouts.listPayouts, 'listPayouts')(query),
  },
];

/** More than any page holds. */
const MANY = 101;

async function all<Item>(listing: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listing) items.push(item);
  return items;
}

function references(items: readonly Listed[]): readonly (string | undefined)[] {
  return items.map(({ reference }) => reference).sort();
}

export const LIST_CASES: readonly ConformanceCase[] = KINDS.flatMap(({ create, list, name, needs }) => [
  conformanceCase(
    `lists/${name}-are-read-to-the-end`,
    `a list of ${name} gives each of them once, however many pages that takes`,
    [name, needs],
    async (world) => {
      const account = await world.open();
      const wanted = Array.from({ length: MANY }, (_, index) => `ref-${String(index)}`);
      await Promise.all(wanted.map((reference) => create(account, reference)));
      const before = account.gateway.requests().length;
      assert.deepEqual(references(await all(list(account))), [...wanted].sort());
      assert.ok(
        account.gateway.requests().length - before > 1,
        'Everything came on one page, so paging was not tried.',
      );
    },
  ),
  conformanceCase(
    `lists/${name}-come-page-by-page`,
    `pages of ${name} lead one to the next and end`,
    [name, needs],
    async (world) => {
      const account = await world.open();
      await create(account, 'ref-1');
      await create(account, 'ref-2');
      const items: Listed[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await list(account).page(cursor);
        items.push(...page.items);
        cursor = page.nextCursor;
        pages += 1;
      } while (cursor !== undefined && pages < 10);
      assert.equal(cursor, undefined);
      assert.deepEqual(references(items), ['ref-1', 'ref-2']);
    },
  ),
  conformanceCase(
    `lists/${name}-request-nothing-until-read`,
    `a list of ${name} requests nothing until it is read, and is empty when there is nothing`,
    [name, needs],
    async (world) => {
      const account = await world.open();
      const listing = list(account);
      await nextTurn();
      assert.equal(account.gateway.requests().length, 0);
      assert.deepEqual(await all(listing), []);
    },
  ),
  conformanceCase(
    `lists/${name}-are-narrowed-by-their-time`,
    `a list of ${name} keeps to the time it was asked for, both ends included`,
    [name, needs],
    async (world) => {
      const account = await world.open();
      await create(account, 'ref-1');
      const [item] = await all(list(account));
      const createdAt = present(item?.createdAt, 'time of creation');
      const near = (ms: number): Date => new Date(createdAt.getTime() + ms);
      const seen = async (query: ListQuery) => (await all(list(account, query))).length;
      assert.equal(await seen({ createdFrom: createdAt, createdTo: createdAt }), 1);
      assert.equal(await seen({ createdFrom: near(1_000) }), 0);
      assert.equal(await seen({ createdTo: near(-1_000) }), 0);
    },
  ),
  conformanceCase(
    `lists/${name}-do-not-end-early-when-a-page-fails`,
    `a list of ${name} that cannot be read fails, and is not taken for an empty one`,
    [name, needs],
    async (world) => {
      const account = await world.open({ maxRetries: 1 });
      await create(account, 'ref-1');
      for (const kind of ['not-json', 'half-body', 'server-error', 'empty-body'] as const) {
        account.gateway.fault({ kind, times: 10 });
        assert.equal((await account.failureOf(() => all(list(account)))).outcome, 'unknown');
        account.gateway.clearFaults();
      }
    },
  ),
]);
