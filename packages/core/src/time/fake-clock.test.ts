import { describe, expect, test } from 'vitest';
import { createFakeClock } from './fake-clock.js';

const START = '2026-03-01T12:00:00.000Z';

describe('a fake clock', () => {
  test('stands still until it is advanced', async () => {
    const clock = createFakeClock(START);
    expect(clock.now().toISOString()).toBe(START);
    await clock.advance(1500);
    expect(clock.now().toISOString()).toBe('2026-03-01T12:00:01.500Z');
  });

  test('hands out a fresh date each time, so that nobody can move it by accident', () => {
    const clock = createFakeClock(START);
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe(START);
  });

  test('wakes sleepers in the order they are due, each at its own due time', async () => {
    const clock = createFakeClock(START);
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now().toISOString().slice(17, 23)}`);
    };
    const all = Promise.all([
      sleeper('late', 3000),
      sleeper('early', 1000),
      sleeper('same', 1000),
      sleeper('never', 9000),
    ]);
    await clock.advance(5000);
    expect(woken).toEqual(['early 01.000', 'same 01.000', 'late 03.000']);
    expect(clock.pending).toBe(1);
    expect(clock.now().toISOString()).toBe('2026-03-01T12:00:05.000Z');
    await clock.advance(4000);
    await all;
    expect(clock.pending).toBe(0);
  });

  test('wakes sleeps that begin while it advances', async () => {
    const clock = createFakeClock(START);
    const ticks: number[] = [];
    const ticking = (async () => {
      for (let round = 0; round < 4; round += 1) {
        await clock.sleep(250);
        ticks.push(clock.now().getMilliseconds());
      }
    })();
    await clock.advance(750);
    expect(ticks).toEqual([250, 500, 750]);
    await clock.advance(250);
    await ticking;
    expect(ticks).toEqual([250, 500, 750, 0]);
  });

  test('lets a woken sleeper finish its microtasks before the next one wakes', async () => {
    const clock = createFakeClock(START);
    const steps: string[] = [];
    const first = clock.sleep(10).then(async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      steps.push('first done');
    });
    const second = clock.sleep(20).then(() => steps.push('second'));
    await clock.advance(20);
    await Promise.all([first, second]);
    expect(steps).toEqual(['first done', 'second']);
  });

  test('rejects a sleep with the reason of its signal and forgets it', async () => {
    const clock = createFakeClock(START);
    const controller = new AbortController();
    const reason = new Error('no longer needed');
    const sleeping = clock.sleep(1000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  test('refuses to sleep at all on a signal that was aborted before', async () => {
    const clock = createFakeClock(START);
    const reason = new Error('already over');
    await expect(clock.sleep(1000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(clock.sleeps).toEqual([]);
  });

  test('sets the calendar without waking anyone or changing how long they sleep', async () => {
    const clock = createFakeClock(START);
    let awake = false;
    const sleeping = clock.sleep(1000).then(() => {
      awake = true;
    });
    clock.set('2030-01-01T00:00:00.000Z');
    await clock.advance(999);
    expect(awake).toBe(false);
    await clock.advance(1);
    await sleeping;
    expect(awake).toBe(true);
    expect(clock.now().toISOString()).toBe('2030-01-01T00:00:01.000Z');
  });

  test('advances by itself through every sleep when asked to, and keeps their lengths', async () => {
    const clock = createFakeClock(START, { autoAdvance: true });
    await clock.sleep(100);
    await clock.sleep(200);
    expect(clock.sleeps).toEqual([100, 200]);
    expect(clock.now().toISOString()).toBe('2026-03-01T12:00:00.300Z');
  });

  test('tells when enough sleeps are waiting', async () => {
    const clock = createFakeClock(START);
    let told = false;
    const watching = clock.whenSleeping(2).then(() => {
      told = true;
    });
    const first = clock.sleep(5);
    await Promise.resolve();
    expect(told).toBe(false);
    const second = clock.sleep(5);
    await watching;
    await clock.whenSleeping();
    await clock.advance(5);
    await Promise.all([first, second]);
    expect(clock.sleeps).toEqual([5, 5]);
  });

  test('refuses durations and instants that mean nothing', async () => {
    const clock = createFakeClock(START);
    await expect(clock.sleep(Number.NaN)).rejects.toThrow(RangeError);
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    expect(() => clock.set('yesterday')).toThrow(RangeError);
    expect(() => createFakeClock('soon')).toThrow(RangeError);
  });
});
