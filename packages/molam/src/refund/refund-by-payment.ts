import {
  type ApiCall,
  type ApiClient,
  type CallOptions,
  type CreateRefundRequest,
  InvalidRequestError,
  operation,
  type ProviderHost,
  type Refund,
} from '@paymux/core';
import * as z from 'zod';
import { currencyField, optionalText, requiredText } from '../fields.js';
import { INTENTS } from '../payment/create-payment.js';
import { createRefund, refundPath } from './create-refund.js';
import { isChargeId } from './refund-mapping.js';

/** `GET /v1/connect/payment_intents/{id}`, for the charge that a refund is made on. */
const findCharge = operation({
  method: 'GET',
  path: ({ providerId }: { readonly providerId: string }) => `${INTENTS}/${providerId}`,
  effect: 'read',
  answer: z.object({ id: requiredText, currency: currencyField, latest_charge: optionalText }),
  parse: ({ currency, latest_charge: chargeId }) => ({ chargeId: chargeId ?? '', currency }),
  fits: ({ id }, { providerId }) => id === providerId,
});

/** What the two calls of a refund share. */
export interface RefundHost extends Pick<ProviderHost, 'clock' | 'operations' | 'provider'> {
  /** Time for both calls together, where the caller does not say. */
  readonly deadlineMs: number;
}

/**
 * Refunds by payment. The wire refunds charges, and tells of a payment's charge only in the
 * payment itself: it is read first, after the request was checked and before anything changes.
 */
export function refundByPayment(
  { clock, deadlineMs, operations, provider }: RefundHost,
  client: ApiClient,
): (request: CreateRefundRequest, options?: CallOptions) => Promise<Refund> {
  const lookUp = operations(client, { findCharge });

  /** A client for one refund, which asks for the charge before it makes the call. */
  function clientFor(request: CreateRefundRequest): ApiClient {
    return {
      async call<Answer>(call: ApiCall<Answer>, options: CallOptions = {}): Promise<Answer | undefined> {
        const { amount, paymentId } = request;
        if (isChargeId(paymentId)) return client.call(call, options);
        const startedAt = clock.now().getTime();
        const { chargeId, currency } = await lookUp.findCharge({ providerId: paymentId }, options);
        const refuse = (path: string, message: string): never => {
          throw new InvalidRequestError([{ path, message }], { provider, operation: call.operation });
        };
        if (!/^[\w-]+$/.test(chargeId)) refuse('paymentId', 'names a payment without a charge: nothing was taken yet');
        // The call carries no currency: it would take any number for its own.
        if (amount !== undefined && amount.currency.toUpperCase() !== currency) {
          refuse('amount.currency', 'must be the currency of the payment');
        }
        const leftMs = (options.deadlineMs ?? deadlineMs) - (clock.now().getTime() - startedAt);
        return client.call({ ...call, path: refundPath(chargeId) }, { ...options, deadlineMs: leftMs });
      },
    };
  }

  return (request, options) => operations(clientFor(request), { createRefund }).createRefund(request, options);
}
