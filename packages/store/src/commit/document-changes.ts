import { type StoredDocument, toRecordText } from '@paymux/orchestration';
import { columnText, optionalColumnText } from '../column-text.js';
import { insertRow, type RowWrite, updateRow } from './row-write.js';
import { toInstant } from './to-instant.js';

/** Names a document by its kind and id, unambiguously. */
export function documentId(kind: string, id: string): string {
  return columnText(JSON.stringify([kind, id]));
}

/** Writes a document down, once. */
export function insertDocument(document: StoredDocument): RowWrite {
  return insertRow('paymux_documents', {
    id: documentId(document.kind, document.id),
    ...documentColumns(document),
  });
}

/** Replaces a document that has the revision before. */
export function updateDocument(document: StoredDocument, fence: number | undefined): RowWrite {
  const before = { id: documentId(document.kind, document.id), revision: document.revision - 1 };
  return updateRow('paymux_documents', documentColumns(document), before, fence);
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
