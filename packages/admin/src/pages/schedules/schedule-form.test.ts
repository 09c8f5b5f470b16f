import { expect, test } from 'vitest';
import { toLanguage } from '../../language/language.js';
import { recurrenceText } from './recurrence-text.js';
import { emptySchedule, toScheduleBody } from './schedule-form.js';

const form = { ...emptySchedule('Africa/Luanda'), id: 'salaries', walletProfileId: 'wp_1', amount: '15,5' };

test('the form of a schedule means a request without what was left blank', () => {
  expect(toScheduleBody(form)).toEqual({
    id: 'salaries',
    walletProfileId: 'wp_1',
    amount: { type: 'fixed', amount: { amount: '15.5', currency: 'USDT' } },
    recurrence: { every: 'month', day: 1, time: '09:00', timeZone: 'Africa/Luanda' },
  });
});

test('a share of an amount is rounded down, and keeps its limits', () => {
  const share = { ...form, rule: 'percentage', percent: '2.5', amount: '', maximum: '100' };
  expect(toScheduleBody(share).amount).toEqual({
    type: 'percentage',
    percent: '2.5',
    rounding: 'down',
    maximum: { amount: '100', currency: 'USDT' },
  });
});

test('a recurrence is told in words', () => {
  const at = { time: '09:00', timeZone: 'UTC' };
  const language = toLanguage('en', () => undefined);
  expect(recurrenceText({ every: 'week', weekday: 1, ...at }, language)).toBe('Every Monday at 09:00 (UTC)');
  expect(recurrenceText({ every: 'year', month: 2, day: 29, ...at }, language)).toBe(
    'Every year on 29 February at 09:00 (UTC)',
  );
});
