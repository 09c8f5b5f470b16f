import { randomTransactionId } from '../../control/identifiers.js';
import { formatFixed } from '../../money/fixed.js';
import { changeBalance, isoTime, type Merchant } from '../merchant.js';
import type { Payout } from '../state.js';
import { notifyAboutPayout } from './payout-webhook.js';

/** Statuses after which a payout does not move. */
export const FINAL_PAYOUT_STATUSES: ReadonlySet<string> = new Set(['paid', 'fail', 'cancel', 'system_fail']);

/**
 * Takes a payout one step further: from `process` to `check`, and from there to `outcome`.
 *
 * @throws RangeError for a payout that is final.
 */
export async function advancePayout(
  merchant: Merchant,
  payout: Payout,
  outcome: 'paid' | 'fail' = 'paid',
): Promise<void> {
  if (payout.isFinal) throw new RangeError(`Payout ${payout.uuid} is final (${payout.status}).`);
  // The protocol has no word for a payout on its way; another interface may.
  const broadcast = payout.otherInterface !== undefined;
  if (payout.status === 'process') await settlePayout(merchant, payout, 'check', false, broadcast);
  else await settlePayout(merchant, payout, outcome);
}

/**
 * Puts a payout into any status, documented or not, and tells the merchant.
 * `paid` sends the money, once. A final failure gives it back, unless it was sent.
 *
 * @param broadcast - Gives the payout a transaction hash, as if it were on its way.
 */
export async function settlePayout(
  merchant: Merchant,
  payout: Payout,
  status: string,
  isFinal: boolean = FINAL_PAYOUT_STATUSES.has(status),
  broadcast = false,
): Promise<void> {
  payout.status = status;
  payout.isFinal = isFinal;
  payout.updatedAt = merchant.clock.now();
  if (broadcast || status === 'paid') payout.txid ??= randomTransactionId(merchant.random, payout.service.network);
  if (payout.money !== 'sent') {
    if (status === 'paid') send(merchant, payout);
    else if (isFinal && payout.money === 'held') giveBack(merchant, payout);
  }
  await notifyAboutPayout(merchant, payout);
}

/** Lets a payout finish by itself, where the account is set to. */
export function startPayoutAutopilot(merchant: Merchant, payout: Payout): void {
  const { autopilot, autopilotStepMs } = merchant.settings;
  if (!autopilot) return;
  merchant.clock.after(autopilotStepMs, async () => {
    if (payout.isFinal) return;
    await advancePayout(merchant, payout);
    startPayoutAutopilot(merchant, payout);
  });
}

function send(merchant: Merchant, payout: Payout): void {
  // A payout that failed before and is sent after all is paid for again.
  if (payout.money === 'returned') changeBalance(merchant, payout.debitedCurrency, -payout.debited);
  payout.money = 'sent';
  merchant.books.record({
    kind: 'payout',
    uuid: payout.uuid,
    orderId: payout.orderId,
    amount: formatFixed(payout.sent, 8),
    currency: payout.service.currency,
    network: payout.service.network,
    address: payout.address,
    txid: payout.txid ?? null,
    at: isoTime(merchant),
  });
}

function giveBack(merchant: Merchant, payout: Payout): void {
  payout.money = 'returned';
  changeBalance(merchant, payout.debitedCurrency, payout.debited);
}
