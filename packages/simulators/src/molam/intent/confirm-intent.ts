import { unlessMoved, type Molam } from '../molam.js';
import { MolamRefusal } from '../refusal.js';
import type { Intent } from '../state.js';
import { announce, type MolamEvent } from '../webhook/announce.js';
import { payPageUrl } from './intent-object.js';
import { moveIntent } from './move-intent.js';
import { confirmOutcome } from './payment-methods.js';

const CONFIRMABLE: ReadonlySet<string> = new Set(['requires_payment_method', 'requires_confirmation']);
const CANCELABLE: ReadonlySet<string> = new Set([...CONFIRMABLE, 'requires_action', 'requires_capture']);

/** What came of a call that changed an intent. */
export interface IntentOutcome {
  readonly events: readonly MolamEvent[];
  /** The refusal to answer with, though the intent was changed. */
  readonly refusal?: MolamRefusal | undefined;
}

/** Confirms an intent with a payment method. @throws MolamRefusal `invalid_state` */
export function confirmIntent(molam: Molam, intent: Intent, paymentMethod: string | undefined): IntentOutcome {
  if (!CONFIRMABLE.has(intent.status)) throw invalidState(intent);
  intent.paymentMethod = paymentMethod;
  const outcome = confirmOutcome(paymentMethod);
  switch (outcome.kind) {
    case 'succeeds':
      return { events: finishPayment(molam, intent) };
    case 'action':
      return {
        events: moveIntent(molam, intent, 'requires_action', {
          nextAction: outcome.nextAction(payPageUrl(molam, intent)),
        }),
      };
    case 'slow': {
      const events = moveIntent(molam, intent, 'processing');
      unlessMoved(molam, intent, molam.settings.slowPaymentMs, () => announce(molam, finishPayment(molam, intent)));
      return { events };
    }
    case 'refused': {
      const { message } = new MolamRefusal(outcome.code);
      const events = moveIntent(molam, intent, 'failed', { error: { code: outcome.code, message } });
      const details = {
        payment_intent_id: intent.id,
        charge_id: intent.charge?.id ?? null,
        current_status: intent.status,
      };
      return { events, refusal: new MolamRefusal(outcome.code, { details }) };
    }
  }
}

/** The customer's part is done: the money is captured, or kept for a later capture. */
export function finishPayment(molam: Molam, intent: Intent, received?: bigint): readonly MolamEvent[] {
  return moveIntent(molam, intent, intent.capture ? 'succeeded' : 'requires_capture', { received });
}

/** Takes the money of an authorized intent. @throws MolamRefusal `invalid_state` */
export function captureIntent(molam: Molam, intent: Intent): IntentOutcome {
  if (intent.status !== 'requires_capture') throw invalidState(intent);
  return { events: moveIntent(molam, intent, 'succeeded') };
}

/** Gives an intent up. @throws MolamRefusal `invalid_state` */
export function cancelIntent(molam: Molam, intent: Intent, reason: string | undefined): IntentOutcome {
  if (!CANCELABLE.has(intent.status)) throw invalidState(intent);
  return { events: moveIntent(molam, intent, 'canceled', { reason }) };
}

function invalidState({ status }: Intent): MolamRefusal {
  return new MolamRefusal('invalid_state', { details: { current_status: status } });
}
