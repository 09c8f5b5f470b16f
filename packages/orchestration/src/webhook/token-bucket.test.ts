import { createFakeClock } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.js';

test('gives a burst at once, then one each time it is due', async () => {
  const clock = createFakeClock();
  const bucket = new TokenBucket({ perMinute: 30, burst: 3 }, clock);
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([undefined, undefined, undefined, 2_000]);

  await clock.advance(1_999);
  expect(bucket.take()).toBe(1);
  await clock.advance(1);
  expect(bucket.take()).toBeUndefined();
  expect(bucket.take()).toBe(2_000);
});

test('saves up no more than a burst', async () => {
  const clock = createFakeClock();
  const bucket = new TokenBucket({ perMinute: 60, burst: 2 }, clock);
  await clock.advance(86_400_000);
  bucket.giveBack();

  expect([1, 2, 3].map(() => bucket.take())).toEqual([undefined, undefined, 1_000]);
});

test('takes a minute’s worth for a burst, but never less than one', () => {
  const clock = createFakeClock();
  const [many, few] = [new TokenBucket({ perMinute: 2 }, clock), new TokenBucket({ perMinute: 0.5 }, clock)];

  expect([1, 2, 3].map(() => many.take())).toEqual([undefined, undefined, 30_000]);
  expect([1, 2].map(() => few.take())).toEqual([undefined, 120_000]);
});

test('has one more after one was given back', () => {
  const bucket = new TokenBucket({ perMinute: 1 }, createFakeClock());
  bucket.take();
  bucket.giveBack();

  expect([bucket.take(), bucket.take()]).toEqual([undefined, 60_000]);
});

test('is not disturbed by a calendar that is set back', async () => {
  const clock = createFakeClock('2026-01-01T00:00:00.000Z');
  const bucket = new TokenBucket({ perMinute: 60, burst: 1 }, clock);
  bucket.take();
  clock.set('2025-01-01T00:00:00.000Z');
  expect(bucket.take()).toBe(1_000);

  await clock.advance(1_000);
  expect(bucket.take()).toBeUndefined();
});
