/** How a wire spells an instant: whole seconds or milliseconds since 1970, or ISO 8601 with a zone. */
export type TimestampUnit = 's' | 'ms' | 'iso';

/** An instant as the wire spells it. */
export function writeTimestamp(instant: Date, unit: TimestampUnit): string {
  if (unit === 'iso') return instant.toISOString();
  return String(unit === 's' ? Math.floor(instant.getTime() / 1000) : instant.getTime());
}

const DIGITS = /^\d{1,15}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970; `undefined` for text in another spelling: no sign, fraction, exponent or white space. */
export function readTimestamp(text: string, unit: TimestampUnit): number | undefined {
  if (unit === 'iso') {
    const instant = ISO.test(text) ? Date.parse(text) : NaN;
    return Number.isNaN(instant) ? undefined : instant;
  }
  if (!DIGITS.test(text)) return undefined;
  return Number(text) * (unit === 's' ? 1000 : 1);
}
