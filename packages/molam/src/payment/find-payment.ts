import { findOperation, type ObjectQuery } from '@paymux/core';
import { idProblems } from '../request-limits.js';
import { INTENTS } from './create-payment.js';
import { intentSchema, toPayment } from './payment-mapping.js';

/** `GET /v1/connect/payment_intents/{id}`. By reference, the list is read: see `findOrScan`. */
export const findPayment = findOperation({
  method: 'GET',
  path: ({ providerId }: ObjectQuery) => `${INTENTS}/${providerId ?? ''}`,
  check: ({ providerId }: ObjectQuery) => idProblems(providerId, 'providerId'),
  answer: intentSchema,
  parse: toPayment,
  fits: (intent, { providerId }) => intent.id === providerId,
});
