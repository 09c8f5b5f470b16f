import type { JsonObject } from '../json/encode-json.js';
import { JsonNumber } from '../json/encode-json.js';
import { MolamRefusal } from './refusal.js';
import type { MolamResult } from './route.js';

const DEFAULT_LIMIT = 10;
const LARGEST_LIMIT = 100;

/** One page of a list: newest first, then by id. @throws MolamRefusal for numbers that are none. */
export function listAnswer<Item extends { readonly id: string; readonly createdAt: number }>(
  items: readonly Item[],
  query: URLSearchParams,
  toObject: (item: Item) => JsonObject,
): MolamResult {
  const limit = Math.min(LARGEST_LIMIT, Math.max(1, wholeNumber(query, 'limit', /^-?\d{1,9}$/) ?? DEFAULT_LIMIT));
  const offset = wholeNumber(query, 'offset', /^\d{1,9}$/) ?? 0;
  const sorted = items.toSorted((left, right) => right.createdAt - left.createdAt || (left.id < right.id ? -1 : 1));
  return {
    status: 200,
    body: {
      object: 'list',
      data: sorted.slice(offset, offset + limit).map(toObject),
      has_more: offset + limit < sorted.length,
      limit: new JsonNumber(String(limit)),
      offset: new JsonNumber(String(offset)),
      total_count: new JsonNumber(String(sorted.length)),
    },
  };
}

/** Whether a value is what the query asks for; a filter that is absent or empty lets everything pass. */
export function passes(query: URLSearchParams, name: string, value: string | undefined): boolean {
  const wanted = query.get(name) ?? '';
  return wanted === '' || wanted === value;
}

function wholeNumber(query: URLSearchParams, name: string, shape: RegExp): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!shape.test(text)) throw new MolamRefusal('invalid_parameter', { param: name });
  return Number(text);
}
