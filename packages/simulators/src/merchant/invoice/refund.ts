import { randomTransactionId } from '../../control/identifiers.js';
import { formatFixed, type Fixed } from '../../money/fixed.js';
import { balanceRow, changeBalance, isoTime, type Merchant } from '../merchant.js';
import { businessRefusal } from '../refusal.js';
import type { Invoice } from '../state.js';
import { moveInvoice } from './take-payment.js';

/** A request to send money back to a payer. */
export interface RefundRequest {
  readonly address: string;
  /** True: the fee comes on top from the balance. False: the payer gets that much less. */
  readonly feeFromBalance: boolean;
  /** Everything that was paid and not refunded yet when absent. */
  readonly amount: Fixed | undefined;
}

/** What a refund sends and costs. */
export interface StartedRefund {
  /** What the payer gets. */
  readonly sent: Fixed;
  readonly commission: Fixed;
}

/** A failed refund may be tried again: the payment it is about was completed. */
const REFUNDABLE_STATUSES: ReadonlySet<string> = new Set(['paid', 'paid_over', 'refund_fail']);

/**
 * Takes the money from the balance and starts sending it; webhooks follow in the background.
 *
 * @throws Refusal
 */
export function startRefund(merchant: Merchant, invoice: Invoice, request: RefundRequest): StartedRefund {
  if (merchant.state.forbidden.has('payments')) throw businessRefusal('You are forbidden');
  const left = invoice.paid - invoice.refunded;
  const isPartlyRefunded = invoice.status === 'refund_paid' && invoice.refunded > 0n && left > 0n;
  const isCompleted = invoice.isFinal && (REFUNDABLE_STATUSES.has(invoice.status) || isPartlyRefunded);
  if (!isCompleted || invoice.terms === undefined) {
    throw businessRefusal('Refunds are made only for completed payments');
  }
  const amount = request.amount ?? left;
  if (amount > left) throw businessRefusal('The refund amount should not be more than the amount paid');

  const { service } = invoice.terms;
  const sent = request.feeFromBalance ? amount : amount - service.payoutFee;
  const debited = request.feeFromBalance ? amount + service.payoutFee : amount;
  if (sent <= 0n) throw businessRefusal('The amount is too small');
  if (balanceRow(merchant, service.currency).merchant < debited) throw businessRefusal('Not enough funds');

  changeBalance(merchant, service.currency, -debited);
  invoice.refund = { address: request.address, amount, sent, debited };
  void moveInvoice(merchant, invoice, 'refund_process');
  const { autopilot, autopilotStepMs } = merchant.settings;
  if (autopilot) {
    merchant.clock.after(autopilotStepMs, async () => {
      if (invoice.status === 'refund_process') await finishRefund(merchant, invoice, 'refund_paid');
    });
  }
  return { sent, commission: service.payoutFee };
}

/**
 * Ends a running refund: the money is sent, or comes back to the balance.
 *
 * @throws RangeError if no refund of the invoice is running.
 */
export async function finishRefund(
  merchant: Merchant,
  invoice: Invoice,
  outcome: 'refund_paid' | 'refund_fail',
): Promise<void> {
  const { refund, terms } = invoice;
  if (refund === undefined || terms === undefined) {
    throw new RangeError(`No refund of invoice ${invoice.uuid} is running.`);
  }
  invoice.refund = undefined;
  const { currency, network } = terms.service;
  if (outcome === 'refund_fail') changeBalance(merchant, currency, refund.debited);
  else {
    invoice.refunded += refund.amount;
    merchant.books.record({
      kind: 'refund',
      uuid: invoice.uuid,
      orderId: invoice.orderId,
      amount: formatFixed(refund.sent, 8),
      currency,
      network,
      address: refund.address,
      txid: randomTransactionId(merchant.random, network),
      at: isoTime(merchant),
    });
  }
  await moveInvoice(merchant, invoice, outcome);
}
