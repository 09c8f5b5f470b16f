import { findOperation, type ObjectQuery } from '@paymux/core';
import { idProblems } from '../request-limits.js';
import { refundSchema, toRefund } from './refund-mapping.js';

/** `GET /v1/connect/refunds/{id}`. By reference, the list is read: see `findOrScan`. */
export const findRefund = findOperation({
  method: 'GET',
  path: ({ providerId }: ObjectQuery) => `/v1/connect/refunds/${providerId ?? ''}`,
  check: ({ providerId }: ObjectQuery) => idProblems(providerId, 'providerId'),
  answer: refundSchema,
  parse: toRefund,
  fits: (refund, { providerId }) => refund.id === providerId,
});
