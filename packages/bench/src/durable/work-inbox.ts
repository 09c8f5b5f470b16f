import type { DurableStore } from '@paymux/orchestration';

/** Takes so many messages at most, and marks them done, each by a commit of its own. Answers how many there were. */
export async function workInbox(store: DurableStore, batch: number): Promise<number> {
  const claimed = await store.claim('inbox', { limit: batch, leaseMs: 60_000 });
  const doneAt = new Date();
  await Promise.all(
    claimed.map(async ({ fence, row }) => {
      const message = { ...row, state: 'done' as const, dueAt: undefined, doneAt };
      const { committed } = await store.commit([{ change: 'inbox_update', message, fence }]);
      if (!committed) throw new Error('A message was taken by somebody else.');
    }),
  );
  return claimed.length;
}
