import type { MoneyMovement } from '../../control/books.js';
import { majorText } from '../currency.js';
import { recordMoney, token, unlessMoved, type Molam } from '../molam.js';
import { MolamRefusal } from '../refusal.js';
import type { Payout, PaymentError } from '../state.js';
import { announce, newEvent, type MolamEvent } from '../webhook/announce.js';
import { payoutObject } from './payout-object.js';

/** What comes with a new status. */
export interface PayoutMove {
  readonly failure?: PaymentError | undefined;
  readonly reason?: string | undefined;
}

const CANCELLABLE: ReadonlySet<string> = new Set(['pending', 'scheduled', 'pending_approval', 'reserved']);
/** Statuses in which the money has left. */
const SENT: ReadonlySet<string> = new Set(['sent', 'settled', 'paid', 'completed']);
/** Statuses that say that the money has arrived. */
const PAID: ReadonlySet<string> = new Set(['settled', 'paid', 'completed']);
/** Statuses that merchants are not told of; of any other they are. */
const SILENT: ReadonlySet<string> = new Set([...CANCELLABLE, 'processing']);
const MOST_ATTEMPTS = 7;

/**
 * Puts a payout into a status, documented or not. A status that says so sends
 * the money, once; `reversed` brings it back, once. Answers what is to be announced.
 */
export function movePayout(molam: Molam, payout: Payout, status: string, move: PayoutMove = {}): readonly MolamEvent[] {
  const now = molam.clock.now();
  payout.status = status;
  payout.moves += 1;
  payout.updatedAt = now;
  if (SENT.has(status) && payout.money === 'kept') {
    payout.money = 'sent';
    payout.providerRef ??= `BANK-${token(molam, 5).toUpperCase()}`;
    recordPayout(molam, payout, 'payout');
  }
  if (PAID.has(status)) payout.paidAt ??= now;
  if (status === 'reversed' && payout.money === 'sent') {
    payout.money = 'returned';
    recordPayout(molam, payout, 'reversal');
  }
  if (status === 'failed') payout.failure = move.failure ?? { code: 'bank_rejected', message: 'The bank refused it' };
  if (status === 'cancelled') payout.cancelReason = move.reason;
  if (SILENT.has(status)) return [];
  return [payoutEvent(molam, payout, PAID.has(status) ? 'payout.paid' : `payout.${status}`)];
}

/** Lets a payout that needs no approval, or has it, take its way: at once, or when its time comes. */
export function startPayout(molam: Molam, payout: Payout): void {
  const waitMs = (payout.scheduledFor ?? 0) - molam.clock.now();
  if (waitMs <= 0) {
    movePayout(molam, payout, 'pending');
    dispatchLater(molam, payout, molam.settings.payoutStepMs);
    return;
  }
  movePayout(molam, payout, 'scheduled');
  unlessMoved(molam, payout, waitMs, () => {
    movePayout(molam, payout, 'pending');
    dispatchLater(molam, payout, molam.settings.payoutStepMs);
  });
}

/** Decides on a payout that waits for it. @throws RangeError for one that does not. */
export function approvePayout(molam: Molam, payout: Payout, approved: boolean): readonly MolamEvent[] {
  if (payout.status !== 'pending_approval') {
    throw new RangeError(`Payout ${payout.id} waits for no approval: it is ${payout.status}.`);
  }
  payout.approvalStatus = approved ? 'approved' : 'rejected';
  if (!approved) return movePayout(molam, payout, 'cancelled', { reason: 'rejected' });
  startPayout(molam, payout);
  return [];
}

/** Takes a payout back that has not been dispatched. @throws MolamRefusal */
export function cancelPayout(molam: Molam, payout: Payout, reason: string | undefined): readonly MolamEvent[] {
  if (!CANCELLABLE.has(payout.status)) {
    throw new MolamRefusal('payout_not_cancellable', { details: { current_status: payout.status } });
  }
  return movePayout(molam, payout, 'cancelled', { reason });
}

export function payoutEvent(molam: Molam, payout: Payout, type: string): MolamEvent {
  return newEvent(molam, type, payoutObject(molam, payout), payout);
}

function dispatchLater(molam: Molam, payout: Payout, delayMs: number): void {
  if (!molam.settings.autopilot) return;
  unlessMoved(molam, payout, delayMs, () => {
    movePayout(molam, payout, 'processing');
    payout.attempts += 1;
    unlessMoved(molam, payout, molam.settings.payoutStepMs, () => askBank(molam, payout));
  });
}

async function askBank(molam: Molam, payout: Payout): Promise<void> {
  const { settings, state } = molam;
  if (state.bankFailures > 0) {
    state.bankFailures -= 1;
    payout.lastError = 'bank_unavailable';
    const waitMs = settings.bankRetryDelaysMs[payout.attempts - 1];
    if (payout.attempts < MOST_ATTEMPTS && waitMs !== undefined) {
      movePayout(molam, payout, 'pending');
      dispatchLater(molam, payout, waitMs);
      return;
    }
    await announce(molam, movePayout(molam, payout, 'failed', { failure: BANK_UNAVAILABLE }));
    return;
  }
  if (payout.account.endsWith('0000')) {
    await announce(molam, movePayout(molam, payout, 'failed', { failure: ACCOUNT_CLOSED }));
    return;
  }
  const events = movePayout(molam, payout, 'sent');
  const outcome = payout.account.endsWith('9999') ? 'reversed' : 'settled';
  unlessMoved(molam, payout, settings.payoutStepMs, () => announce(molam, movePayout(molam, payout, outcome)));
  await announce(molam, events);
}

const BANK_UNAVAILABLE: PaymentError = { code: 'bank_unavailable', message: 'The bank could not be reached' };
const ACCOUNT_CLOSED: PaymentError = { code: 'account_closed', message: 'The account is closed' };

function recordPayout(molam: Molam, payout: Payout, kind: MoneyMovement['kind']): void {
  recordMoney(molam, {
    kind,
    uuid: payout.id,
    orderId: payout.reference ?? null,
    amount: majorText(payout.amount, payout.currency),
    currency: payout.currency,
    address: payout.account,
    txid: payout.providerRef ?? null,
  });
}
