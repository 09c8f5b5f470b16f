import type { Money } from '@paymux/core';

/**
 * A place in the books of one account and asset.
 *
 * - `external`: the world outside, where money comes from;
 * - `available`: what can be paid out;
 * - `held`: set aside for payouts that are not settled;
 * - `paid`: gone to receivers;
 * - `fees`: gone to the provider.
 */
export type Book = 'external' | 'available' | 'held' | 'paid' | 'fees';

/** Why money moves between books. `rehold`: what was given back turns out to be gone, and is held to be posted. */
export type TransferKind = 'fund' | 'hold' | 'rehold' | 'post' | 'void' | 'fee' | 'return';

/** One movement between two books of one account, double-entry: what leaves `from` arrives in `to`. */
export interface Transfer {
  /** Unique: the same movement cannot be booked twice. */
  readonly id: string;
  readonly kind: TransferKind;
  readonly account: string;
  readonly payoutId?: string | undefined;
  readonly from: Book;
  readonly to: Book;
  /** In major units, above zero. */
  readonly amount: Money;
  readonly at: Date;
}

/** What is in one book, in one asset. */
export interface Balance {
  readonly account: string;
  readonly book: Book;
  /** May be below zero: `external` always is, `available` where nothing bounds it. */
  readonly amount: Money;
}
