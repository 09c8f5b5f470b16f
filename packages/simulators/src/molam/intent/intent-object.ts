import type { JsonObject } from '../../json/encode-json.js';
import { minorNumber } from '../currency.js';
import { isoTime, type Molam } from '../molam.js';
import type { Charge, Intent } from '../state.js';

/** A payment intent as the wire shows it. */
export function intentObject(molam: Molam, intent: Intent): JsonObject {
  const { charge, error } = intent;
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: minorNumber(intent.amount),
    currency: intent.currency,
    status: intent.status,
    capture: intent.capture,
    client_secret: intent.clientSecret,
    customer_id: intent.customerId ?? null,
    merchant_id: intent.merchantId ?? null,
    description: intent.description ?? null,
    metadata: intent.metadata,
    locale: intent.locale,
    return_url: intent.returnUrl ?? null,
    cancel_url: intent.cancelUrl ?? null,
    redirect_url: payPageUrl(molam, intent),
    payment_method: intent.paymentMethod ?? null,
    latest_charge: charge?.id ?? null,
    amount_capturable: minorNumber(charge?.status === 'authorized' ? intent.amount : 0n),
    amount_received: minorNumber(charge?.captured ?? 0n),
    amount_refunded: minorNumber(charge?.refunded ?? 0n),
    next_action: intent.nextAction ?? null,
    last_payment_error:
      error === undefined ? null : { code: error.code, message: error.message, charge_id: charge?.id ?? null },
    cancellation_reason: intent.cancellationReason ?? null,
    created_at: isoTime(intent.createdAt),
    updated_at: isoTime(intent.updatedAt),
    confirmed_at: timeOrNull(intent.confirmedAt),
    captured_at: timeOrNull(intent.capturedAt),
    canceled_at: timeOrNull(intent.canceledAt),
    livemode: intent.livemode,
  };
}

/** A charge as the wire shows it. */
export function chargeObject(charge: Charge): JsonObject {
  const { intent } = charge;
  return {
    id: charge.id,
    object: 'charge',
    payment_intent_id: intent.id,
    amount: minorNumber(intent.amount),
    amount_captured: minorNumber(charge.captured),
    amount_refunded: minorNumber(charge.refunded),
    currency: intent.currency,
    method: charge.method,
    status: charge.status,
    failure_code: charge.failure?.code ?? null,
    failure_message: charge.failure?.message ?? null,
    metadata: intent.metadata,
    created_at: isoTime(charge.createdAt),
    updated_at: isoTime(charge.updatedAt),
    livemode: intent.livemode,
  };
}

/** The page where the customer pays. */
export function payPageUrl({ baseUrl }: Molam, { id }: Pick<Intent, 'id'>): string {
  return `${baseUrl}/pay/${id}`;
}

function timeOrNull(at: number | undefined): string | null {
  return at === undefined ? null : isoTime(at);
}
