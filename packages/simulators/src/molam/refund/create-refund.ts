import { majorText, minorNumber } from '../currency.js';
import { newId, recordMoney, referenceOf, unlessMoved, type Molam } from '../molam.js';
import { MolamRefusal } from '../refusal.js';
import type { RequestFields } from '../request-fields.js';
import type { Charge, Refund } from '../state.js';
import { announce, newEvent, type MolamEvent } from '../webhook/announce.js';
import { refundObject } from './refund-object.js';

const REFUNDABLE: ReadonlySet<string> = new Set(['captured', 'partially_refunded']);
/** Statuses of refunds that take nothing from what can still be refunded. */
const IN_VAIN: ReadonlySet<string> = new Set(['failed', 'canceled']);

/** Refunds a charge: what is named, or all that is left. @throws MolamRefusal */
export function createRefund(
  molam: Molam,
  charge: Charge,
  fields: RequestFields,
  idempotencyKey: string | undefined,
): { readonly refund: Refund; readonly events: readonly MolamEvent[] } {
  const asked = fields.minorAmount();
  const reason = fields.text('reason');
  const metadata = fields.metadata();
  if (!REFUNDABLE.has(charge.status)) {
    throw new MolamRefusal('charge_not_captured', { details: { current_status: charge.status } });
  }
  const refundable = refundableAmount(molam, charge);
  const amount = asked ?? refundable;
  if (amount === 0n || amount > refundable) {
    throw new MolamRefusal('amount_exceeds_captured', { details: { max_refundable: minorNumber(refundable) } });
  }
  const now = molam.clock.now();
  const refund: Refund = {
    kind: 'refund',
    id: newId(molam, 'ref'),
    charge,
    amount,
    currency: charge.intent.currency,
    reason,
    metadata,
    livemode: charge.intent.livemode,
    reference: referenceOf(metadata, idempotencyKey),
    status: 'pending',
    moves: 0,
    failureReason: undefined,
    sent: false,
    createdAt: now,
    updatedAt: now,
  };
  molam.state.refunds.push(refund);
  const created = refundEvent(molam, refund, 'refund.created');
  const finish = (): readonly MolamEvent[] =>
    moveRefund(molam, refund, metadata['simulate'] === 'fail' ? 'failed' : 'succeeded');
  if (!molam.settings.delayedRefunds) return { refund, events: [created, ...finish()] };
  unlessMoved(molam, refund, molam.settings.refundDelayMs, () => announce(molam, finish()));
  return { refund, events: [created] };
}

/** Puts a refund into a status, documented or not. `succeeded` gives the money back, once. */
export function moveRefund(molam: Molam, refund: Refund, status: string): readonly MolamEvent[] {
  const now = molam.clock.now();
  refund.status = status;
  refund.moves += 1;
  refund.updatedAt = now;
  refund.failureReason = status === 'failed' ? 'insufficient_balance' : undefined;
  if (status === 'succeeded' && !refund.sent) giveBack(molam, refund);
  return status === 'pending' ? [] : [refundEvent(molam, refund, `refund.${status}`)];
}

function giveBack(molam: Molam, refund: Refund): void {
  const { charge } = refund;
  refund.sent = true;
  charge.refunded += refund.amount;
  charge.status = charge.refunded >= charge.captured ? 'refunded' : 'partially_refunded';
  charge.updatedAt = charge.intent.updatedAt = molam.clock.now();
  recordMoney(molam, {
    kind: 'refund',
    uuid: refund.id,
    orderId: refund.reference ?? null,
    amount: majorText(refund.amount, refund.currency),
    currency: refund.currency,
    address: null,
    txid: charge.id,
  });
}

/** What was captured less every refund that went through or still may. */
function refundableAmount({ state }: Molam, charge: Charge): bigint {
  const taken = state.refunds.filter(
    (refund) => refund.charge === charge && (refund.sent || !IN_VAIN.has(refund.status)),
  );
  return taken.reduce((rest, { amount }) => rest - amount, charge.captured);
}

function refundEvent(molam: Molam, refund: Refund, type: string): MolamEvent {
  return newEvent(molam, type, refundObject(refund), refund);
}
