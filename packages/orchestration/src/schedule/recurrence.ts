import type { Problem } from '@paymux/core';
import { dateAt, instantOf, isTimeZone } from './zoned-time.js';

/**
 * When something happens again, by the calendar and the clocks of a time zone.
 *
 * A month without the day has it on its last day: the 31st is the 30th of April, and 29 February the 28th in other
 * years. Where clocks are changed, a time that is skipped comes later by what is skipped, and one that they show twice
 * is meant the first time; either way it happens once.
 */
export type Recurrence = {
  /** `HH:MM`, from `00:00` to `23:59`. */
  readonly time: string;
  /** An IANA time zone, such as `Africa/Luanda`. */
  readonly timeZone: string;
} & (
  | { readonly every: 'day' }
  | {
      readonly every: 'week';
      /** From 1, Monday, to 7, Sunday. */
      readonly weekday: number;
    }
  | {
      readonly every: 'month';
      /** From 1 to 31. */
      readonly day: number;
    }
  | {
      readonly every: 'year';
      /** From 1 to 12. */
      readonly month: number;
      /** From 1 to 31. */
      readonly day: number;
    }
);

/** One time that something happens: on this date of the time zone, at this instant. */
export interface Occurrence {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly at: Date;
}

const DAY_MS = 86_400_000;

/** Everything that is wrong with a recurrence. */
export function recurrenceProblems(recurrence: Recurrence, path: string): readonly Problem[] {
  const { every, time, timeZone } = recurrence;
  const problems: Problem[] = [];
  const wholeFrom1 = (value: number, most: number, name: string): void => {
    if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
    problems.push({ path: `${path}.${name}`, message: `must be a whole number from 1 to ${String(most)}` });
  };
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) {
    problems.push({ path: `${path}.time`, message: 'must be a time of day such as "09:30"' });
  }
  if (!isTimeZone(timeZone)) {
    problems.push({ path: `${path}.timeZone`, message: 'must be an IANA time zone such as "Europe/Lisbon"' });
  }
  switch (every) {
    case 'day':
      break;
    case 'week':
      wholeFrom1(recurrence.weekday, 7, 'weekday');
      break;
    case 'month':
      wholeFrom1(recurrence.day, 31, 'day');
      break;
    case 'year':
      wholeFrom1(recurrence.month, 12, 'month');
      wholeFrom1(recurrence.day, 31, 'day');
      break;
    default:
      problems.push({ path: `${path}.every`, message: 'must be day, week, month or year' });
  }
  return problems;
}

/** Whether text is a date of the calendar, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && toDate(timeOf(text)) === text;
}

/** The first occurrence on a date or after it. */
export function occurrenceFrom(recurrence: Recurrence, date: string): Occurrence {
  const next = dateFrom(recurrence, date);
  return { date: next, at: instantOf(next, recurrence.time, recurrence.timeZone) };
}

/** The first occurrence after the one of a date. */
export function occurrenceAfter(recurrence: Recurrence, date: string): Occurrence {
  return occurrenceFrom(recurrence, toDate(timeOf(date) + DAY_MS));
}

/** The first occurrence later than an instant. */
export function occurrenceLaterThan(recurrence: Recurrence, instant: Date): Occurrence {
  // Skipped hours can make the occurrence of a date happen on the next one.
  let next = occurrenceFrom(recurrence, toDate(timeOf(dateAt(instant, recurrence.timeZone)) - DAY_MS));
  while (next.at <= instant) next = occurrenceAfter(recurrence, next.date);
  return next;
}

function dateFrom(recurrence: Recurrence, date: string): string {
  const time = timeOf(date);
  const [year, month] = [new Date(time).getUTCFullYear(), new Date(time).getUTCMonth()];
  switch (recurrence.every) {
    case 'day':
      return date;
    case 'week':
      return toDate(time + ((recurrence.weekday - new Date(time).getUTCDay() + 7) % 7) * DAY_MS);
    case 'month': {
      const inMonth = dayOfMonth(year, month, recurrence.day);
      return inMonth >= date ? inMonth : dayOfMonth(year, month + 1, recurrence.day);
    }
    case 'year': {
      const inYear = dayOfMonth(year, recurrence.month - 1, recurrence.day);
      return inYear >= date ? inYear : dayOfMonth(year + 1, recurrence.month - 1, recurrence.day);
    }
  }
}

/** @param month - From 0; 12 is January of the next year. */
function dayOfMonth(year: number, month: number, day: number): string {
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return toDate(Date.UTC(year, month, Math.min(day, days)));
}

function timeOf(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`);
}

function toDate(time: number): string {
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
}
