import type { Change, DurableStore } from '@paymux/orchestration';

/** A store, and a way to wait until nothing is asked of it any more. */
export interface BusyStore {
  readonly store: DurableStore;
  /** Resolves once everything that was asked was answered, and everything that followed from it has happened. */
  idle(): Promise<void>;
}

/**
 * A store whose answers take real time, for a run in which time stands still until it has answered. Who waits for work
 * hears of every commit that makes some, on every engine, so that runs on different ones compare.
 */
export function busyStore(store: DurableStore): BusyStore {
  let underWay = 0;
  let waiting: (() => void)[] = [];
  let rest = (): void => undefined;

  function wakeAll(): void {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  async function count<Result>(answer: Promise<Result>): Promise<Result> {
    underWay += 1;
    try {
      return await answer;
    } finally {
      underWay -= 1;
      if (underWay === 0) rest();
    }
  }

  const changed = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiting.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  const commit: DurableStore['commit'] = async (changes, effect) => {
    const result = await count(store.commit(changes, effect));
    if (result.committed && changes.some(makesWork)) wakeAll();
    return result;
  };
  const members = new Map<string | symbol, unknown>([
    ['changed', changed],
    ['commit', commit],
  ]);

  return {
    store: new Proxy(store, {
      get(target, name) {
        const member: unknown = members.get(name) ?? Reflect.get(target, name, target);
        if (typeof member !== 'function' || members.has(name)) return member;
        const method = member.bind(target) as (...parameters: readonly unknown[]) => Promise<unknown>;
        const counted = (...parameters: readonly unknown[]): Promise<unknown> => count(method(...parameters));
        members.set(name, counted);
        return counted;
      },
    }),
    async idle() {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (underWay === 0) return;
        await new Promise<void>((resolve) => {
          rest = resolve;
        });
      }
    },
  };
}

function makesWork(change: Change): boolean {
  if ('payout' in change) return change.payout.dueAt !== undefined;
  if ('message' in change) return change.message.dueAt !== undefined;
  return 'notice' in change && change.notice.dueAt !== undefined;
}
