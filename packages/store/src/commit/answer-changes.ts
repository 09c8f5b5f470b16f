import { type KeptAnswer, toRecordText } from '@paymux/orchestration';
import { columnText } from '../column-text.js';
import { insertRow, type RowWrite, updateRow } from './row-write.js';

/** Takes a key for a run. */
export function insertAnswer(answer: KeptAnswer): RowWrite {
  return insertRow('paymux_answers', {
    scope: columnText(answer.scope),
    key: columnText(answer.key),
    ...answerColumns(answer),
  });
}

/** Replaces what a run holds. */
export function updateAnswer(answer: KeptAnswer, heldBy: string): RowWrite {
  return updateRow('paymux_answers', answerColumns(answer), {
    scope: columnText(answer.scope),
    key: columnText(answer.key),
    run: columnText(heldBy),
  });
}

function answerColumns(answer: KeptAnswer) {
  return {
    run: columnText(answer.run),
    expires_at: answer.expiresAt.getTime(),
    record: toRecordText(answer),
  };
}
