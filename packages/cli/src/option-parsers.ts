import { InvalidArgumentError } from 'commander';

/** Reads an amount: decimal text in major units, kept as it was written. */
export function parseAmount(text: string): string {
  if (/^\d{1,30}(?:\.\d{1,30})?$/.test(text)) return text;
  throw new InvalidArgumentError('An amount is decimal text in major units, such as 15.00.');
}

/** Reads an instant. */
export function parseInstant(text: string): Date {
  const instant = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(instant.getTime())) return instant;
  throw new InvalidArgumentError('It must be an instant such as 2026-03-01T00:00:00Z.');
}

/** Reads how many records a page has. */
export function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 1000) return limit;
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
}

/** Reads a whole number above zero. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= 1) return count;
  throw new InvalidArgumentError('It must be a whole number above zero.');
}

/** Reads an http or https address. */
export function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text;
  throw new InvalidArgumentError('It is an http or https URL.');
}
