import { chargeObject } from '../intent/intent-object.js';
import { listAnswer, passes } from '../list-answer.js';
import { createRefund } from '../refund/create-refund.js';
import { refundObject } from '../refund/refund-object.js';
import { MolamRefusal } from '../refusal.js';
import { found, type MolamCall, type MolamRoute } from '../route.js';
import type { Charge } from '../state.js';

/** Rows 7 to 10: charges and refunds. */
export const REFUND_ROUTES: readonly MolamRoute[] = [
  {
    method: 'POST',
    path: '/v1/connect/charges/:id/refund',
    handle(call) {
      const { refund, events } = createRefund(call.molam, chargeOf(call), call.fields, call.idempotencyKey);
      return { status: 201, body: refundObject(refund), events };
    },
  },
  {
    method: 'GET',
    path: '/v1/connect/charges/:id',
    handle: (call) => ({ status: 200, body: chargeObject(chargeOf(call)) }),
  },
  {
    method: 'GET',
    path: '/v1/connect/refunds/:id',
    handle({ molam, path }) {
      const refund = found(
        molam.state.refunds.find(({ id }) => id === path['id']),
        () => new MolamRefusal('refund_not_found'),
      );
      return { status: 200, body: refundObject(refund) };
    },
  },
  {
    method: 'GET',
    path: '/v1/connect/refunds',
    handle({ molam, query }) {
      const refunds = molam.state.refunds.filter(
        ({ charge, status }) => passes(query, 'charge_id', charge.id) && passes(query, 'status', status),
      );
      return listAnswer(refunds, query, refundObject);
    },
  },
];

function chargeOf({ molam, path }: MolamCall): Charge {
  return found(
    molam.state.charges.find(({ id }) => id === path['id']),
    () => new MolamRefusal('charge_not_found'),
  );
}
