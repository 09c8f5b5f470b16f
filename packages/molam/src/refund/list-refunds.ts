import { listOperation, type ListQuery } from '@paymux/core';
import { pageQuery, pageSchema, toPage } from '../paging.js';
import { isChargeId, isRefundOf, refundSchema, toRefund } from './refund-mapping.js';

interface ListRefundsQuery extends ListQuery {
  readonly paymentId?: string | undefined;
}

/** `GET /v1/connect/refunds`, newest first. The wire filters by charge; by payment, it is done here. */
export const listRefunds = listOperation({
  method: 'GET',
  path: '/v1/connect/refunds',
  query: ({ paymentId }: ListRefundsQuery, cursor) =>
    pageQuery(cursor, { charge_id: paymentId !== undefined && isChargeId(paymentId) ? paymentId : undefined }),
  answer: pageSchema(refundSchema),
  parsePage: (page, query, cursor) => {
    const { items, nextCursor } = toPage(page, query, cursor, (refund) => ({
      refund,
      createdAt: toRefund(refund).createdAt,
    }));
    const { paymentId } = query;
    const wanted = items.filter(({ refund }) => paymentId === undefined || isRefundOf(paymentId, refund));
    return { items: wanted.map(({ refund }) => toRefund(refund)), nextCursor };
  },
});
