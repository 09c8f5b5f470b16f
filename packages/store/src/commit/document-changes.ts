import { type StoredDocument, toRecordText } from '@paymux/orchestration';
import type { Transaction } from 'kysely';
import { columnText, optionalColumnText } from '../column-text.js';
import type { Tables } from '../tables.js';
import { givenBack, heldWith, type Made, toInstant } from './guards.js';

/** Names a document by its kind and id, unambiguously. */
export function documentId(kind: string, id: string): string {
  return columnText(JSON.stringify([kind, id]));
}

/** Writes a document down, once. */
export async function insertDocument(transaction: Transaction<Tables>, document: StoredDocument): Promise<Made> {
  const inserted = await transaction
    .insertInto('paymux_documents')
    .values({ id: documentId(document.kind, document.id), ...documentColumns(document) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 0n ? 'taken' : undefined;
}

/** Replaces a document that has the revision before. */
export async function updateDocument(
  transaction: Transaction<Tables>,
  document: StoredDocument,
  fence: number | undefined,
): Promise<Made> {
  const updated = await transaction
    .updateTable('paymux_documents')
    .set({ ...documentColumns(document), ...givenBack(fence) })
    .where('id', '=', documentId(document.kind, document.id))
    .where('revision', '=', document.revision - 1)
    .where(heldWith(fence))
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? 'stale' : undefined;
}

function documentColumns(document: StoredDocument) {
  return {
    kind: columnText(document.kind),
    name: columnText(document.id),
    group_name: optionalColumnText(document.group),
    state: columnText(document.state),
    revision: document.revision,
    at: document.at.getTime(),
    due_at: toInstant(document.dueAt),
    record: toRecordText(document),
  };
}
