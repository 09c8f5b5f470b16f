import type { Schedule } from '../../api/types.js';
import type { Language } from '../../language/language.js';

/** When a schedule happens, in a sentence. */
export function recurrenceText(
  recurrence: Schedule['request']['recurrence'],
  { locale, t }: Pick<Language, 'locale' | 't'>,
): string {
  const { time, timeZone } = recurrence;
  switch (recurrence.every) {
    case 'day':
      return t('recurrence.day', { time, timeZone });
    case 'week':
      return t('recurrence.week', { weekday: weekdayName(recurrence.weekday, locale), time, timeZone });
    case 'month':
      return t('recurrence.month', { day: recurrence.day, time, timeZone });
    case 'year':
      return t('recurrence.year', { day: recurrence.day, month: monthName(recurrence.month, locale), time, timeZone });
  }
}

/** @param weekday - From 1, Monday. */
export function weekdayName(weekday: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));
}

/** @param month - From 1. */
export function monthName(month: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1));
}
