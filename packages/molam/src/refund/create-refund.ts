import { type CreateRefundRequest, operation, type Problem } from '@paymux/core';
import { minorAmountProblems, toWireUnits } from '../amounts.js';
import { isAbout, metadataProblems, withReference } from '../metadata.js';
import { idProblems, refusedFields, unknownNameProblems } from '../request-limits.js';
import { isRefundOf, refundSchema, toRefund, type WireRefund } from './refund-mapping.js';

/** Where a charge is refunded. */
export function refundPath(chargeId: string): string {
  return `/v1/connect/charges/${chargeId}/refund`;
}

/**
 * `POST /v1/connect/charges/{id}/refund`: all that is left of the charge, or a part of it. The
 * path wants a charge; that of a payment is read first, see `refundByPayment`.
 */
export const createRefund = operation({
  path: ({ paymentId }: CreateRefundRequest) => refundPath(paymentId),
  effect: 'write',
  check: refundProblems,
  build: ({ amount, metadata, reason, reference }: CreateRefundRequest) => ({
    amount: amount && toWireUnits(amount),
    reason,
    metadata: withReference(reference, metadata),
  }),
  answer: refundSchema,
  parse: toRefund,
  fits: (refund, { paymentId, reference }) => isAbout(reference, refund.metadata) && isRefundOf(paymentId, refund),
  differs: differences,
});

function refundProblems(request: CreateRefundRequest): readonly Problem[] {
  const own = request.providerOptions as Readonly<Record<string, unknown>> | undefined;
  return [
    ...idProblems(request.paymentId, 'paymentId'),
    ...refusedFields(request, { destination: 'Molam pays back the way the money came' }),
    ...(request.feeFrom === 'amount'
      ? [{ path: 'feeFrom', message: 'cannot be "amount": at Molam the payer always gets the whole amount' }]
      : []),
    ...metadataProblems(request.metadata),
    ...(request.amount === undefined ? [] : minorAmountProblems(request.amount)),
    // There are none for a refund: whoever gives some is told so.
    ...unknownNameProblems(own?.['molam'], 'providerOptions.molam', []),
  ];
}

/** What an older refund under the same reference holds otherwise than the request asks. */
function differences(refund: WireRefund, { amount }: CreateRefundRequest): readonly string[] {
  if (amount === undefined) return [];
  const differs: string[] = [];
  if (refund.amount !== toWireUnits(amount)) differs.push('amount');
  if (refund.currency !== amount.currency.toUpperCase()) differs.push('currency');
  return differs;
}
