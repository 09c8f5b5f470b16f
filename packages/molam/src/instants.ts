/** A date and a time in ISO 8601. One without a zone is in UTC, as the provider documents its times. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/;

/** ISO 8601 text, or whole seconds since 1970, as an instant; `undefined` for anything else. */
export function toInstant(value: string | number | null | undefined): Date | undefined {
  const at = typeof value === 'number' ? secondsToTime(value) : textToTime(value ?? '');
  const instant = new Date(at);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function secondsToTime(seconds: number): number {
  return Number.isInteger(seconds) ? seconds * 1000 : Number.NaN;
}

function textToTime(text: string): number {
  const match = ISO_TIME.exec(text);
  if (match === null) return Number.NaN;
  return Date.parse(match[1] === undefined ? `${text}Z` : text);
}
