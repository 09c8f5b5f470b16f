import { type DurableStore, StoreUnavailableError } from '@paymux/orchestration';

/**
 * A store that breaks off at one commit, as for a process that is killed there, and answers nothing afterwards.
 *
 * @param at - Which commit, from 1.
 * @param isMade - Whether that commit is made before the process is gone.
 */
export function unreliableStore(store: DurableStore, at: number, isMade: boolean): DurableStore {
  let commits = 0;
  const isGone = (): boolean => commits >= at;
  return new Proxy(store, {
    get(target, name, receiver): unknown {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]): Promise<unknown> => {
        if (isGone()) throw new StoreUnavailableError('The process is gone.');
        if (name === 'commit') commits += 1;
        if (isGone() && !isMade) throw new StoreUnavailableError('The process is gone.');
        const answer: unknown = await Reflect.apply(value, target, given);
        if (name === 'commit' && isGone()) throw new StoreUnavailableError('The process is gone.');
        return answer;
      };
    },
  });
}
