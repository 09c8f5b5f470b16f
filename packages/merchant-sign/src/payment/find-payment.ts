import { findOperation, type ObjectQuery } from '@paymux/core';
import { sameCode } from '../request-limits.js';
import { toPayment } from './payment-mapping.js';
import { paymentSchema } from './payment-schema.js';

/** `POST /v1/payment/info`, by `uuid` or by `order_id`. */
export function findPayment(provider: string) {
  return findOperation({
    path: '/v1/payment/info',
    build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
    answer: paymentSchema,
    parse: (payment) => toPayment(provider, payment),
    fits: (payment, { providerId, reference }) =>
      providerId === undefined ? payment.order_id === reference : sameCode(payment.uuid, providerId),
  });
}
