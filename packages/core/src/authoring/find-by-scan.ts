import type { CallOptions } from '../api/call-options.js';
import type { Listing } from '../provider/listing.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import { isReference } from '../provider/reference.js';

/** Finds one object. */
export type Find<Item> = (query: ObjectQuery, options?: CallOptions) => Promise<Item | undefined>;

/** Lists objects. */
export type List<Item> = (query?: ListQuery, options?: CallOptions) => Listing<Item>;

/** Finds objects by id, or by reference where the wire knows none: then the list is read. */
export function findByScan<Item extends { readonly reference: string | undefined }>(
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
