import { compareDecimals, normaliseCurrency } from '@paymux/core';
import { type Change, toRecordText, type Transfer } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText, optionalColumnText } from '../column-text.js';
import type { BookEntry, BookKey, SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import type { Made } from './made.js';
import { insertRow, type RowWrite } from './row-write.js';

/** A movement between two books. */
export type TransferChange = Extract<Change, { readonly change: 'transfer' }>;
/** An addition to a running total. */
export type TotalChange = Extract<Change, { readonly change: 'total_add' }>;

/** Writes a movement down, once. */
export function insertTransfer({ transfer }: TransferChange): RowWrite {
  return insertRow('paymux_transfers', {
    id: columnText(transfer.id),
    kind: transfer.kind,
    ...bookKey(transfer),
    payout_id: optionalColumnText(transfer.payoutId),
    from_book: transfer.from,
    to_book: transfer.to,
    amount: transfer.amount.amount,
    at: transfer.at.getTime(),
    record: toRecordText(transfer),
  });
}

/** What a movement adds to which books. One that it bounds and does not touch gets nothing. */
export function bookEntries({ transfer, bounds }: TransferChange): readonly BookEntry[] {
  const { amount } = transfer.amount;
  const key = bookKey(transfer);
  const entries: BookEntry[] = [
    { ...key, book: transfer.from, by: `-${amount}` },
    { ...key, book: transfer.to, by: amount },
  ];
  for (const book of boundedBooks(bounds)) {
    if (!entries.some((entry) => entry.book === book)) entries.push({ ...key, book, by: '0' });
  }
  return entries;
}

/** Books a movement, within its bounds. */
export async function bookAmounts(
  transaction: Transaction<Tables>,
  dialect: SqlDialect,
  change: TransferChange,
): Promise<Made> {
  const after = await dialect.addToBooks(transaction, inOneOrder(bookEntries(change)));
  const amountOf = (book: string): string => after.find((entry) => entry.book === book)?.amount ?? '0';
  const { availableAtLeast, heldAtMost } = change.bounds ?? {};
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
