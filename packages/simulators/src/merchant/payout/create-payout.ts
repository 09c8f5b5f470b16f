import { randomUuid } from '../../control/identifiers.js';
import { divide, fixed, multiply, roundFixed, type Fixed } from '../../money/fixed.js';
import type { Service } from '../assets.js';
import { balanceRow, type Merchant } from '../merchant.js';
import { checkLimits } from '../invoice/payer-terms.js';
import { businessRefusal } from '../refusal.js';
import type { Payout } from '../state.js';
import { startPayoutAutopilot } from './advance-payout.js';

/** A request for a payout whose fields have been checked. */
export interface PayoutRequest {
  readonly amount: Fixed;
  readonly currency: string;
  readonly orderId: string;
  readonly address: string;
  /** True: the fee comes on top from the balance. False: the receiver gets that much less. */
  readonly feeFromBalance: boolean;
  readonly service: Service;
  readonly urlCallback: string | undefined;
  readonly fromCurrency: string | undefined;
  readonly priority: string;
  readonly memo: string | undefined;
  readonly otherInterface: Payout['otherInterface'];
}

/** What a payout costs and moves. */
export interface PayoutFigures {
  /** The amount in the currency that is sent. */
  readonly payerAmount: Fixed;
  readonly commission: Fixed;
  /** What the receiver gets. */
  readonly sent: Fixed;
  /** What the merchant is charged. */
  readonly merchantAmount: Fixed;
}

/** How much dearer or cheaper a transfer is. */
const PRIORITY_FACTORS: Readonly<Record<string, string>> = {
  economy: '0.8',
  recommended: '1',
  high: '1.5',
  highest: '2',
};

/** Priorities a payout may ask for. */
export const PAYOUT_PRIORITIES: readonly string[] = Object.keys(PRIORITY_FACTORS);

/** @throws Refusal for an amount outside the limits, or one that the fee uses up. */
export function payoutFigures(
  merchant: Merchant,
  request: Pick<PayoutRequest, 'amount' | 'currency' | 'service' | 'priority' | 'feeFromBalance'>,
): PayoutFigures {
  const { service } = request;
  const payerAmount = merchant.assets.convert(request.amount, request.currency, service.currency);
  checkLimits(payerAmount, service);
  const factor = fixed(PRIORITY_FACTORS[request.priority] ?? '1');
  const commission = roundFixed(multiply(service.payoutFee, factor), 8);
  const sent = request.feeFromBalance ? payerAmount : payerAmount - commission;
  if (sent <= 0n) throw businessRefusal('The withdrawal amount is too small');
  return { payerAmount, commission, sent, merchantAmount: sent + commission };
}

/**
 * Creates a payout and takes its money from the balance.
 *
 * @throws Refusal
 */
export function createPayout(merchant: Merchant, request: PayoutRequest): Payout {
  const { service } = request;
  const figures = payoutFigures(merchant, request);
  const debitedCurrency = request.fromCurrency ?? service.currency;
  const debited =
    debitedCurrency === service.currency
      ? figures.merchantAmount
      : roundFixed(divide(figures.merchantAmount, merchant.assets.rate(debitedCurrency, service.currency)), 8);
  const row = balanceRow(merchant, debitedCurrency);
  if (row.merchant < debited) {
    throw businessRefusal(
      debitedCurrency === service.currency
        ? 'Not enough funds'
        : `Not enough balance for convert ${debitedCurrency} to ${service.currency}`,
    );
  }
  row.merchant -= debited;

  const now = merchant.clock.now();
  const payout: Payout = {
    uuid: randomUuid(merchant.random),
    orderId: request.orderId,
    amount: request.amount,
    currency: request.currency.toUpperCase(),
    service,
    address: request.address,
    memo: request.memo,
    urlCallback: request.urlCallback,
    otherInterface: request.otherInterface,
    ...figures,
    debited,
    debitedCurrency,
    balance: row.merchant,
    status: 'process',
    isFinal: false,
    txid: undefined,
    money: 'held',
    createdAt: now,
    updatedAt: now,
  };
  merchant.state.payouts.push(payout);
  startPayoutAutopilot(merchant, payout);
  return payout;
}
