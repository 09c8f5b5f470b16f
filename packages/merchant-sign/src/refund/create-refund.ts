import { type CreateRefundRequest, operation, type Problem, type Refund } from '@paymux/core';
import * as z from 'zod';
import { addressOf, destinationProblems, feeProblems } from '../payout/create-payout.js';
import { amountProblems, unknownNameProblems } from '../request-limits.js';

/** How a brand refunds. */
export interface RefundBrand {
  readonly provider: string;
  /** Whether a part can be refunded. */
  readonly partial: boolean;
}

/**
 * `POST /v1/payment/refund`. The payment goes by `uuid`: on this call `order_id` names the
 * invoice, so the refund's own reference never travels. The answer is empty: a refund has
 * no id and shows only as the payment's status.
 */
export function createRefund({ partial, provider }: RefundBrand) {
  return operation({
    path: '/v1/payment/refund',
    effect: 'write',
    check: (request: CreateRefundRequest): readonly Problem[] => [
      ...destinationProblems(request.destination, undefined, provider),
      ...feeProblems(request.feeFrom),
      ...(request.amount === undefined ? [] : amountProblems(request.amount)),
      ...(request.amount !== undefined && !partial
        ? [{ path: 'amount', message: `cannot be given: ${provider} refunds everything or nothing` }]
        : []),
      ...unknownNameProblems(optionsFor(provider, request), `providerOptions.${provider}`, []),
    ],
    build: (request: CreateRefundRequest) => ({
      uuid: request.paymentId,
      address: addressOf(request.destination),
      is_subtract: request.feeFrom === 'balance',
      amount: request.amount?.amount,
    }),
    answer: z.unknown(),
    parse: (_answer, request): Refund => ({
      provider,
      providerId: undefined,
      reference: request.reference,
      paymentId: request.paymentId,
      status: 'pending',
      final: false,
      providerStatus: undefined,
      amount: request.amount,
    }),
  });
}

/** No brand has options of its own for a refund: whoever gives some is told so. */
function optionsFor(provider: string, { providerOptions }: CreateRefundRequest): unknown {
  return (providerOptions as Readonly<Record<string, unknown>> | undefined)?.[provider];
}
