import { OutcomeUnknownError, ProviderRefusedError, ProviderUnreachableError } from '@paymux/core';
import { createFakeClock, createSeededRandom } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { DAY_MS, MINUTE_MS } from '../../test/ledger.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import { IdempotencyConflictError } from '../payout/payout-errors.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { Idempotency, type KeyedRequest } from './idempotency.js';

const KEYED: KeyedRequest = {
  scope: 'tenant /payouts',
  key: 'key-1',
  request: { amount: '1', to: 'x' },
  deduplicatesForMs: 0,
};
const REPEATABLE: KeyedRequest = { ...KEYED, deduplicatesForMs: DAY_MS };

function open() {
  const clock = createFakeClock();
  const store = new InMemoryStore({ clock });
  let processes = 0;
  let runs = 0;
  return {
    clock,
    store,
    boot: (): Idempotency => new Idempotency({ store, clock, random: createSeededRandom((processes += 1)) }),
    work: (): Promise<number> => Promise.resolve((runs += 1)),
    runs: () => runs,
  };
}

/** Work whose process dies in the middle: it never ends. */
function die(): Promise<never> {
  return new Promise(() => undefined);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('work under a key', () => {
  test('is done once for 64 callers at once in two processes, who get one answer', async () => {
    const { boot, clock, runs, work } = open();
    const gate = shutGate();
    const [one, other] = [boot(), boot()];
    const slow = async (): Promise<{ readonly at: Date; readonly run: number }> => {
      const run = await work();
      await gate.opened;
      return { at: clock.now(), run };
    };
    const calls = Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? one : other).run(KEYED, slow));
    await clock.whenSleeping(63);
    gate.open();
    await clock.advance(2000);

    expect(new Set((await Promise.all(calls)).map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(runs()).toBe(1);
  });

  test('is answered alike after a restart, instants included', async () => {
    const { boot, clock, runs, work } = open();
    const answer = await boot().run(KEYED, async () => ({ at: clock.now(), run: await work(), absent: undefined }));
    await clock.advance(DAY_MS);

    expect(await boot().run(KEYED, work)).toEqual(answer);
    expect(runs()).toBe(1);
  });

  test('may answer with nothing', async () => {
    const { boot, runs, work } = open();
    const nothing = async (): Promise<void> => {
      await work();
    };
    await boot().run(KEYED, nothing);

    await expect(boot().run(KEYED, nothing)).resolves.toBeUndefined();
    expect(runs()).toBe(1);
  });

  test('is a conflict for another request, which names both', async () => {
    const { boot, runs, work } = open();
    await boot().run(KEYED, work);
    const error: unknown = await boot()
      .run({ ...KEYED, request: { amount: '2', to: 'x' } }, work)
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(IdempotencyConflictError);
    const { fingerprint, heldBy } = error as IdempotencyConflictError;
    expect([fingerprint, heldBy].every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
    expect(fingerprint).not.toBe(heldBy);
    expect(runs()).toBe(1);
  });

  test('is a conflict for another request also while the first one is under way', async () => {
    const { boot, work } = open();
    void boot().run(KEYED, die);
    await settle();

    await expect(boot().run({ ...KEYED, request: 'other' }, work)).rejects.toThrow(IdempotencyConflictError);
  });

  test('is the same for a request whose members come in another order', async () => {
    const { boot, runs, work } = open();
    await boot().run(KEYED, work);
    await boot().run({ ...KEYED, request: { to: 'x', absent: undefined, amount: '1' } }, work);

    expect(runs()).toBe(1);
  });

  test('is other work under another scope', async () => {
    const { boot, runs, work } = open();
    await boot().run(KEYED, work);
    await boot().run({ ...KEYED, scope: 'other tenant', request: 'other' }, work);

    expect(runs()).toBe(2);
  });
});

describe('work whose process died', () => {
  test('is taken over once it cannot be alive, where it may be repeated', async () => {
    const { boot, clock, runs, work } = open();
    void boot().run(REPEATABLE, die);
    await settle();
    const second = boot().run(REPEATABLE, work);
    await clock.whenSleeping();
    await clock.advance(2 * MINUTE_MS);
    expect(runs()).toBe(0);
    await clock.advance(MINUTE_MS + 1000);

    expect(await second).toBe(1);
    expect(await boot().run(REPEATABLE, work)).toBe(1);
  });

  test('is taken over by one of many', async () => {
    const { boot, clock, runs, work } = open();
    void boot().run(REPEATABLE, die);
    await settle();
    const calls = Array.from({ length: 10 }, () => boot().run(REPEATABLE, work));
    await clock.whenSleeping(10);
    await clock.advance(4 * MINUTE_MS);

    expect(new Set(await Promise.all(calls))).toEqual(new Set([1]));
    expect(runs()).toBe(1);
  });

  test('stays unknown where it may not be repeated', async () => {
    const { boot, clock, runs, work } = open();
    void boot().run(KEYED, die);
    await settle();
    await clock.advance(3 * MINUTE_MS);

    await expect(boot().run(KEYED, work)).rejects.toThrow(OutcomeUnknownError);
    await clock.advance(DAY_MS);
    await expect(boot().run(KEYED, work)).rejects.toThrow(OutcomeUnknownError);
    expect(runs()).toBe(0);
  });

  test('is not repeated once the provider may have forgotten the first request', async () => {
    const { boot, clock, runs, work } = open();
    void boot().run(REPEATABLE, die);
    await settle();
    await clock.advance(DAY_MS - 60 * MINUTE_MS);

    await expect(boot().run(REPEATABLE, work)).rejects.toThrow(OutcomeUnknownError);
    expect(runs()).toBe(0);
  });

  test('stays unknown when its repeat is refused, which says nothing of the first request', async () => {
    const { boot, clock, runs, work } = open();
    void boot().run(REPEATABLE, die);
    await settle();
    await clock.advance(4 * MINUTE_MS);
    const refuse = (): Promise<never> => Promise.reject(new ProviderRefusedError({ httpStatus: 400 }));
    await expect(boot().run(REPEATABLE, refuse)).rejects.toThrow(ProviderRefusedError);
    await clock.advance(DAY_MS);

    await expect(boot().run(REPEATABLE, work)).rejects.toThrow(OutcomeUnknownError);
    expect(runs()).toBe(0);
  });

  test('keeps the answer of who took it over, when it comes back late', async () => {
    const { boot, clock } = open();
    const gate = shutGate();
    const late = boot().run(REPEATABLE, () => gate.opened.then(() => 'late'));
    await settle();
    await clock.advance(3 * MINUTE_MS);
    await boot().run(REPEATABLE, () => Promise.resolve('taken over'));
    gate.open();

    expect(await late).toBe('late');
    expect(await boot().run(REPEATABLE, die)).toBe('taken over');
  });
});

describe('work that fails', () => {
  test.each([
    ['was not sent', new ProviderUnreachableError('connection_refused')],
    ['was refused', new ProviderRefusedError({ httpStatus: 422 })],
  ])('because it %s can be done again at once', async (_what, error) => {
    const { boot, runs, work } = open();
    await expect(boot().run(KEYED, () => Promise.reject(error))).rejects.toBe(error);

    expect(await boot().run(KEYED, work)).toBe(1);
    expect(runs()).toBe(1);
  });

  test.each([
    ['an unknown outcome', new OutcomeUnknownError('key-1')],
    ['an error of nobody', new Error('odd')],
    ['a store that went away', new StoreUnavailableError('gone')],
  ])('with %s is done again only where it may be', async (_what, error) => {
    const { boot, runs, work } = open();
    await expect(boot().run(KEYED, () => Promise.reject(error))).rejects.toBe(error);

    await expect(boot().run(KEYED, work)).rejects.toThrow(OutcomeUnknownError);
    expect(runs()).toBe(0);
    expect(await boot().run(REPEATABLE, work)).toBe(1);
  });

  test('for another request leaves the key to the first one', async () => {
    const { boot, work } = open();
    await boot()
      .run(KEYED, () => Promise.reject(new ProviderRefusedError({ httpStatus: 422 })))
      .catch(() => undefined);

    await expect(boot().run({ ...KEYED, request: 'other' }, work)).rejects.toThrow(IdempotencyConflictError);
  });

  test('to be kept says that the outcome is unknown', async () => {
    const { boot, store, work } = open();
    const commit = store.commit.bind(store);
    const failing = async (): Promise<number> => {
      store.commit = () => Promise.reject(new StoreUnavailableError('gone'));
      return work();
    };

    await expect(boot().run(KEYED, failing)).rejects.toMatchObject({ outcome: 'unknown' });
    store.commit = commit;
  });
});

describe('an answer that has expired', () => {
  test('is as good as none, before and after it is pruned', async () => {
    const { boot, clock, store, work } = open();
    await boot().run(KEYED, work);
    await clock.advance(7 * DAY_MS);
    expect(await boot().run({ ...KEYED, request: 'other' }, work)).toBe(2);
    await clock.advance(7 * DAY_MS);

    expect(await store.prune({ finishedBefore: clock.now() })).toEqual({ removed: 1 });
    expect(await boot().run(KEYED, work)).toBe(3);
  });

  test('is not forgotten a moment too early', async () => {
    const { boot, clock, store, work } = open();
    await boot().run(KEYED, work);
    await clock.advance(7 * DAY_MS - 1);

    expect(await store.prune({ finishedBefore: clock.now() })).toEqual({ removed: 0 });
    expect(await boot().run(KEYED, work)).toBe(1);
  });
});
