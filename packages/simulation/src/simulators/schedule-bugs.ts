import { type HttpClient, TransportError } from '@paymux/core';
import type { Change, DurableStore, KeptRoute } from '@paymux/orchestration';
import { committing, dropping } from '../planted-bugs.js';
import { LISTED, OTHER } from './fault-schedule.js';

/** A defect of routing, planted at a seam of the real system, and the promise that it must be seen to break. */
export interface ScheduleBug {
  readonly name: string;
  readonly breaks: string;
  store?(store: DurableStore): DurableStore;
  wire?(wire: HttpClient): HttpClient;
}

type Row = Extract<Change, { readonly change: 'payout_update' }>['payout'];
type PaymentRow = Extract<Change, { readonly change: 'payment_update' }>['payment'];

/** The store in which payouts and payments are changed on their way. */
function altering(store: DurableStore, alter: <Kind extends Row | PaymentRow>(record: Kind) => Kind): DurableStore {
  return committing(store, (next, changes, effect) =>
    next(
      changes.map((change) => {
        if ('payout' in change) return { ...change, payout: alter(change.payout) };
        return 'payment' in change ? { ...change, payment: alter(change.payment) } : change;
      }),
      effect,
    ),
  );
}

function leaving(route: KeptRoute): KeptRoute {
  return { ...route, leaving: { reason: 'provably not sent, once', isOver: false } };
}

/** Defects that schedules over the real simulators must find. */
export const SCHEDULE_BUGS: readonly ScheduleBug[] = [
  {
    name: 'a lost answer is taken for a request that never left',
    breaks: 'one is accepted',
    wire: (wire) => ({
      send: async (request) => {
        try {
          return await wire.send(request);
        } catch (error) {
          throw error instanceof TransportError && error.outcome === 'unknown'
            ? new TransportError('connection_refused', { cause: error })
            : error;
        }
      },
    }),
  },
  {
    name: 'what is unknown goes to the next account',
    breaks: 'nobody else is asked after doubt',
    store: (store) =>
      altering(store, (record) =>
        record.state === 'unknown' && record.route !== undefined && record.route.fallback.length > 0
          ? {
              ...record,
              state: 'wireReference' in record ? 'ready' : 'unknown',
              openSends: [],
              everUnknown: false,
              route: leaving(record.route),
            }
          : record,
      ),
  },
  {
    name: 'any refusal leads to the next account',
    breaks: 'only a listed refusal leads on',
    store: (store) =>
      altering(store, (record) =>
        record.route === undefined ? record : { ...record, route: { ...record.route, failoverOn: [LISTED, OTHER] } },
      ),
  },
  {
    name: 'a change of account is not written down',
    breaks: 'a failover is explained',
    store: (store) =>
      dropping(
        store,
        (change) =>
          (change.change === 'payout_event' || change.change === 'payment_event') &&
          change.event.type === 'failed_over',
      ),
  },
  {
    name: 'a change of account is written down with another reason',
    breaks: 'the reason is what happened',
    store: (store) =>
      committing(store, (next, changes, effect) =>
        next(
          changes.map((change) =>
            change.change === 'payout_event' && change.event.type === 'failed_over'
              ? {
                  ...change,
                  event: { ...change.event, detail: { ...(change.event.detail as object), reason: 'tired' } },
                }
              : change,
          ),
          effect,
        ),
      ),
  },
  {
    name: 'what is repeated gets a new reference',
    breaks: 'it keeps its reference',
    store: (store) =>
      altering(store, (record) =>
        record.state === 'unknown' && 'wireReference' in record
          ? { ...record, wireReference: `${record.reference}-again` }
          : record,
      ),
  },
];
