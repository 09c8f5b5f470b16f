import { describe, expect, test } from 'vitest';
import {
  isDate,
  type Occurrence,
  occurrenceAfter,
  occurrenceFrom,
  occurrenceLaterThan,
  type Recurrence,
  recurrenceProblems,
} from './recurrence.js';

const ZONES = [
  'Europe/Lisbon',
  'America/New_York',
  'Africa/Luanda',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'UTC',
];

function series(recurrence: Recurrence, from: string, count: number): readonly Occurrence[] {
  const all = [occurrenceFrom(recurrence, from)];
  while (all.length < count) all.push(occurrenceAfter(recurrence, all.at(-1)?.date ?? ''));
  return all;
}

/** What clocks of a zone show, by the way that people are shown it. */
function shownAt(at: Date, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return shown.replaceAll(' ', 'T');
}

describe.each(ZONES)('in %s', (timeZone) => {
  // Two years with a leap day, every change of clocks, and times within and around them.
  test.each(['00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00', '12:00', '23:59'])(
    'every date has one occurrence at %s, in order, at the time that clocks show wherever they show it',
    (time) => {
      const all = series({ every: 'day', time, timeZone }, '2027-06-01', 700);
      const wrong = all.filter(({ at, date }) => shownAt(at, timeZone) !== `${date}T${time}`);

      expect(new Set(all.map(({ date }) => date)).size).toBe(700);
      expect(all.some(({ date }) => date === '2028-02-29')).toBe(true);
      for (const [index, { at }] of all.entries()) {
        const before = all[index - 1];
        if (before !== undefined) expect(at.getTime()).toBeGreaterThan(before.at.getTime());
      }
      // Only times that clocks skip are shown later, by up to what is skipped.
      for (const { at, date } of wrong) {
        const late = Date.parse(`${shownAt(at, timeZone)}Z`) - Date.parse(`${date}T${time}Z`);
        expect(late).toBeGreaterThan(0);
        expect(late).toBeLessThanOrEqual(3_600_000);
      }
    },
  );
});

test.each([
  ['a time that is skipped comes an hour later', 'America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00.000Z'],
  [
    'of a time that is shown twice, the first is meant',
    'America/New_York',
    '2026-11-01',
    '01:30',
    '2026-11-01T05:30:00.000Z',
  ],
  [
    'half an hour that is skipped is half an hour',
    'Australia/Lord_Howe',
    '2026-10-04',
    '02:15',
    '2026-10-03T15:45:00.000Z',
  ],
  [
    'half an hour that is shown twice is meant the first time',
    'Australia/Lord_Howe',
    '2026-04-05',
    '01:45',
    '2026-04-04T14:45:00.000Z',
  ],
  ['clocks that go back at one show it twice', 'Europe/Lisbon', '2026-10-25', '01:30', '2026-10-25T00:30:00.000Z'],
  ['quarters of an hour count', 'Asia/Kathmandu', '2026-01-01', '00:00', '2025-12-31T18:15:00.000Z'],
  ['a date that was left out comes a day later', 'Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T22:00:00.000Z'],
])('%s', (_title, timeZone, date, time, instant) => {
  expect(occurrenceFrom({ every: 'day', time, timeZone }, date).at.toISOString()).toBe(instant);
});

test.each([
  [
    { every: 'month', day: 31 } as const,
    '2027-12-05',
    ['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30'],
  ],
  [{ every: 'month', day: 29 } as const, '2027-01-30', ['2027-02-28', '2027-03-29', '2027-04-29']],
  [{ every: 'month', day: 1 } as const, '2027-12-02', ['2028-01-01', '2028-02-01']],
  [{ every: 'year', month: 2, day: 29 } as const, '2027-01-01', ['2027-02-28', '2028-02-29', '2029-02-28']],
  [{ every: 'week', weekday: 1 } as const, '2028-02-23', ['2028-02-28', '2028-03-06']],
  [{ every: 'week', weekday: 7 } as const, '2026-11-22', ['2026-11-22', '2026-11-29']],
])('%j from %s is on %j', (rule, from, dates) => {
  const recurrence: Recurrence = { ...rule, time: '09:00', timeZone: 'UTC' };

  expect(series(recurrence, from, dates.length).map(({ date }) => date)).toEqual(dates);
});

test('the occurrence of an instant itself is over', () => {
  const recurrence: Recurrence = { every: 'day', time: '00:00', timeZone: 'Pacific/Auckland' };
  const { at, date } = occurrenceFrom(recurrence, '2026-06-01');

  expect(occurrenceLaterThan(recurrence, new Date(at.getTime() - 1))).toEqual({ at, date });
  expect(occurrenceLaterThan(recurrence, at).date).toBe('2026-06-02');
});

test('everything that is wrong is named at once', () => {
  const wrong: Recurrence = { every: 'year', month: 13, day: 0, time: '24:00', timeZone: 'Europe/Atlantis' };

  expect(recurrenceProblems(wrong, 'recurrence').map(({ path }) => path)).toEqual([
    'recurrence.time',
    'recurrence.timeZone',
    'recurrence.month',
    'recurrence.day',
  ]);
  expect(recurrenceProblems({ every: 'week', weekday: 7, time: '00:00', timeZone: 'UTC' }, 'r')).toEqual([]);
  expect(['2026-02-29', '2026-2-1', '2028-02-29', 'soon'].map(isDate)).toEqual([false, false, true, false]);
});
