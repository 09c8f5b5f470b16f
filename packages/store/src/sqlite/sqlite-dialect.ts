import { addMoney, type Clock } from '@paymux/core';
import { sql, type Transaction } from 'kysely';
import type { BookAmount, BookEntry, SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { sqliteViolation } from './sqlite-errors.js';

/** Amounts are added up in {@link addMoney}: one process writes at a time, and what it read stays true until it commits. */
export function sqliteDialect(clock: Clock): SqlDialect {
  return {
    engine: 'sqlite',
    sumsExactly: false,
    now: () => sql<number>`${clock.now().getTime()}`,
    leaseEnd: (leaseMs) => clock.now().getTime() + leaseMs,
    changeHead: () => sql<number>`(select count + 1 from paymux_change_count)`,
    lockAmounts: async () => undefined,
    addToBooks: async (transaction, entries) => {
      const after: BookAmount[] = [];
      for (const entry of entries) after.push(await addToBook(transaction, entry));
      return after;
    },
    addToTotal: async (transaction, total, by) => {
      const row = await transaction
        .selectFrom('paymux_totals')
        .select('amount')
        .where('total', '=', total)
        .executeTakeFirst();
      const amount = add(row?.amount, by, 'TOTAL');
      await transaction
        .insertInto('paymux_totals')
        .values({ total, amount })
        .onConflict((conflict) => conflict.column('total').doUpdateSet({ amount }))
        .execute();
      return amount;
    },
    violation: sqliteViolation,
  };
}

async function addToBook(
  transaction: Transaction<Tables>,
  { account, book, currency, by }: BookEntry,
): Promise<BookAmount> {
  const row = await transaction
    .selectFrom('paymux_balances')
    .select('amount')
    .where('account', '=', account)
    .where('book', '=', book)
    .where('currency', '=', currency)
    .executeTakeFirst();
  const amount = add(row?.amount, by, currency);
  await transaction
    .insertInto('paymux_balances')
    .values({ account, book, currency, amount })
    .onConflict((conflict) => conflict.columns(['account', 'book', 'currency']).doUpdateSet({ amount }))
    .execute();
  return { account, book, currency, amount };
}

function add(before: string | undefined, by: string, currency: string): string {
  return addMoney({ amount: before ?? '0', currency }, { amount: by, currency }).amount;
}
