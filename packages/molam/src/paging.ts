import type { ListQuery } from '@paymux/core';
import * as z from 'zod';

/** The most items that the provider gives at once. */
const PAGE_SIZE = 100;

/** The envelope of a list around one kind of item. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    // Strict where it is told: one that cannot be read would end the list early, and what is behind it would seem absent.
    has_more: z.boolean().nullish(),
  });
}

/** The query of a page: the cursor is the number of items before it. */
export function pageQuery(
  cursor: string | undefined,
  filters: Readonly<Record<string, string | undefined>> = {},
  pageSize: number = PAGE_SIZE,
): Readonly<Record<string, string>> {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { limit: String(pageSize), offset: cursor ?? '0', ...Object.fromEntries(given) };
}

interface Dated {
  readonly createdAt?: Date | undefined;
}

/**
 * One page of a list that comes newest first: the items created within the query, and the
 * cursor of the next page, unless nothing that is asked for can follow.
 */
export function toPage<Wire, Item extends Dated>(
  { data, has_more: hasMore }: { readonly data: readonly Wire[]; readonly has_more?: boolean | null | undefined },
  { createdFrom, createdTo }: ListQuery,
  cursor: string | undefined,
  toItem: (item: Wire) => Item,
): { readonly items: readonly Item[]; readonly nextCursor: string | undefined } {
  const items = data.map(toItem);
  const isBefore = ({ createdAt }: Dated): boolean =>
    createdFrom !== undefined && createdAt !== undefined && createdAt < createdFrom;
  const isAfter = ({ createdAt }: Dated): boolean =>
    createdTo !== undefined && createdAt !== undefined && createdAt > createdTo;
  // A list that does not say whether it goes on is read until a page is empty.
  const goesOn = items.length > 0 && (hasMore ?? true) && !items.every(isBefore);
  return {
    items: items.filter((item) => !isBefore(item) && !isAfter(item)),
    nextCursor: goesOn ? String(Number(cursor ?? '0') + items.length) : undefined,
  };
}
