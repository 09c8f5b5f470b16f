import type { JsonObject } from '../../json/encode-json.js';
import { minorNumber } from '../currency.js';
import { isoTime } from '../molam.js';
import type { Refund } from '../state.js';

/** A refund as the wire shows it. */
export function refundObject(refund: Refund): JsonObject {
  const { charge } = refund;
  return {
    id: refund.id,
    object: 'refund',
    charge_id: charge.id,
    payment_intent_id: charge.intent.id,
    payment_id: charge.intent.id,
    amount: minorNumber(refund.amount),
    currency: refund.currency,
    status: refund.status,
    reason: refund.reason ?? null,
    failure_reason: refund.failureReason ?? null,
    metadata: refund.metadata,
    created_at: isoTime(refund.createdAt),
    updated_at: isoTime(refund.updatedAt),
    livemode: refund.livemode,
  };
}
