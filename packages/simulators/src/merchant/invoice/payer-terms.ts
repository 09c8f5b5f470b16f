import { randomAddress } from '../../control/identifiers.js';
import { fixed, formatShort, multiply, proportion, roundFixed, type Fixed } from '../../money/fixed.js';
import type { Service } from '../assets.js';
import type { Merchant } from '../merchant.js';
import { businessRefusal } from '../refusal.js';
import type { PayerTerms } from '../state.js';

/** What the terms of an invoice depend on. */
export interface TermsRequest {
  readonly amount: Fixed;
  readonly currency: string;
  readonly service: Service;
  /** Share of the provider's fee that the payer bears, in percent. */
  readonly subtract: number;
  /** The invoice's own discount; the account's discount for the service when absent. */
  readonly discountPercent: number | undefined;
}

const HUNDRED = fixed('100');

/** What a payer has to send: the amount converted, less the discount, plus the payer's share of the fee. */
export function payerTerms(merchant: Merchant, request: TermsRequest): PayerTerms {
  const { service } = request;
  const converted = merchant.assets.convert(request.amount, request.currency, service.currency);
  const discountPercent =
    request.discountPercent ?? merchant.state.discounts.get(`${service.currency} ${service.network}`);
  const discount = percentOf(converted, fixed(String(discountPercent ?? 0)));
  const base = converted - discount;
  const commission = percentOf(base, service.paymentPercent);
  return {
    service,
    address: randomAddress(merchant.random, service.network),
    amount: base + percentOf(commission, fixed(String(request.subtract))),
    discount,
    discountPercent,
    commission,
  };
}

/** @throws Refusal when the payer's amount is outside the limits of the service. */
export function checkLimits(
  amount: Fixed,
  { minimum, maximum, currency }: Pick<Service, 'minimum' | 'maximum' | 'currency'>,
): void {
  if (amount < minimum) throw businessRefusal(`Minimum amount ${formatShort(minimum)} ${currency}`);
  if (amount > maximum) throw businessRefusal(`Maximum amount ${formatShort(maximum)} ${currency}`);
}

/** The provider's share of what was really paid. */
export function commissionOn(paid: Fixed, terms: PayerTerms): Fixed {
  return terms.amount === 0n ? 0n : roundFixed(proportion(paid, terms.commission, terms.amount), 8);
}

/** A percentage, rounded to 8 decimals. */
export function percentOf(amount: Fixed, percent: Fixed): Fixed {
  return roundFixed(proportion(amount, percent, HUNDRED), 8);
}

/** The value in dollars, for information. */
export function dollarsOf(merchant: Merchant, amount: Fixed, currency: string): Fixed {
  return multiply(amount, merchant.assets.rate(currency, 'USD'));
}
