import type { ConformanceWorld } from './conformance-world.js';
import type { Requirement } from './requirements.js';

/** Which promise of the contract a case is about. */
export type ConformanceGroup =
  | 'account'
  | 'payments'
  | 'payouts'
  | 'refunds'
  | 'lists'
  | 'statuses'
  | 'requests'
  | 'faults'
  | 'doubts'
  | 'webhooks'
  | 'secrets'
  | 'load';

/** One promise of the contract, and how to tell whether a provider keeps it. */
export interface ConformanceCase {
  /** Stable name: its group and what happens, such as `payouts/moves-money-once-under-one-reference`. */
  readonly id: string;
  /** A sentence about behaviour. */
  readonly title: string;
  readonly group: ConformanceGroup;
  /** What the provider must have for the case to mean anything. */
  readonly needs: readonly Requirement[];
  /** Rejects when the promise is not kept. */
  run(world: ConformanceWorld): Promise<void>;
}

/** Describes a case; its group and title follow from the id unless given. */
export function conformanceCase(
  id: `${ConformanceGroup}/${string}`,
  title: string,
  needs: readonly Requirement[],
  run: ConformanceCase['run'],
): ConformanceCase {
  const [group] = id.split('/') as [ConformanceGroup];
  return { id, title, group, needs, run };
}
