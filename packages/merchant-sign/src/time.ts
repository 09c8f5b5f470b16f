const DAY_MS = 86_400_000;
/** The span of time that the wire's four-digit years can name and in which anything can have happened. */
const FIRST_MS = 0;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** A date and a time with their zone. Without a zone, the text names another instant on every machine. */
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;

/** `2026-05-20T10:00:00+03:00` as an instant; `undefined` for anything else, a text without a zone included. */
export function toInstant(text: string | null | undefined): Date | undefined {
  const at = typeof text === 'string' && ZONED.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at);
}

/** Whole Unix seconds as an instant; `undefined` for what no calendar holds. */
export function secondsToInstant(seconds: number | null | undefined): Date | undefined {
  if (typeof seconds !== 'number') return undefined;
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** The wire's `date_from` and `date_to`, a day wider on each side: their time zone is not documented. */
export function dateFilter(query: { readonly createdFrom?: Date | undefined; readonly createdTo?: Date | undefined }) {
  return {
    date_from: query.createdFrom && toFilterText(query.createdFrom.getTime() - DAY_MS),
    date_to: query.createdTo && toFilterText(query.createdTo.getTime() + DAY_MS),
  };
}

/** Whether something created then belongs to the listing asked for. What has no time is kept. */
export function isWithin(
  createdAt: Date | undefined,
  query: { readonly createdFrom?: Date | undefined; readonly createdTo?: Date | undefined },
): boolean {
  if (createdAt === undefined) return true;
  return !(query.createdFrom && createdAt < query.createdFrom) && !(query.createdTo && createdAt > query.createdTo);
}

function toFilterText(time: number): string {
  const within = Math.min(Math.max(time, FIRST_MS), LAST_MS);
  return new Date(within).toISOString().slice(0, 19).replace('T', ' ');
}
