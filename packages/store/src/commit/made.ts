import type { CommitConflict } from '@paymux/orchestration';

/** What became of a change: nothing to say if it was made. */
export type Made = CommitConflict | undefined;
