import { describe, expect, test } from 'vitest';
import { createRealClock, createVirtualClock } from './simulated-clock.js';

describe('a virtual clock', () => {
  test('runs what falls due in order, each at its own time and to its end', async () => {
    const clock = createVirtualClock(0);
    const events: string[] = [];
    clock.after(20, () => void events.push(`second at ${String(clock.now())}`));
    clock.after(10, async () => {
      await Promise.resolve();
      events.push(`first at ${String(clock.now())}`);
      clock.after(5, () => void events.push(`between at ${String(clock.now())}`));
    });
    clock.after(20, () => void events.push('third'));
    clock.after(99, () => void events.push('never'));
    await clock.advance(20);
    expect(events).toEqual(['first at 10', 'between at 15', 'second at 20', 'third']);
    expect(clock.now()).toBe(20);
  });

  test('runs nothing twice when it is advanced twice at once', async () => {
    const clock = createVirtualClock(0);
    let runs = 0;
    clock.after(10, () => void (runs += 1));
    await Promise.all([clock.advance(10), clock.advance(10)]);
    expect(runs).toBe(1);
    expect(clock.now()).toBe(20);
  });

  test('forgets everything when it is stopped', async () => {
    const clock = createVirtualClock(0);
    clock.after(10, () => {
      throw new Error('must not run');
    });
    clock.stop();
    await clock.advance(10);
    expect(clock.now()).toBe(10);
  });

  test('refuses to go back', async () => {
    await expect(createVirtualClock(0).advance(-1)).rejects.toThrow(RangeError);
    await expect(createVirtualClock(0).advance(Number.NaN)).rejects.toThrow(RangeError);
  });
});

describe('a real clock', () => {
  test('runs a task whose time has come', async () => {
    const clock = createRealClock();
    // The timer keeps no process alive, so something else has to for this one turn.
    const keepAlive = setInterval(() => undefined, 1_000);
    await new Promise<void>((resolve) => {
      clock.after(0, resolve);
    });
    clearInterval(keepAlive);
    clock.stop();
  });

  test('cannot be advanced', async () => {
    await expect(createRealClock().advance(1)).rejects.toThrow('virtual');
  });
});
