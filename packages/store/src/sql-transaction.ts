import { InvalidRequestError } from '@paymux/core';
import type { StoreTransaction } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import type { EngineName } from './migrations/migration.js';
import type { Tables } from './tables.js';

const transactions = new WeakMap<StoreTransaction, Transaction<Tables>>();

/** Hides the transaction from code that is to know no SQL. */
export function toStoreTransaction(transaction: Transaction<Tables>, engine: EngineName): StoreTransaction {
  const handle: StoreTransaction = Object.freeze({ engine });
  transactions.set(handle, transaction);
  return handle;
}

/**
 * The open transaction as Kysely knows it, for statements of the application that are stored together with ours.
 * Valid until the effect that was given it has ended. Use the tables of your own; ours are no contract.
 *
 * @typeParam Schema - Your tables, as Kysely describes them.
 * @throws {@link InvalidRequestError} It belongs to another kind of store.
 */
export function sqlTransaction<Schema>(transaction: StoreTransaction): Transaction<Schema> {
  const known = transactions.get(transaction);
  if (known === undefined) {
    throw new InvalidRequestError([{ path: 'transaction', message: 'must be one that @paymux/store handed out' }]);
  }
  return known as unknown as Transaction<Schema>;
}
