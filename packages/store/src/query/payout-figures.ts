import { addMoney, multiplyMoney } from '@paymux/core';
import type { LedgerStatus, PayoutFigure, PayoutRecordQuery } from '@paymux/orchestration';
import { type Kysely, sql } from 'kysely';
import { columnText, fromColumnText } from '../column-text.js';
import type { SqlDialect } from '../engine.js';
import type { Tables } from '../tables.js';

/** What payouts are added up by. */
export type FigureQuery = Pick<PayoutRecordQuery, 'account' | 'client' | 'requestedFrom' | 'requestedBefore'>;

/** How many payouts there are of each account, status and asset, and their exact sum. */
export async function payoutFigures(
  database: Kysely<Tables>,
  dialect: SqlDialect,
  { account, client, requestedFrom, requestedBefore }: FigureQuery,
): Promise<readonly PayoutFigure[]> {
  const { sumsExactly } = dialect;
  let rows = database
    .selectFrom('paymux_payouts')
    .select(({ fn }) => [
      'account',
      'status',
      'currency',
      fn.countAll<number>().as('count'),
      (sumsExactly ? sql<string>`sum(amount)` : sql<string>`amount`).as('amount'),
    ])
    .groupBy(['account', 'status', 'currency'])
    .orderBy('account')
    .orderBy('status')
    .orderBy('currency');
  if (account !== undefined) rows = rows.where('account', '=', columnText(account));
  if (client !== undefined) rows = rows.where('client', '=', columnText(client));
  if (requestedFrom !== undefined) rows = rows.where('requested_at', '>=', requestedFrom.getTime());
  if (requestedBefore !== undefined) rows = rows.where('requested_at', '<', requestedBefore.getTime());
  // Equal amounts are counted by the engine, and added up here.
  if (!sumsExactly) rows = rows.groupBy('amount').orderBy('amount');

  const figures: PayoutFigure[] = [];
  for (const row of await rows.execute()) {
    const part = { amount: row.amount, currency: row.currency };
    const figure: PayoutFigure = {
      account: fromColumnText(row.account),
      status: row.status as LedgerStatus,
      count: row.count,
      total: sumsExactly ? part : multiplyMoney(part, String(row.count)),
    };
    const last = figures.at(-1);
    if (last === undefined || !sameGroup(last, figure)) figures.push(figure);
    else {
      figures[figures.length - 1] = {
        ...last,
        count: last.count + figure.count,
        total: addMoney(last.total, figure.total),
      };
    }
  }
  return figures;
}

function sameGroup(left: PayoutFigure, right: PayoutFigure): boolean {
  return left.account === right.account && left.status === right.status && left.total.currency === right.total.currency;
}
