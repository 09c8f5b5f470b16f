import { type ObjectQuery, operation } from '@paymux/core';
import { namingProblems } from '@paymux/merchant-sign';
import * as z from 'zod';

/**
 * `POST /v1/payment/mark-as-paid`: accepts an underpaid payment as it is. The provider only
 * takes note: the status changes later, so follow the payment.
 */
export const markAsPaid = operation({
  path: '/v1/payment/mark-as-paid',
  effect: 'write',
  check: (request: ObjectQuery) => namingProblems(request),
  build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
  answer: z.object({ success: z.literal(true) }),
  parse: (): void => undefined,
});
