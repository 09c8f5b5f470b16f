import { cancelIntent, captureIntent, confirmIntent, type IntentOutcome } from '../intent/confirm-intent.js';
import { createIntent } from '../intent/create-intent.js';
import { intentObject } from '../intent/intent-object.js';
import { listAnswer, passes } from '../list-answer.js';
import type { Molam } from '../molam.js';
import { MolamRefusal } from '../refusal.js';
import { found, type MolamCall, type MolamResult, type MolamRoute } from '../route.js';
import type { Intent } from '../state.js';

const INTENTS = '/v1/connect/payment_intents';

/** Rows 1 to 6: payment intents. */
export const INTENT_ROUTES: readonly MolamRoute[] = [
  {
    method: 'POST',
    path: INTENTS,
    handle(call) {
      const { intent, events } = createIntent(call.molam, call.fields, call);
      return { status: 201, body: intentObject(call.molam, intent), events };
    },
  },
  {
    method: 'GET',
    path: `${INTENTS}/:id`,
    handle: (call) => ({ status: 200, body: intentObject(call.molam, intentOf(call)) }),
  },
  {
    method: 'GET',
    path: INTENTS,
    handle({ molam, query }) {
      const intents = molam.state.intents.filter(
        ({ customerId, status }) => passes(query, 'customer_id', customerId) && passes(query, 'status', status),
      );
      return listAnswer(intents, query, (intent) => intentObject(molam, intent));
    },
  },
  {
    method: 'POST',
    path: `${INTENTS}/:id/confirm`,
    handle(call) {
      const intent = intentOf(call);
      return changed(call.molam, intent, confirmIntent(call.molam, intent, call.fields.text('payment_method')));
    },
  },
  {
    method: 'POST',
    path: `${INTENTS}/:id/cancel`,
    handle(call) {
      const intent = intentOf(call);
      return changed(call.molam, intent, cancelIntent(call.molam, intent, call.fields.text('cancellation_reason')));
    },
  },
  {
    method: 'POST',
    path: `${INTENTS}/:id/capture`,
    handle(call) {
      const intent = intentOf(call);
      // Only all of it can be captured; leaving another amount unread would take more than was meant.
      const amount = call.fields.minorAmount();
      if (amount !== undefined && amount !== intent.amount)
        throw new MolamRefusal('invalid_amount', { param: 'amount' });
      return changed(call.molam, intent, captureIntent(call.molam, intent));
    },
  },
];

function intentOf({ molam, path }: MolamCall): Intent {
  return found(
    molam.state.intents.find(({ id }) => id === path['id']),
    () => new MolamRefusal('intent_not_found'),
  );
}

function changed(molam: Molam, intent: Intent, outcome: IntentOutcome): MolamResult {
  return { status: 200, body: intentObject(molam, intent), ...outcome };
}
