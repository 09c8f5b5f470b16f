import { type Clock, compareDecimals, normaliseDecimal } from '@paymux/core';
import { createFakeClock, type FakeClock } from '@paymux/core/testing';
import type { Book, Change, CommitResult, DurableStore } from '@paymux/orchestration';
import { afterEach, expect } from 'vitest';
import { START } from './sample-records.js';

/** Opens an empty store, whose clock is the one given. */
export type OpenEmptyStore = (options: { readonly clock: Clock }) => Promise<DurableStore>;

/** A store of its own for each test, and the clock that it goes by. */
export interface StoreSubject {
  readonly store: DurableStore;
  readonly clock: FakeClock;
}

/** Opens a store for a test, and closes it afterwards. */
export function storeForEachTest(open: OpenEmptyStore): () => Promise<StoreSubject> {
  const opened: DurableStore[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  return async () => {
    const clock = createFakeClock(START);
    const store = await open({ clock });
    opened.push(store);
    return { store, clock };
  };
}

export const COMMITTED: CommitResult = { committed: true };

/** Makes changes that have to be possible. */
export async function commit(store: DurableStore, ...changes: readonly Change[]): Promise<void> {
  expect(await store.commit(changes)).toEqual(COMMITTED);
}

/** What is in a book, without trailing zeros. */
export async function inBook(store: DurableStore, account: string, book: Book, currency = 'USDT'): Promise<string> {
  const balances = await store.balances(account);
  const balance = balances.find((entry) => entry.book === book && entry.amount.currency === currency);
  return normaliseDecimal(balance?.amount.amount ?? '0');
}

/** Every book that is not empty, as text. */
export async function books(store: DurableStore, account?: string): Promise<readonly string[]> {
  const balances = await store.balances(account);
  return balances
    .filter(({ amount }) => compareDecimals(amount.amount, '0') !== 0)
    .map(({ account: owner, book, amount }) => `${owner} ${book} ${normaliseDecimal(amount.amount)} ${amount.currency}`)
    .sort();
}
