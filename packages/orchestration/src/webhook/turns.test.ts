import { expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { Turns } from './turns.js';

test('runs what concerns the same thing one after another, in the order asked for', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
  };

  await Promise.all(['first', 'second', 'third'].map((name) => turns.take('payment-1', work(name))));

  expect(log).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('lets what concerns another thing run at the same time', async () => {
  const turns = new Turns();
  const gate = shutGate();
  const waiting = turns.take('payment-1', () => gate.opened);

  await expect(turns.take('payment-2', async () => 'done')).resolves.toBe('done');

  gate.open();
  await waiting;
});

test('goes on after work that failed, and tells only its own caller', async () => {
  const turns = new Turns();
  const failing = turns.take('payment-1', () => Promise.reject(new Error('no')));
  const next = turns.take('payment-1', async () => 'done');

  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});
