import { OutcomeUnknownError, ProviderRefusedError, ProviderUnreachableError } from '@paymux/core';
import type { KeptRoute } from '@paymux/orchestration';
import { altering, committing, dropping, sending } from './planted-bugs.js';
import { LISTED } from './routing-regimes.js';
import type { PlantedBug } from './world.js';

function leaving(route: KeptRoute): KeptRoute {
  return { ...route, leaving: { reason: 'somebody could not wait', isOver: true } };
}

/** Defects of routing and failover, each planted at a seam, and a rule that it must be seen to break. */
export const ROUTING_PLANTED_BUGS: readonly (PlantedBug & { readonly breaks: string })[] = [
  {
    name: 'a payout whose outcome is unknown goes to the next account',
    breaks: 'no failover after unknown',
    store: (store) =>
      altering(store, (payout) =>
        payout.state === 'unknown' && payout.route !== undefined && payout.route.fallback.length > 0
          ? { ...payout, state: 'ready', openSends: [], route: leaving(payout.route) }
          : payout,
      ),
  },
  {
    name: 'a lost answer is taken for a request that never left',
    breaks: 'money moves once',
    provider: (provider) =>
      sending(provider, async (next, request) => {
        try {
          return await next(request);
        } catch (error) {
          if (!(error instanceof OutcomeUnknownError)) throw error;
          throw new ProviderUnreachableError('timeout', { cause: error });
        }
      }),
  },
  {
    name: 'any refusal leads to the next account',
    breaks: 'no failover after another refusal',
    provider: (provider) =>
      sending(provider, async (next, request) => {
        try {
          return await next(request);
        } catch (error) {
          if (!(error instanceof ProviderRefusedError)) throw error;
          throw new ProviderRefusedError({ httpStatus: 400, providerCode: LISTED }, { cause: error });
        }
      }),
  },
  {
    name: 'the hold stays at the account that was left',
    breaks: 'money is on hold where the payout is',
    store: (store) =>
      committing(store, (next, changes, effect) => {
        const isMove = changes.some(({ change, ...rest }) => change === 'payout_event' && isFailover(rest));
        const kept = isMove
          ? changes.filter((change) => change.change !== 'transfer' || change.transfer.kind !== 'void')
          : changes;
        return next(kept, effect);
      }),
  },
  {
    name: 'where a reference went is not kept with it',
    breaks: 'a reference is one payout',
    store: (store) =>
      dropping(store, (change) => change.change === 'answer_insert' && change.answer.scope.startsWith('route:')),
  },
  {
    name: 'where a reference went is kept before the payout is',
    breaks: 'no surprise',
    store: (store) =>
      committing(store, async (next, changes, effect) => {
        const names = changes.filter(({ change }) => change === 'answer_insert');
        if (names.length === 0 || names.length === changes.length) return next(changes, effect);
        const kept = await next(names);
        if (!kept.committed) return kept;
        return next(
          changes.filter(({ change }) => change !== 'answer_insert'),
          effect,
        );
      }),
  },
  {
    name: 'a change of account is not written down',
    breaks: 'a change of account is explained',
    store: (store) =>
      dropping(store, (change) => change.change === 'payout_event' && change.event.type === 'failed_over'),
  },
];

function isFailover(change: object): boolean {
  return 'event' in change && (change.event as { readonly type: string }).type === 'failed_over';
}
