import type { RoutingRule } from '@paymux/orchestration';
import type { Chance } from '../chance.js';
import { ACCOUNTS, type AccountName } from './three-simulators.js';

/** What befalls one request. The others are faults of the simulators, by their name. */
export type WireFault =
  | 'none'
  | 'connection-refused'
  | 'lost-before'
  | 'lost-after'
  | 'crash-before'
  | 'crash-after'
  | 'rate-limit'
  | 'listed-refusal'
  | 'other-refusal'
  | 'server-error'
  | 'server-error-after'
  | 'reset-before'
  | 'reset-after'
  | 'half-body'
  | 'not-json'
  | 'empty-body'
  | 'redirect';

/** Whether the caller can be sure that a request that met this fault had no effect. */
export const HARMLESS: ReadonlySet<WireFault> = new Set<WireFault>([
  'connection-refused',
  'rate-limit',
  'listed-refusal',
  'other-refusal',
]);

/** The refusal that rules list, where they list one, and another that none lists. Both are words and codes alike. */
export const LISTED = 'account_on_hold';
export const OTHER = 'beneficiary_not_accepted';

/** What one seed decides. */
export interface FaultSchedule {
  readonly reference: string;
  readonly kind: 'payment' | 'crypto payout' | 'bank payout';
  readonly rules: readonly RoutingRule[];
  /** Faults for as many requests that open something, in their order; then one for each of the others. */
  readonly faults: readonly WireFault[];
  readonly otherFaults: readonly WireFault[];
  readonly webhookFaults: readonly ('webhook-dropped' | 'webhook-duplicated' | 'webhook-late')[];
  /** How many callers ask for it at the same time. */
  readonly callers: number;
  readonly end: 'well' | 'failed';
}

const FAULTS: readonly WireFault[] = [
  'none',
  'none',
  'connection-refused',
  'connection-refused',
  'connection-refused',
  'rate-limit',
  'rate-limit',
  'listed-refusal',
  'listed-refusal',
  'listed-refusal',
  'other-refusal',
  'lost-before',
  'lost-after',
  'crash-before',
  'crash-after',
  'server-error',
  'server-error-after',
  'reset-before',
  'reset-after',
  'half-body',
  'not-json',
  'empty-body',
  'redirect',
];

const OTHER_FAULTS: readonly WireFault[] = FAULTS.filter((fault) => !fault.endsWith('refusal'));

export function faultScheduleOf(seed: number, chance: Chance): FaultSchedule {
  const order = shuffled(ACCOUNTS, chance);
  const first = 1 + Math.floor(chance.next() * 2);
  const rule: RoutingRule = {
    id: `rule-${String(seed % 7)}`,
    accounts: order.slice(0, first).map((account) => ({ account, weight: 1 + Math.floor(chance.next() * 3) })),
    fallback: chance.happens(0.1) ? [] : order.slice(first),
    ...(chance.happens(0.7) ? { failoverOn: [LISTED] } : {}),
    failoverAfter: 1 + Math.floor(chance.next() * 3),
  };
  const exception: RoutingRule = {
    id: 'exception',
    when: { tags: ['never'] },
    accounts: [{ account: chance.pick(ACCOUNTS) }],
  };
  const some = <Item>(most: number, items: readonly Item[]): readonly Item[] =>
    Array.from({ length: Math.floor(chance.next() * (most + 1)) }, () => chance.pick(items));
  return {
    reference: `route-${String(seed).padStart(7, '0')}`,
    kind: chance.pick(['payment', 'payment', 'crypto payout', 'crypto payout', 'crypto payout', 'bank payout']),
    rules: [exception, rule],
    faults: some(5, FAULTS),
    otherFaults: some(3, OTHER_FAULTS),
    webhookFaults: some(2, ['webhook-dropped', 'webhook-duplicated', 'webhook-late']),
    callers: chance.happens(0.15) ? 2 : 1,
    end: chance.happens(0.8) ? 'well' : 'failed',
  };
}

function shuffled(items: readonly AccountName[], chance: Chance): readonly AccountName[] {
  return items
    .map((item) => ({ item, at: chance.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
