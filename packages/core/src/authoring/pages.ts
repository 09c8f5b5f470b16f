import { memberAt, memberOf } from './json-wire.js';

/** How a list is read page by page. Pure. Members that stand further in are named like `meta.next`. */
export interface Pages {
  /** The parameters that ask for a page; without a cursor, the first. */
  query(cursor: string | undefined): Readonly<Record<string, string>>;
  /** The page's items; `undefined` for an answer that is no page, or whose end cannot be told. */
  items(answer: unknown): readonly unknown[] | undefined;
  /** What leads to the next page; `undefined` on the last one. */
  next(answer: unknown, cursor: string | undefined): string | undefined;
}

/** Options of {@link cursorPages}. */
export interface CursorPagesOptions {
  /** The member that holds the items. */
  readonly items: string;
  /** The member that holds the next cursor. Absent, `null` or empty: this page is the last. */
  readonly next: string;
  /** The parameter that takes the cursor. */
  readonly parameter: string;
  /** Sent with every page, such as `{ limit: '100' }`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** Pages of which each names the next: `{ items: [ … ], next: "c_17" }`. */
export function cursorPages({ items, next, parameter, query }: CursorPagesOptions): Pages {
  return {
    query: (cursor) => ({ ...query, ...(cursor !== undefined && { [parameter]: cursor }) }),
    items(answer) {
      const cursor = memberAt(answer, next) ?? '';
      // A cursor that cannot be read would end the list early, and what is behind it would seem absent.
      return typeof cursor === 'string' ? listIn(answer, items) : undefined;
    },
    next(answer) {
      const cursor = memberAt(answer, next);
      return isKey(cursor) ? cursor : undefined;
    },
  };
}

/** Options of {@link keysetPages}. */
export interface KeysetPagesOptions {
  /** The member that holds the items. */
  readonly items: string;
  /** The member that says whether there are more: `true` or `false`. */
  readonly more: string;
  /** The parameter that takes the key of the last item seen. */
  readonly parameter: string;
  /** The member of an item that is its key. @defaultValue `id` */
  readonly key?: string | undefined;
  /** Sent with every page, such as `{ limit: '100' }`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** Pages that go on behind the last item of the one before: `{ data: [ … ], has_more: true }`. */
export function keysetPages({ items, key = 'id', more, parameter, query }: KeysetPagesOptions): Pages {
  const lastKey = (answer: unknown): unknown => memberOf(listIn(answer, items)?.at(-1), key);
  return {
    query: (cursor) => ({ ...query, ...(cursor !== undefined && { [parameter]: cursor }) }),
    items(answer) {
      const goesOn = memberAt(answer, more);
      // What cannot be asked for would end the list early, and what is behind it would seem absent.
      const canGoOn = goesOn === false || (goesOn === true && isKey(lastKey(answer)));
      return canGoOn ? listIn(answer, items) : undefined;
    },
    next(answer) {
      const cursor = lastKey(answer);
      return memberAt(answer, more) === true && isKey(cursor) ? cursor : undefined;
    },
  };
}

/** Options of {@link offsetPages}. */
export interface OffsetPagesOptions {
  /** The member that holds the items. */
  readonly items: string;
  /** The parameter that takes the number of items before the page. */
  readonly offset: string;
  /** The parameter that takes the size of a page. */
  readonly limit: string;
  /** How many items are asked for at once. @defaultValue `100` */
  readonly size?: number | undefined;
}

/** Pages counted by the items before them. The list ends with the first page that is empty. */
export function offsetPages({ items, limit, offset, size = 100 }: OffsetPagesOptions): Pages {
  return {
    query: (cursor) => ({ [limit]: String(size), [offset]: cursor ?? '0' }),
    items: (answer) => listIn(answer, items),
    next(answer, cursor) {
      const found = listIn(answer, items)?.length ?? 0;
      return found === 0 ? undefined : String(Number(cursor ?? '0') + found);
    },
  };
}

/** Options of {@link numberedPages}. */
export interface NumberedPagesOptions {
  /** The member that holds the items. */
  readonly items: string;
  /** The parameter that takes the number of the page. */
  readonly page: string;
  /** The number of the first page. @defaultValue `1` */
  readonly first?: number | undefined;
  /** The member that holds the number of the last page. Absent: the list ends with the first page that is empty. */
  readonly last?: string | undefined;
  /** Sent with every page, such as `{ per_page: '100' }`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** Pages that have numbers. */
export function numberedPages({ first = 1, items, last, page, query }: NumberedPagesOptions): Pages {
  return {
    query: (cursor) => ({ ...query, [page]: cursor ?? String(first) }),
    items(answer) {
      // A last page that cannot be read would end the list early, and what is behind it would seem absent.
      return last === undefined || Number.isSafeInteger(memberAt(answer, last)) ? listIn(answer, items) : undefined;
    },
    next(answer, cursor) {
      const number = Number(cursor ?? first);
      const goesOn =
        last === undefined ? (listIn(answer, items)?.length ?? 0) > 0 : number < Number(memberAt(answer, last));
      return goesOn ? String(number + 1) : undefined;
    },
  };
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function listIn(answer: unknown, member: string): readonly unknown[] | undefined {
  const list = memberAt(answer, member);
  return Array.isArray(list) ? list : undefined;
}
