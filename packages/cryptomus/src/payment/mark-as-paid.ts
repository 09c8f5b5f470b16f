import { type ObjectQuery, operation } from '@paymux/core';
import { z } from 'zod';
import { objectNamingProblems } from '../object-naming.js';

/**
 * `POST /v1/payment/mark-as-paid`: accepts an underpaid payment as it is. The provider only
 * takes note: the status changes later, so follow the payment.
 */
export const markAsPaid = operation({
  path: '/v1/payment/mark-as-paid',
  effect: 'write',
  check: (request: ObjectQuery) => objectNamingProblems(request),
  build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
  answer: z.object({ success: z.literal(true) }),
  parse: (): void => undefined,
});
