import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../time/clock.js';
import { createFakeClock } from '../time/fake-clock.js';
import { startDeadline } from './deadline.js';

describe('startDeadline', () => {
  describe('on the clock of the machine', () => {
    beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => vi.useRealTimers());

    test('calls back at the due millisecond and once', () => {
      const onDue = vi.fn();
      startDeadline(systemClock, 30_000, onDue);
      vi.advanceTimersByTime(29_999);
      expect(onDue).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1_000_000);
      expect(onDue).toHaveBeenCalledOnce();
    });

    test('leaves no timer behind when it is cancelled', () => {
      const onDue = vi.fn();
      startDeadline(systemClock, 30_000, onDue)();
      expect(vi.getTimerCount()).toBe(0);
      vi.advanceTimersByTime(30_000);
      expect(onDue).not.toHaveBeenCalled();
    });

    test('does not fire at once for a time that no timer can hold', () => {
      const onDue = vi.fn();
      startDeadline(systemClock, Number.MAX_SAFE_INTEGER, onDue);
      vi.advanceTimersByTime(1_000_000);
      expect(onDue).not.toHaveBeenCalled();
    });
  });

  describe('on any other clock', () => {
    test('calls back when the clock has slept, and not if it was cancelled', async () => {
      const clock = createFakeClock();
      const [due, cancelled] = [vi.fn(), vi.fn()];
      startDeadline(clock, 1_000, due);
      startDeadline(clock, 1_000, cancelled)();
      expect(clock.pending).toBe(1);
      await clock.advance(1_000);
      expect(due).toHaveBeenCalledOnce();
      expect(cancelled).not.toHaveBeenCalled();
    });

    test('calls back at once when the clock cannot sleep: no request runs without a deadline', async () => {
      const broken: Clock = { now: () => new Date(0), sleep: () => Promise.reject(new Error('broken')) };
      await new Promise<void>((resolve) => {
        startDeadline(broken, 1_000, resolve);
      });
    });
  });
});
