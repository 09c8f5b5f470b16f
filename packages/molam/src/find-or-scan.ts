import { type CallOptions, isReference, type Listing, type ListQuery, type ObjectQuery } from '@paymux/core';

type Find<Item> = (query: ObjectQuery, options?: CallOptions) => Promise<Item | undefined>;
type List<Item> = (query?: ListQuery, options?: CallOptions) => Listing<Item>;

/** Finds objects by id, or by reference: the wire knows none, so the list is read, newest first. */
export function findOrScan<Item extends { readonly reference: string | undefined }>(
  find: Find<Item>,
  list: List<Item>,
): Find<Item> {
  return async (query, options) => {
    if (!isScan(query)) return find(query, options);
    const { createdAfter, reference } = query;
    for await (const item of list({ createdFrom: createdAfter }, options)) {
      if (item.reference === reference) return item;
    }
    return undefined;
  };
}

/** Whether a query names an object by reference alone. One that is wrong is left to the look-up, which says so. */
function isScan(query: Readonly<Record<string, unknown>> | null | undefined): boolean {
  const { createdAfter, reference, ...others } = query ?? {};
  if (!isReference(reference) || Object.values(others).some((value) => value !== undefined)) return false;
  return createdAfter === undefined || (createdAfter instanceof Date && !Number.isNaN(createdAfter.getTime()));
}
