import type { Clock } from '@paymux/core';
import { sql, type Transaction } from 'kysely';
import { PRESENT_INSTANT } from '../due/present-instant.js';
import type { BookKey, SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';
import { postgresViolation } from './postgres-errors.js';

/** Amounts are added up by the engine, whose `numeric` is exact; rows stay locked until the commit. */
export function postgresDialect(clock: Clock | undefined): SqlDialect {
  return {
    engine: 'postgresql',
    sumsExactly: true,
    changeHead: () => sql<number>`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
    now: () => (clock === undefined ? sql.raw(PRESENT_INSTANT) : sql<number>`${clock.now().getTime()}::bigint`),
    leaseEnd: (leaseMs) => (clock === undefined ? { fromNowMs: leaseMs } : clock.now().getTime() + leaseMs),
    lockAmounts: async (transaction, books, totals) => {
      if (books.length > 0 && (await lockBooks(transaction, books)) < books.length) {
        // A row that is not there cannot be locked, and two commits would make them in different orders.
        await transaction
          .insertInto('paymux_balances')
          .values(books.map(({ account, book, currency }) => ({ account, book, currency, amount: '0' })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await lockBooks(transaction, books);
      }
      if (totals.length > 0 && (await lockTotals(transaction, totals)) < totals.length) {
        await transaction
          .insertInto('paymux_totals')
          .values(totals.map((total) => ({ total, amount: '0' })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await lockTotals(transaction, totals);
      }
    },
    addToBooks: (transaction, entries) =>
      transaction
        .insertInto('paymux_balances')
        .values(entries.map(({ account, book, currency, by }) => ({ account, book, currency, amount: by })))
        .onConflict((conflict) =>
          conflict
            .columns(['account', 'book', 'currency'])
            .doUpdateSet({ amount: sql<string>`paymux_balances.amount + excluded.amount` }),
        )
        .returning(['account', 'book', 'currency', 'amount'])
        .execute(),
    addToTotal: async (transaction, total, by) => {
      const { amount } = await transaction
        .insertInto('paymux_totals')
        .values({ total, amount: by })
        .onConflict((conflict) =>
          conflict.column('total').doUpdateSet({ amount: sql<string>`paymux_totals.amount + excluded.amount` }),
        )
        .returning('amount')
        .executeTakeFirstOrThrow();
      return amount;
    },
    violation: postgresViolation,
  };
}

/** Answers how many of them there are. */
async function lockBooks(transaction: Transaction<Tables>, books: readonly BookKey[]): Promise<number> {
  const rows = await transaction
    .selectFrom('paymux_balances')
    .select('book')
    .where((row) =>
      row(
        row.refTuple('account', 'currency', 'book'),
        'in',
        books.map(({ account, currency, book }) => row.tuple(account, currency, book)),
      ),
    )
    .orderBy('account')
    .orderBy('currency')
    .orderBy('book')
    .forUpdate()
    .execute();
  return rows.length;
}

async function lockTotals(transaction: Transaction<Tables>, totals: readonly string[]): Promise<number> {
  const rows = await transaction
    .selectFrom('paymux_totals')
    .select('total')
    .where('total', 'in', totals)
    .orderBy('total')
    .forUpdate()
    .execute();
  return rows.length;
}
