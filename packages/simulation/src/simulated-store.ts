import type { DurableStore } from '@paymux/orchestration';
import type { SimulatedProcess } from './simulated-process.js';

const WRITES: ReadonlySet<string> = new Set(['commit', 'claim']);

/**
 * The store as one process sees it: every write is an effect, which a crash can come before or after. What is read is
 * old by the time that it is acted on, because acting on it is a write.
 */
export function simulatedStore(store: DurableStore, process: SimulatedProcess): DurableStore {
  return new Proxy(store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return Reflect.get(target, name, receiver) as unknown;
      const method = member.bind(target) as (...parameters: readonly unknown[]) => Promise<unknown>;
      if (!WRITES.has(String(name)))
        return (...parameters: readonly unknown[]) => process.answer(method(...parameters));
      return (...parameters: readonly unknown[]) => process.effect(String(name), 1, () => method(...parameters));
    },
  });
}
