import { describe, expect, test } from 'vitest';
import { dateFilter, isWithin, secondsToInstant, toInstant } from './time.js';

describe('reads an instant', () => {
  test.each([
    ['2026-05-20T10:00:00+03:00', '2026-05-20T07:00:00.000Z'],
    ['2026-05-20T23:59:59-05:30', '2026-05-21T05:29:59.000Z'],
    ['2026-05-20T10:00:00Z', '2026-05-20T10:00:00.000Z'],
    ['2026-10-23T18:23:40.000000Z', '2026-10-23T18:23:40.000Z'],
    ['2026-05-20 10:00:00+0300', '2026-05-20T07:00:00.000Z'],
  ])('from %s', (text, instant) => {
    expect(toInstant(text)?.toISOString()).toBe(instant);
  });

  test.each([undefined, null, '', '1', '2026-05-20', '2026-05-20T10:00:00', '2026-05-20 10:00:00', 'yesterday'])(
    'not from %j, which names none or another one on every machine',
    (text) => {
      expect(toInstant(text)).toBeUndefined();
    },
  );

  test('not from a date that no calendar has', () => {
    expect(toInstant('2026-13-45T10:00:00Z')).toBeUndefined();
  });

  test('from Unix seconds, unless they are beyond every calendar', () => {
    expect(secondsToInstant(1_790_000_000)?.toISOString()).toBe('2026-09-21T14:13:20.000Z');
    expect([undefined, null, Number.NaN, 1e18, -1e18, Number.POSITIVE_INFINITY].map(secondsToInstant)).toEqual(
      Array.from({ length: 6 }),
    );
  });
});

describe('asks for a time of creation', () => {
  test('a day wider on each side, in whole seconds', () => {
    const query = {
      createdFrom: new Date('2026-03-01T12:00:00.999Z'),
      createdTo: new Date('2026-03-02T00:00:00.001Z'),
    };
    expect(dateFilter(query)).toEqual({ date_from: '2026-02-28 12:00:00', date_to: '2026-03-03 00:00:00' });
  });

  test('only on the sides that were named', () => {
    expect(dateFilter({})).toEqual({ date_from: undefined, date_to: undefined });
  });

  test('within the years that the wire can write, however far away the dates are', () => {
    const earliest = new Date(-8.64e15);
    const latest = new Date(8.64e15);
    expect(dateFilter({ createdFrom: earliest, createdTo: latest })).toEqual({
      date_from: '1970-01-01 00:00:00',
      date_to: '9999-12-31 23:59:59',
    });
  });
});

describe('keeps what was created', () => {
  const query = { createdFrom: new Date('2026-03-01T00:00:00Z'), createdTo: new Date('2026-03-02T00:00:00Z') };
  test.each([
    ['2026-02-28T23:59:59.999Z', false],
    ['2026-03-01T00:00:00.000Z', true],
    ['2026-03-02T00:00:00.000Z', true],
    ['2026-03-02T00:00:00.001Z', false],
  ])('at %s: %s', (instant, kept) => {
    expect(isWithin(new Date(instant), query)).toBe(kept);
  });

  test('at a time that nobody told', () => {
    expect(isWithin(undefined, query)).toBe(true);
  });
});
