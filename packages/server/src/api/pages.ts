import type { RecordPage } from '@paymux/orchestration';
import * as z from 'zod';

/** By what a page is asked for: how long it may be, and where the one before it ended. */
export const pageQuery = {
  /** @defaultValue 50 */
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().min(1).max(1000).optional(),
};

/** What a list answers: a page, and where the next one begins, if there is more. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().optional() });
}

/** A page of records as it is answered. */
export function toPage<Record, Item>(
  { next, records }: RecordPage<Record>,
  toItem: (record: Record) => Item,
): { readonly items: readonly Item[]; readonly next?: string } {
  return { items: records.map(toItem), ...(next !== undefined && { next }) };
}

/** The library's words for what a page is asked for by. */
export function paging({
  cursor,
  limit,
}: {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}): {
  readonly after?: string | undefined;
  readonly limit: number;
} {
  return { after: cursor, limit: limit ?? 50 };
}
