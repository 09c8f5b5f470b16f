import { listOperation, type ListQuery } from '@paymux/core';
import { cursorQuery, pageSchema } from '../paging.js';
import { dateFilter, isWithin } from '../time.js';
import { toPayment } from './payment-mapping.js';
import { paymentSchema } from './payment-schema.js';

/** `POST /v1/payment/list`, 15 a page, newest first. */
export function listPayments(provider: string) {
  return listOperation({
    path: '/v1/payment/list',
    query: (_query: ListQuery, cursor) => cursorQuery(cursor),
    build: (query: ListQuery) => dateFilter(query),
    answer: pageSchema(paymentSchema),
    parsePage: ({ items, paginate }, query) => ({
      items: items.map((item) => toPayment(provider, item)).filter(({ createdAt }) => isWithin(createdAt, query)),
      nextCursor: paginate.nextCursor,
    }),
  });
}
