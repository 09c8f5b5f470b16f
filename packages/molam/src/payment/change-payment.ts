import {
  type CapturePaymentRequest,
  type ChangePaymentRequest,
  type ConfirmPaymentRequest,
  operation,
  type Problem,
} from '@paymux/core';
import { idProblems, lineProblems, refusedFields } from '../request-limits.js';
import { INTENTS } from './create-payment.js';
import { intentSchema, toPayment, type WireIntent } from './payment-mapping.js';

/** A call on one intent: its answer is the intent as it is then. */
const CHANGE = {
  effect: 'write',
  answer: intentSchema,
  parse: toPayment,
  fits: (intent: WireIntent, { providerId }: ChangePaymentRequest): boolean => intent.id === providerId,
} as const;

/** `POST /v1/connect/payment_intents/{id}/confirm`. */
export const confirmPayment = operation({
  ...CHANGE,
  path: ({ providerId }: ConfirmPaymentRequest) => `${INTENTS}/${providerId}/confirm`,
  check: ({ paymentMethod, providerId }: ConfirmPaymentRequest): readonly Problem[] => [
    ...idProblems(providerId, 'providerId'),
    ...lineProblems(paymentMethod, 'paymentMethod'),
  ],
  build: ({ paymentMethod }: ConfirmPaymentRequest) => ({ payment_method: paymentMethod }),
});

/** `POST /v1/connect/payment_intents/{id}/capture`: takes all that was authorized. */
export const capturePayment = operation({
  ...CHANGE,
  path: ({ providerId }: CapturePaymentRequest) => `${INTENTS}/${providerId}/capture`,
  check: (request: CapturePaymentRequest): readonly Problem[] => [
    ...idProblems(request.providerId, 'providerId'),
    ...refusedFields(request, { amount: 'Molam captures everything or nothing' }),
  ],
});

/** `POST /v1/connect/payment_intents/{id}/cancel`. */
export const cancelPayment = operation({
  ...CHANGE,
  path: ({ providerId }: ChangePaymentRequest) => `${INTENTS}/${providerId}/cancel`,
  check: ({ providerId }: ChangePaymentRequest): readonly Problem[] => idProblems(providerId, 'providerId'),
});
