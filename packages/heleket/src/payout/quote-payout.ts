import { type Money, operation, type Problem } from '@paymux/core';
import {
  decimalField,
  lengthProblems,
  ownRequestCheck,
  type PayoutBrand,
  payoutAssetOf,
  type PayoutTerms,
  payoutTermProblems,
  payoutTerms,
  requestAmountProblems,
} from '@paymux/merchant-sign';
import * as z from 'zod';

/** The payout to preview, in the words of one that would be made. */
export type QuotePayoutRequest = PayoutTerms;

/** What a payout would cost now. Nothing is reserved. */
export interface PayoutQuote {
  /** What the receiver would get. `undefined` where the provider does not tell. */
  readonly sentAmount: Money | undefined;
  /** What would leave the balance, fee included. */
  readonly debitedAmount: Money;
  readonly fee: Money;
}

/** `POST /v1/payout/calc`. The figures are in the currency that would be sent. */
export function quotePayout(brand: PayoutBrand) {
  return operation({
    path: '/v1/payout/calc',
    effect: 'read',
    check: ownRequestCheck<QuotePayoutRequest>(
      { required: ['amount', 'destination', 'feeFrom'], optional: ['network', 'providerOptions'] },
      (request) => quoteProblems(request, brand),
    ),
    build: (request: QuotePayoutRequest) => payoutTerms(request, brand),
    subject: () => 'the fee of a payout',
    answer: z.object({
      commission: decimalField,
      merchant_amount: decimalField,
      payout_amount: decimalField.nullish(),
    }),
    parse: ({ commission, merchant_amount: debited, payout_amount: sent }, request): PayoutQuote => {
      const currency = payoutAssetOf(request, brand.optionsOf(request)) ?? request.amount.currency;
      return {
        sentAmount: sent ? { amount: sent, currency } : undefined,
        debitedAmount: { amount: debited, currency },
        fee: { amount: commission, currency },
      };
    },
  });
}

function quoteProblems(request: QuotePayoutRequest, brand: PayoutBrand): readonly Problem[] {
  const shape = [
    ...requestAmountProblems(request.amount),
    ...lengthProblems(request.network, 'network', { max: 64 }),
    ...destinationShapeProblems(request.destination),
    ...wordShapeProblems(request),
  ];
  if (shape.length > 0) return shape;
  const conversion =
    brand.optionsOf(request)?.fromCurrency === undefined
      ? []
      : [{ path: 'providerOptions.heleket.fromCurrency', message: 'cannot be previewed' }];
  return [...payoutTermProblems(request, brand), ...conversion];
}

function destinationShapeProblems(destination: unknown): readonly Problem[] {
  const { address } = Object(destination) as { readonly address?: unknown };
  return lengthProblems(address ?? '', 'destination.address', { max: 256 });
}

function wordShapeProblems({
  feeFrom,
  providerOptions,
}: Readonly<Partial<Record<keyof QuotePayoutRequest, unknown>>>): readonly Problem[] {
  return [
    ...(feeFrom === 'balance' || feeFrom === 'amount'
      ? []
      : [{ path: 'feeFrom', message: 'must be "balance" or "amount"' }]),
    ...(providerOptions === undefined || (typeof providerOptions === 'object' && providerOptions !== null)
      ? []
      : [{ path: 'providerOptions', message: 'must be an object' }]),
  ];
}
