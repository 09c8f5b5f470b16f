import { type KeptAnswer, toRecordText } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import type { Made } from './guards.js';

/** Takes a key for a run. */
export async function insertAnswer(transaction: Transaction<Tables>, answer: KeptAnswer): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_answers')
    .values({ scope: columnText(answer.scope), key: columnText(answer.key), ...answerColumns(answer) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** Replaces what a run holds. */
export async function updateAnswer(
  transaction: Transaction<Tables>,
  answer: KeptAnswer,
  heldBy: string,
): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_answers')
    .set(answerColumns(answer))
    .where('scope', '=', columnText(answer.scope))
    .where('key', '=', columnText(answer.key))
    .where('run', '=', columnText(heldBy))
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? 'stale' : undefined;
}

function answerColumns(answer: KeptAnswer) {
  return {
    run: columnText(answer.run),
    expires_at: answer.expiresAt.getTime(),
    record: toRecordText(answer),
  };
}
