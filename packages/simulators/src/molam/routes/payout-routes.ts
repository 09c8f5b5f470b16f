import { listAnswer, passes } from '../list-answer.js';
import { createPayout } from '../payout/create-payout.js';
import { cancelPayout } from '../payout/move-payout.js';
import { payoutObject } from '../payout/payout-object.js';
import { MolamRefusal } from '../refusal.js';
import { parseInstant } from '../request-fields.js';
import { found, type MolamCall, type MolamRoute } from '../route.js';
import type { Payout } from '../state.js';

const PAYOUTS = '/v1/treasury/payouts';

/** Rows 11 to 14: payouts. */
export const PAYOUT_ROUTES: readonly MolamRoute[] = [
  {
    method: 'POST',
    path: PAYOUTS,
    handle(call) {
      const { payout, events } = createPayout(call.molam, call.fields, call);
      return { status: 201, body: payoutObject(call.molam, payout), events };
    },
  },
  {
    method: 'GET',
    path: `${PAYOUTS}/:id`,
    handle: (call) => ({ status: 200, body: payoutObject(call.molam, payoutOf(call)) }),
  },
  {
    method: 'GET',
    path: PAYOUTS,
    handle({ molam, query }) {
      const from = instantIn(query, 'from') ?? -Infinity;
      const to = instantIn(query, 'to') ?? Infinity;
      const payouts = molam.state.payouts.filter(
        ({ status, originModule, currency, createdAt }) =>
          passes(query, 'status', status) &&
          passes(query, 'origin_module', originModule) &&
          passes(query, 'currency', currency) &&
          createdAt >= from &&
          createdAt <= to,
      );
      return listAnswer(payouts, query, (payout) => payoutObject(molam, payout));
    },
  },
  {
    method: 'POST',
    path: `${PAYOUTS}/:id/cancel`,
    handle(call) {
      const payout = payoutOf(call);
      const events = cancelPayout(call.molam, payout, call.fields.text('reason'));
      return { status: 200, body: payoutObject(call.molam, payout), events };
    },
  },
];

function payoutOf({ molam, path }: MolamCall): Payout {
  return found(
    molam.state.payouts.find(({ id }) => id === path['id']),
    () => new MolamRefusal('payout_not_found'),
  );
}

function instantIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  return text === '' ? undefined : parseInstant(text, name);
}
