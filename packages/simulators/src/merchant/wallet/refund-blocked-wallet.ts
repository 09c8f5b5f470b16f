import { randomTransactionId } from '../../control/identifiers.js';
import { formatFixed, type Fixed } from '../../money/fixed.js';
import { isoTime, type Merchant } from '../merchant.js';
import { businessRefusal } from '../refusal.js';
import type { StaticWallet } from '../state.js';

/**
 * Sends what came in on a blocked wallet to an address, once, less the fee.
 *
 * @throws Refusal
 */
export function refundBlockedWallet(
  merchant: Merchant,
  wallet: StaticWallet,
  address: string,
): { readonly amount: Fixed; readonly commission: Fixed } {
  if (wallet.blockedRefundDone) throw businessRefusal('You can withdraw only once');
  if (wallet.stranded === 0n) throw businessRefusal('Nothing to withdraw');
  const commission = wallet.service.payoutFee;
  const amount = wallet.stranded - commission;
  if (amount <= 0n) throw businessRefusal('The amount is too small');

  wallet.blockedRefundDone = true;
  wallet.stranded = 0n;
  merchant.books.record({
    kind: 'refund',
    uuid: wallet.uuid,
    orderId: wallet.orderId,
    amount: formatFixed(amount, 8),
    currency: wallet.service.currency,
    network: wallet.service.network,
    address,
    txid: randomTransactionId(merchant.random, wallet.service.network),
    at: isoTime(merchant),
  });
  return { amount, commission };
}
