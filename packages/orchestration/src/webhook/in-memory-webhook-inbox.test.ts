import { MisconfiguredError } from '@paymux/core';
import { expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { InMemoryWebhookInbox } from './in-memory-webhook-inbox.js';

const KEY = { account: 'main', deduplicationKey: 'event-1' };

test('runs the effect once for 64 deliveries at the same time, in each of 200 rounds', async () => {
  const inbox = new InMemoryWebhookInbox();
  for (let round = 0; round < 200; round += 1) {
    const key = { account: 'main', deduplicationKey: `event-${String(round)}` };
    let runs = 0;
    const results = await Promise.all(
      Array.from({ length: 64 }, () =>
        inbox.process(key, async () => {
          runs += 1;
          await Promise.resolve();
        }),
      ),
    );

    expect(runs).toBe(1);
    expect(results.filter((result) => result === 'processed')).toHaveLength(1);
  }
});

test('lets nobody have an answer before the effect is done', async () => {
  const inbox = new InMemoryWebhookInbox();
  const effect = shutGate();
  const answers: string[] = [];
  const deliveries = [1, 2].map(async () => {
    answers.push(await inbox.process(KEY, () => effect.opened));
  });
  await new Promise(setImmediate);
  expect(answers).toEqual([]);

  effect.open();
  await Promise.all(deliveries);
  expect(answers).toEqual(['processed', 'duplicate']);
});

test('has no effect for an event that had it before', async () => {
  const inbox = new InMemoryWebhookInbox();
  await inbox.process(KEY, async () => undefined);

  await expect(inbox.process(KEY, () => Promise.reject(new Error('ran again')))).resolves.toBe('duplicate');
});

test('tells everyone who waited that the effect failed, and runs it again the next time', async () => {
  const inbox = new InMemoryWebhookInbox();
  const failing = () => Promise.reject(new Error('the database is gone'));
  const results = await Promise.allSettled([inbox.process(KEY, failing), inbox.process(KEY, failing)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);

  await expect(inbox.process(KEY, async () => undefined)).resolves.toBe('processed');
});

test('treats an effect that throws before it waits like one that rejects', async () => {
  const inbox = new InMemoryWebhookInbox();
  const failing = (): never => {
    throw new Error('at once');
  };

  await expect(inbox.process(KEY, failing)).rejects.toThrow('at once');
  await expect(inbox.process(KEY, async () => undefined)).resolves.toBe('processed');
});

test('keeps accounts apart, whatever their names and keys put together look like', async () => {
  const inbox = new InMemoryWebhookInbox();
  const keys = [
    { account: 'a', deduplicationKey: 'b' },
    { account: 'b', deduplicationKey: 'b' },
    { account: 'a","b', deduplicationKey: '' },
    { account: 'a', deduplicationKey: '","b' },
    { account: 'ab', deduplicationKey: '' },
    { account: '', deduplicationKey: 'ab' },
  ];
  for (const key of keys) await expect(inbox.process(key, async () => undefined)).resolves.toBe('processed');
});

test('forgets the oldest event first once its capacity is used up', async () => {
  const inbox = new InMemoryWebhookInbox({ capacity: 2 });
  const process = (deduplicationKey: string) =>
    inbox.process({ account: 'main', deduplicationKey }, async () => undefined);
  for (const key of ['first', 'second', 'third']) await process(key);

  await expect(process('second')).resolves.toBe('duplicate');
  await expect(process('third')).resolves.toBe('duplicate');
  await expect(process('first')).resolves.toBe('processed');
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a capacity of %s', (capacity) => {
  expect(() => new InMemoryWebhookInbox({ capacity })).toThrow(MisconfiguredError);
});
