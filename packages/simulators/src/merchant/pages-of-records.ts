import type { JsonObject } from '../json/encode-json.js';
import type { Merchant } from './merchant.js';
import type { RequestFields } from './request-fields.js';

/** Which part of a history is asked for. */
export interface PageRequest {
  readonly createdFrom: number | undefined;
  readonly createdTo: number | undefined;
  readonly cursor: Cursor | undefined;
}

/** A place between two records: everything older than, or newer than, a position. */
interface Cursor {
  readonly position: number;
  readonly direction: 'older' | 'newer';
}

const PER_PAGE = 15;

/** What the official Cryptomus client sends for the first page. */
const FIRST_PAGE = '1';

/** Reads dates from the body and the cursor from the query or, as the provider's own client sends it, the body. */
export function pageRequest(merchant: Merchant, fields: RequestFields, query: URLSearchParams): PageRequest {
  const bound = (name: string): number | undefined => {
    const text = fields.text(name, { format: 'date_time' });
    const time = text === undefined ? Number.NaN : Date.parse(`${text.replace(' ', 'T')}Z`);
    return Number.isNaN(time) ? undefined : time - merchant.settings.listZoneMinutes * 60_000;
  };
  const fromBody = fields.text('cursor');
  const text = query.get('cursor') ?? fromBody;
  const isFirst = text === undefined || text === '' || text === FIRST_PAGE;
  const cursor = isFirst ? undefined : decodeCursor(text);
  if (cursor === undefined && !isFirst) fields.fail('cursor', 'regex');
  return { createdFrom: bound('date_from'), createdTo: bound('date_to'), cursor };
}

/** A page of records, newest first. `records` is in the order of creation. */
export function pageOf<Item extends { readonly createdAt: number }>(
  records: readonly Item[],
  { createdFrom, createdTo, cursor }: PageRequest,
  toObject: (item: Item) => JsonObject,
  perPage: number = PER_PAGE,
): JsonObject {
  const matching = records
    .map((record, position) => ({ record, position }))
    .filter(
      ({ record }) =>
        (createdFrom === undefined || record.createdAt >= createdFrom) &&
        // `date_to` names a whole second.
        (createdTo === undefined || record.createdAt < createdTo + 1_000),
    )
    .reverse();
  const start = startOf(matching, cursor, perPage);
  const page = matching.slice(start, start + perPage);
  const first = page[0];
  const last = page.at(-1);
  return {
    items: page.map(({ record }) => toObject(record)),
    paginate: {
      count: page.length,
      hasPages: matching.length > perPage,
      nextCursor:
        last !== undefined && start + perPage < matching.length
          ? encodeCursor({ position: last.position, direction: 'older' })
          : null,
      previousCursor:
        first !== undefined && start > 0 ? encodeCursor({ position: first.position, direction: 'newer' }) : null,
      perPage,
    },
  };
}

function startOf(
  matching: readonly { readonly position: number }[],
  cursor: Cursor | undefined,
  perPage: number,
): number {
  if (cursor === undefined) return 0;
  if (cursor.direction === 'older') {
    const start = matching.findIndex(({ position }) => position < cursor.position);
    return start === -1 ? matching.length : start;
  }
  const end = matching.findIndex(({ position }) => position <= cursor.position);
  return Math.max(0, (end === -1 ? matching.length : end) - perPage);
}

// Standard base64 with padding: a client that does not URL-encode cursors shows itself.
function encodeCursor({ position, direction }: Cursor): string {
  return Buffer.from(JSON.stringify({ id: position, newer: direction === 'newer', '?>': '>>?' })).toString('base64');
}

function decodeCursor(text: string): Cursor | undefined {
  const match = /^\{"id":(\d{1,15}),"newer":(true|false),"\?>":">>\?"\}$/.exec(
    Buffer.from(text, 'base64').toString('utf8'),
  );
  if (match === null) return undefined;
  return { position: Number(match[1]), direction: match[2] === 'true' ? 'newer' : 'older' };
}
