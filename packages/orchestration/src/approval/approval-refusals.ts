import type { DurableStore } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import type { StoredDocument } from '../durable/stored-document.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { ApprovalRefusalReason } from './payout-approval.js';

/** An approval that was refused, and how often it was tried in the same way. */
export interface ApprovalRefusal {
  readonly payoutId: string;
  readonly actor: string;
  readonly reason: ApprovalRefusalReason;
  /** The revision of the payout when it was first tried. */
  readonly revision: number;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

const KIND = 'approval_refused';

/**
 * Writes a refused attempt down. Not into the payout's history, which would change its revision: whoever may not approve
 * could then keep others from it.
 */
export async function noteRefusal(
  store: DurableStore,
  { id: payoutId, revision }: PayoutRecord,
  actor: string,
  reason: ApprovalRefusalReason,
  at: Date,
): Promise<void> {
  const id = fingerprint([payoutId, revision, actor, reason]);
  const refusal: ApprovalRefusal = { payoutId, actor, reason, revision, count: 1, firstAt: at, lastAt: at };
  const document: StoredDocument = { kind: KIND, id, revision: 1, group: payoutId, state: reason, at, body: refusal };
  let result = await store.commit([{ change: 'document_insert', document }]);
  while (!result.committed) {
    const known = await store.document(KIND, id);
    if (known === undefined) throw new TypeError(`The store lost the refused approval ${id}.`);
    const before = known.body as ApprovalRefusal;
    const body: ApprovalRefusal = { ...before, count: before.count + 1, lastAt: at };
    result = await store.commit([
      { change: 'document_update', document: { ...known, revision: known.revision + 1, body } },
    ]);
  }
}

/** The attempts to approve a payout that were refused, the latest kind of attempt first. Up to 1,000. */
export async function approvalRefusals(store: DurableStore, payoutId: string): Promise<readonly ApprovalRefusal[]> {
  const { records } = await store.listDocuments({ kind: KIND, group: payoutId, limit: 1000 });
  return records.map(({ body }) => body as ApprovalRefusal);
}
