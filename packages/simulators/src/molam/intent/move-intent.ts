import { majorText } from '../currency.js';
import type { JsonObject } from '../../json/encode-json.js';
import { newId, recordMoney, unlessMoved, type Molam } from '../molam.js';
import type { Charge, Intent, PaymentError } from '../state.js';
import { announce, newEvent, type MolamEvent } from '../webhook/announce.js';
import { intentObject, payPageUrl } from './intent-object.js';

/** What comes with a new status. */
export interface IntentMove {
  readonly error?: PaymentError | undefined;
  readonly nextAction?: JsonObject | undefined;
  readonly reason?: string | undefined;
  /** What arrives on success, in smallest units. The whole amount by default. */
  readonly received?: bigint | undefined;
}

/** Statuses that merchants are not told of; of any other they are. */
const SILENT: ReadonlySet<string> = new Set(['requires_payment_method', 'requires_confirmation', 'pending']);

/**
 * Puts an intent into a status, documented or not, with everything that belongs
 * to it: charge, money, deadlines. Answers what is to be announced.
 */
export function moveIntent(molam: Molam, intent: Intent, status: string, move: IntentMove = {}): readonly MolamEvent[] {
  const now = molam.clock.now();
  intent.status = status;
  intent.moves += 1;
  intent.updatedAt = now;
  intent.nextAction = undefined;
  switch (status) {
    case 'requires_action':
      intent.nextAction = move.nextAction ?? { type: '3ds2', url: payPageUrl(molam, intent) };
      unlessMoved(molam, intent, molam.settings.actionTimeoutMs, () =>
        announce(molam, moveIntent(molam, intent, 'failed', { error: AUTHENTICATION_FAILED })),
      );
      break;
    case 'processing':
      intent.confirmedAt ??= now;
      break;
    case 'requires_capture':
      authorize(molam, intent);
      break;
    case 'succeeded':
      capture(molam, intent, move.received ?? intent.amount);
      break;
    case 'failed':
      fail(molam, intent, move.error ?? { code: 'processing_error', message: 'The payment could not be processed.' });
      break;
    case 'canceled':
      intent.canceledAt = now;
      intent.cancellationReason = move.reason;
      if (intent.charge?.status === 'authorized') setCharge(molam, intent.charge, 'canceled');
      break;
  }
  return SILENT.has(status) ? [] : [intentEvent(molam, intent, `payment_intent.${status}`)];
}

/** Why an intent fails whose customer could not prove who they are. */
export const AUTHENTICATION_FAILED: PaymentError = {
  code: 'authentication_failed',
  message: 'The customer could not be authenticated.',
};

export function intentEvent(molam: Molam, intent: Intent, type: string): MolamEvent {
  return newEvent(molam, type, intentObject(molam, intent), intent);
}

function authorize(molam: Molam, intent: Intent): void {
  intent.confirmedAt ??= molam.clock.now();
  intent.error = undefined;
  openCharge(molam, intent, 'authorized');
  const { authorizationExpiryMs } = molam.settings;
  if (authorizationExpiryMs === undefined) return;
  unlessMoved(molam, intent, authorizationExpiryMs, () =>
    announce(molam, moveIntent(molam, intent, 'canceled', { reason: 'authorization_expired' })),
  );
}

function capture(molam: Molam, intent: Intent, received: bigint): void {
  const now = molam.clock.now();
  intent.confirmedAt ??= now;
  intent.capturedAt ??= now;
  intent.error = undefined;
  const charge = openCharge(molam, intent, 'authorized');
  // Money that came in once does not come in again.
  if (charge.captured > 0n) return;
  setCharge(molam, charge, 'captured');
  charge.captured = received;
  recordMoney(molam, {
    kind: 'payment',
    uuid: intent.id,
    orderId: intent.reference ?? null,
    amount: majorText(received, intent.currency),
    currency: intent.currency,
    address: null,
    txid: charge.id,
  });
}

function fail(molam: Molam, intent: Intent, error: PaymentError): void {
  intent.error = error;
  const charge = openCharge(molam, intent, 'failed');
  if (charge.status === 'failed') charge.failure = error;
}

/** The charge of an intent: the one it has, if that fits or if money has come in on it, or a new one. */
function openCharge(molam: Molam, intent: Intent, status: string): Charge {
  if (intent.charge !== undefined && (intent.charge.captured > 0n || intent.charge.status === status)) {
    return intent.charge;
  }
  const now = molam.clock.now();
  const charge: Charge = {
    id: newId(molam, 'ch'),
    intent,
    method: methodOf(intent.paymentMethod),
    status,
    captured: 0n,
    refunded: 0n,
    failure: undefined,
    createdAt: now,
    updatedAt: now,
  };
  molam.state.charges.push(charge);
  intent.charge = charge;
  return charge;
}

function setCharge(molam: Molam, charge: Charge, status: string): void {
  charge.status = status;
  charge.updatedAt = molam.clock.now();
}

function methodOf(paymentMethod: string | undefined): string {
  if (paymentMethod?.startsWith('pm_wallet_') === true) return 'wallet';
  return paymentMethod?.startsWith('pm_bank_') === true ? 'bank' : 'card';
}
