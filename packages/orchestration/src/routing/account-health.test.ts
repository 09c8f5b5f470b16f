import { createFakeClock } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { HealthMonitor } from './account-health.js';

function watch() {
  const clock = createFakeClock();
  const health = new HealthMonitor({ clock });
  const fail = (): void => {
    for (let time = 0; time < 5; time += 1) health.note('a', 'unknown');
  };
  return { clock, fail, health };
}

describe('an account', () => {
  test('is well while nothing is known of it, and while most requests are answered', () => {
    const { health } = watch();
    expect(health.of('a')).toEqual({ account: 'a', state: 'healthy', failures: 0, outcomes: 0 });
    for (const outcome of ['not_sent', 'unknown', 'answered', 'answered', 'answered', 'answered'] as const) {
      health.note('a', outcome);
    }

    expect(health.of('a')).toMatchObject({ state: 'healthy', failures: 2, outcomes: 6 });
    expect(health.mayUse('a')).toBe(true);
  });

  test('that says no is well', () => {
    const { health } = watch();
    for (let time = 0; time < 20; time += 1) health.note('a', 'rejected');

    expect(health.of('a')).toMatchObject({ state: 'healthy', failures: 0 });
  });

  test('is left alone once half of at least five requests failed, and no other account is', () => {
    const { clock, health } = watch();
    for (let time = 0; time < 4; time += 1) health.note('a', 'not_sent');
    expect(health.of('a').state).toBe('healthy');
    health.note('b', 'answered');
    const retryAt = new Date(clock.now().getTime() + 30_000);
    health.note('a', 'not_sent');
    expect(health.of('a')).toEqual({ account: 'a', state: 'open', failures: 5, outcomes: 5, retryAt });
    expect(health.mayUse('a')).toBe(false);
    expect(health.mayUse('b')).toBe(true);
  });

  test('gets one request on trial, whose answer makes it well', async () => {
    const { clock, fail, health } = watch();
    fail();
    await clock.advance(30_000);

    expect(health.of('a').state).toBe('trial');
    expect([health.mayUse('a'), health.mayUse('a')]).toEqual([true, false]);
    health.note('a', 'answered');
    expect(health.of('a')).toMatchObject({ state: 'healthy', failures: 0 });
  });

  test('is left alone for twice as long after each trial that fails, up to ten times', async () => {
    const { clock, fail, health } = watch();
    fail();
    const waits = [30_000, 60_000, 120_000, 240_000, 300_000, 300_000];
    for (const waitMs of waits) {
      await clock.advance(waitMs - 1);
      expect(health.mayUse('a')).toBe(false);
      await clock.advance(1);
      expect(health.mayUse('a')).toBe(true);
      health.note('a', 'not_sent');
    }
  });

  test('is tried once more where nobody told what came of its trial', async () => {
    const { clock, fail, health } = watch();
    fail();
    await clock.advance(30_000);
    expect(health.mayUse('a')).toBe(true);
    await clock.advance(30_000);

    expect(health.mayUse('a')).toBe(true);
  });
});
