import type { CommitConflict } from '@paymux/orchestration';
import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** What became of a change: nothing to say if it was made. */
export type Made = CommitConflict | undefined;

/** Whether the row's lease has this fence; true where none is asked for. */
export function heldWith(fence: number | undefined): RawBuilder<SqlBool> {
  return fence === undefined ? sql`1 = 1` : sql`fence = ${fence} and lease_until is not null`;
}

/** Ends the lease of an update that showed its fence. */
export function givenBack(fence: number | undefined): { readonly lease_until?: null } {
  return fence === undefined ? {} : { lease_until: null };
}

export function toInstant(date: Date | undefined): number | null {
  return date === undefined ? null : date.getTime();
}
