import { describe, expect, test, vi } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { Attempt } from './attempt.js';

describe('Attempt', () => {
  test('ends once, for the reason that came first', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const attempt = new Attempt(clock, 1_000, controller.signal);
    const onEnd = vi.fn();
    attempt.whenEnded(onEnd);
    await clock.advance(1_000);
    controller.abort();
    attempt.end('redirected');
    expect(attempt.ended).toBe('timeout');
    expect(onEnd).toHaveBeenCalledOnce();
  });

  test('does not end once it is settled', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const attempt = new Attempt(clock, 1_000, controller.signal);
    attempt.settle();
    attempt.end('answer_too_large');
    controller.abort();
    await clock.advance(1_000);
    expect(attempt.ended).toBeUndefined();
  });

  test('lets nobody begin who comes after its end', () => {
    const attempt = new Attempt(createFakeClock(), 1_000, undefined);
    attempt.end('aborted');
    expect(() => attempt.whenEnded(() => undefined)).toThrow();
  });
});
