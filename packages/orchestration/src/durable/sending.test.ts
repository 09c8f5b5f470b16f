import { describe, expect, test } from 'vitest';
import {
  backOffMs,
  canLookUp,
  canRepeat,
  isAbsent,
  retryAfterMsOf,
  type Sending,
  withAbsence,
  withoutSend,
  withSend,
} from './sending.js';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-01-01T00:00:00.000Z');
const POLICY = { absenceMs: 600_000, lookBackMs: 24 * HOUR_MS, callTimeoutMs: 120_000, lateByMs: HOUR_MS };
const NOTHING: Sending = { sends: 0, openSends: [], absences: 0 };

function after(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

test('a sending is open until it provably had no effect, and noting that twice changes nothing', () => {
  const twice = withSend(withSend(NOTHING, NOW), after(5));
  const once = withoutSend(withoutSend(twice, 2), 2);

  expect(twice).toMatchObject({ sends: 2, openSends: [1, 2], firstSentAt: NOW });
  expect(once).toMatchObject({ sends: 2, openSends: [1] });
});

describe('a repeat', () => {
  const sent = withSend(NOTHING, NOW);
  const lasts = 2 * HOUR_MS;
  const capability = { lookup: 'reference', deduplicatesForMs: lasts } as const;
  const last = lasts - POLICY.callTimeoutMs - POLICY.lateByMs;

  test.each([
    ['just before a late arrival would leave the window', last - 1, true],
    ['when a late arrival would leave the window', last, false],
    ['before the clock was set back', -1, false],
    ['at once', 0, true],
  ])('%s', (_when, ms, isSafe) => {
    expect(canRepeat(sent, capability, after(ms), POLICY)).toBe(isSafe);
  });

  test('is never safe where nothing recognises it, and always where that lasts', () => {
    expect(canRepeat(sent, { ...capability, deduplicatesForMs: 0 }, NOW, POLICY)).toBe(false);
    expect(canRepeat(sent, { ...capability, deduplicatesForMs: Number.MAX_SAFE_INTEGER }, after(1e12), POLICY)).toBe(
      true,
    );
    expect(canRepeat(NOTHING, capability, NOW, POLICY)).toBe(false);
  });
});

test.each([
  ['reference', true],
  ['scan', true],
  ['id', false],
  ['none', false],
] as const)('what can be looked up by %s can be looked up by its reference: %s', (lookup, isPossible) => {
  expect(canLookUp({ lookup, deduplicatesForMs: 0 }, 'order-1')).toBe(isPossible);
});

test('a long reference is looked up in its own way', () => {
  const capability = {
    lookup: 'reference',
    deduplicatesForMs: 0,
    longReferences: { length: 32, lookup: 'none' },
  } as const;

  expect([canLookUp(capability, 'a'.repeat(32)), canLookUp(capability, 'a'.repeat(33))]).toEqual([true, false]);
});

test('something is absent after two look-ups that lie far enough apart', () => {
  const once = withAbsence(NOTHING, NOW);
  const twice = withAbsence(once, after(5));

  expect(isAbsent(once, after(HOUR_MS), POLICY)).toBe(false);
  expect(isAbsent(twice, after(POLICY.absenceMs - 1), POLICY)).toBe(false);
  expect(isAbsent(twice, after(POLICY.absenceMs), POLICY)).toBe(true);
});

test('waits double up to the longest', () => {
  expect([-1, 0, 1, 2, 10, 1000].map((tries) => backOffMs(tries, 5, 60))).toEqual([5, 5, 10, 20, 60, 60]);
});

test('only an error that names a time asks to be left alone', () => {
  const errors = [
    Object.assign(new Error('x'), { retryAfterMs: 7 }),
    { retryAfterMs: '7' },
    new Error('x'),
    null,
    'text',
  ];

  expect(errors.map(retryAfterMsOf)).toEqual([7, 0, 0, 0, 0]);
});
