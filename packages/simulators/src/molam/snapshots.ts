import { majorText } from './currency.js';
import { isoTime } from './molam.js';
import type { Intent, Payout, Refund, WebhookEndpoint } from './state.js';

/** A payment intent as a test wants to see it. Amounts are decimal text in major units, instants ISO 8601. */
export interface IntentSnapshot {
  readonly id: string;
  /**
   * The merchant's name for it: the idempotency key it was created under, unless
   * a client invented that, else `metadata.reference` or `metadata.order_id`.
   */
  readonly reference: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
  readonly capture: boolean;
  readonly paymentMethod: string | null;
  readonly chargeId: string | null;
  readonly chargeStatus: string | null;
  /** What has come in, and what of it went back. */
  readonly received: string;
  readonly refunded: string;
  /** What the customer has to do: `3ds2`, `otp` or `redirect`. */
  readonly action: string | null;
  readonly errorCode: string | null;
  readonly returnUrl: string | null;
  readonly cancelUrl: string | null;
  readonly createdAt: string;
}

/** A refund as a test wants to see it. */
export interface RefundSnapshot {
  readonly id: string;
  readonly reference: string | null;
  readonly intentId: string;
  readonly chargeId: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
  readonly createdAt: string;
}

/** A payout as a test wants to see it. */
export interface PayoutSnapshot {
  readonly id: string;
  readonly reference: string | null;
  readonly referenceCode: string;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
  readonly approvalStatus: string;
  /** The account number in full. */
  readonly account: string;
  /** `sent` once the money has left, `returned` when it came back. */
  readonly money: 'kept' | 'sent' | 'returned';
  readonly attempts: number;
  readonly failureCode: string | null;
  readonly scheduledFor: string | null;
  readonly createdAt: string;
}

/** A webhook endpoint as a test wants to see it, secrets included. */
export interface EndpointSnapshot {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly status: 'active' | 'paused' | 'disabled';
  /** Oldest first; the last one that is not revoked signs. */
  readonly secrets: readonly {
    readonly kid: string;
    readonly secret: string;
    readonly status: 'active' | 'retiring' | 'revoked';
  }[];
}

export function intentSnapshot(intent: Intent): IntentSnapshot {
  const { charge, currency, nextAction } = intent;
  const action = nextAction?.['type'];
  return {
    id: intent.id,
    reference: intent.reference ?? null,
    amount: majorText(intent.amount, currency),
    currency,
    status: intent.status,
    capture: intent.capture,
    paymentMethod: intent.paymentMethod ?? null,
    chargeId: charge?.id ?? null,
    chargeStatus: charge?.status ?? null,
    received: majorText(charge?.captured ?? 0n, currency),
    refunded: majorText(charge?.refunded ?? 0n, currency),
    action: typeof action === 'string' ? action : null,
    errorCode: intent.error?.code ?? null,
    returnUrl: intent.returnUrl ?? null,
    cancelUrl: intent.cancelUrl ?? null,
    createdAt: isoTime(intent.createdAt),
  };
}

export function refundSnapshot(refund: Refund): RefundSnapshot {
  return {
    id: refund.id,
    reference: refund.reference ?? null,
    intentId: refund.charge.intent.id,
    chargeId: refund.charge.id,
    amount: majorText(refund.amount, refund.currency),
    currency: refund.currency,
    status: refund.status,
    createdAt: isoTime(refund.createdAt),
  };
}

export function payoutSnapshot(payout: Payout): PayoutSnapshot {
  return {
    id: payout.id,
    reference: payout.reference ?? null,
    referenceCode: payout.referenceCode,
    amount: majorText(payout.amount, payout.currency),
    currency: payout.currency,
    status: payout.status,
    approvalStatus: payout.approvalStatus,
    account: payout.account,
    money: payout.money,
    attempts: payout.attempts,
    failureCode: payout.failure?.code ?? null,
    scheduledFor: payout.scheduledFor === undefined ? null : isoTime(payout.scheduledFor),
    createdAt: isoTime(payout.createdAt),
  };
}

export function endpointSnapshot({ id, url, events, status, secrets }: WebhookEndpoint): EndpointSnapshot {
  return {
    id,
    url,
    events,
    status,
    secrets: secrets.map(({ kid, secret, status: state }) => ({ kid, secret, status: state })),
  };
}
