import type { PruneLimits } from '@paymux/orchestration';
import type { RawBuilder, Transaction } from 'kysely';
import type { Tables } from './tables.js';

/** How many rows one transaction forgets, so that others wait for a moment only. */
export const PRUNED_AT_ONCE = 1000;

/** Forgets up to {@link PRUNED_AT_ONCE} rows of each kind. Answers how many. */
export async function pruneSome(
  transaction: Transaction<Tables>,
  now: RawBuilder<number>,
  { documents = [], finishedBefore }: PruneLimits,
): Promise<number> {
  const before = finishedBefore.getTime();
  const answers = await transaction
    .deleteFrom('paymux_answers')
    .where((row) =>
      row(
        row.refTuple('scope', 'key'),
        'in',
        row
          .selectFrom('paymux_answers')
          .select(['scope', 'key'])
          .where('expires_at', '<', now)
          .limit(PRUNED_AT_ONCE)
          .$asTuple('scope', 'key'),
      ),
    )
    .executeTakeFirst();
  const messages = await transaction
    .deleteFrom('paymux_inbox')
    .where('id', 'in', (row) =>
      row
        .selectFrom('paymux_inbox')
        .select('id')
        .where('state', '=', 'done')
        .where('done_at', '<', before)
        .limit(PRUNED_AT_ONCE),
    )
    .executeTakeFirst();
  const refusals = await transaction.deleteFrom('paymux_refusals').where('at', '<', before).executeTakeFirst();
  const notices = await transaction
    .deleteFrom('paymux_notices')
    .where('id', 'in', (row) =>
      row
        .selectFrom('paymux_notices')
        .select('id')
        .where('state', '=', 'done')
        .where('at', '<', before)
        .limit(PRUNED_AT_ONCE),
    )
    .executeTakeFirst();
  const old = await transaction
    .deleteFrom('paymux_documents')
    .where('id', 'in', (row) =>
      row
        .selectFrom('paymux_documents')
        .select('id')
        .where('kind', 'in', [...documents, ''])
        .where('at', '<', before)
        .limit(PRUNED_AT_ONCE),
    )
    .executeTakeFirst();
  const removed = [answers, messages, refusals, notices, old].map(({ numDeletedRows }) => Number(numDeletedRows));
  return removed.reduce((sum, count) => sum + count, 0);
}
