import type { VerifiedEvent } from '@paymux/core';
import type { DurableStore, PayoutChange, StoreTransaction } from '@paymux/orchestration';
import { sqlTransaction } from '@paymux/store';

interface Tables {
  readonly effects: { readonly what: string };
}

/** Begins what was noted of an event that belongs to no record. */
export const NO_RECORD = 'no record: ';

/** Makes the application's own table, in which nothing keeps a row from being there twice. */
export async function createEffects(store: DurableStore): Promise<void> {
  await store.commit([], async (transaction) => {
    await sqlTransaction<Tables>(transaction).schema.createTable('effects').addColumn('what', 'text').execute();
  });
}

/** What the application did, once for each time that it did it. */
export async function listEffects(store: DurableStore): Promise<readonly string[]> {
  const effects: string[] = [];
  await store.commit([], async (transaction) => {
    const rows = await sqlTransaction<Tables>(transaction).selectFrom('effects').select('what').execute();
    effects.push(...rows.map(({ what }) => what));
  });
  return effects;
}

/** Does something once for each change of a payout. */
export async function notePayout({ payout, to }: PayoutChange, transaction: StoreTransaction): Promise<void> {
  await note(`${payout.reference}:${String(payout.revision)}:${to}`, transaction);
}

/** Does something once for each event of which no record is kept. */
export async function noteEvent(event: VerifiedEvent, transaction: StoreTransaction): Promise<void> {
  await note(`${NO_RECORD}${event.kind} ${event.deduplicationKey}`, transaction);
}

async function note(what: string, transaction: StoreTransaction): Promise<void> {
  await sqlTransaction<Tables>(transaction).insertInto('effects').values({ what }).execute();
}
