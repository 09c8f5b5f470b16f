import { compareDecimals, normaliseCurrency } from '@paymux/core';
import { type Change, toRecordText, type Transfer } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText, optionalColumnText } from '../column-text.js';
import type { BookEntry, BookKey, SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import type { Made } from './guards.js';

/** A movement between two books. */
export type TransferChange = Extract<Change, { readonly change: 'transfer' }>;
/** An addition to a running total. */
export type TotalChange = Extract<Change, { readonly change: 'total_add' }>;

/** Books a movement, once. */
export async function bookTransfer(
  transaction: Transaction<Tables>,
  dialect: SqlDialect,
  { transfer, bounds }: TransferChange,
): Promise<Made> {
  const { amount } = transfer.amount;
  const key = bookKey(transfer);
  const inserted = await transaction
    .insertInto('paymux_transfers')
    .values({
      id: columnText(transfer.id),
      kind: transfer.kind,
      ...key,
      payout_id: optionalColumnText(transfer.payoutId),
      from_book: transfer.from,
      to_book: transfer.to,
      amount,
      at: transfer.at.getTime(),
      record: toRecordText(transfer),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 0n) return 'taken';

  const entries: BookEntry[] = [
    { ...key, book: transfer.from, by: `-${amount}` },
    { ...key, book: transfer.to, by: amount },
  ];
  // A bound speaks of its book even where this transfer does not touch it.
  for (const book of boundedBooks(bounds)) {
    if (!entries.some((entry) => entry.book === book)) entries.push({ ...key, book, by: '0' });
  }
  const after = await dialect.addToBooks(transaction, inOneOrder(entries));

  const amountOf = (book: string): string => after.find((entry) => entry.book === book)?.amount ?? '0';
  const { availableAtLeast, heldAtMost } = bounds ?? {};
  const kept =
    (availableAtLeast === undefined || compareDecimals(amountOf('available'), availableAtLeast) >= 0) &&
    (heldAtMost === undefined || compareDecimals(amountOf('held'), heldAtMost) <= 0);
  return kept ? undefined : 'out_of_bounds';
}

/** Adds to a running total, within its bound. */
export async function addToTotal(
  transaction: Transaction<Tables>,
  dialect: SqlDialect,
  { total, by, atMost }: TotalChange,
): Promise<Made> {
  const amount = await dialect.addToTotal(transaction, columnText(total), by);
  return atMost === undefined || compareDecimals(amount, atMost) <= 0 ? undefined : 'out_of_bounds';
}

/** Takes every book and total that a commit is about to change, where it changes several. */
export async function lockAmounts(
  transaction: Transaction<Tables>,
  dialect: SqlDialect,
  changes: readonly Change[],
): Promise<void> {
  const transfers = changes.filter((change) => change.change === 'transfer');
  const totals = changes.filter((change) => change.change === 'total_add');
  if (transfers.length + totals.length < 2) return;
  const books = transfers.flatMap(({ transfer, bounds }): BookKey[] =>
    [transfer.from, transfer.to, ...boundedBooks(bounds)].map((book) => ({ ...bookKey(transfer), book })),
  );
  await dialect.lockAmounts(
    transaction,
    inOneOrder(books),
    [...new Set(totals.map(({ total }) => columnText(total)))].sort(),
  );
}

function boundedBooks(bounds: TransferChange['bounds']): readonly string[] {
  return [
    ...(bounds?.availableAtLeast === undefined ? [] : ['available']),
    ...(bounds?.heldAtMost === undefined ? [] : ['held']),
  ];
}

/** Whose books a transfer is in. */
export function bookKey(transfer: Transfer): Omit<BookKey, 'book'> {
  return { account: columnText(transfer.account), currency: normaliseCurrency(transfer.amount.currency) };
}

/** Without repeats, and sorted: rows are locked in this order. */
export function inOneOrder<Key extends BookKey>(keys: readonly Key[]): readonly Key[] {
  const byName = new Map(keys.map((key) => [`${key.account}\n${key.currency}\n${key.book}`, key]));
  return [...byName].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, key]) => key);
}
