import { listOperation, type ListQuery } from '@paymux/core';
import { cursorQuery, pageSchema } from '../paging.js';
import { dateFilter, isWithin } from '../time.js';
import { toPayout } from './payout-mapping.js';
import { payoutSchema } from './payout-schema.js';

/** `POST /v1/payout/list`, 15 a page, newest first. */
export function listPayouts(provider: string) {
  return listOperation({
    path: '/v1/payout/list',
    query: (_query: ListQuery, cursor) => cursorQuery(cursor),
    build: (query: ListQuery) => dateFilter(query),
    answer: pageSchema(payoutSchema),
    parsePage: ({ items, paginate }, query) => ({
      items: items.map((item) => toPayout(provider, item)).filter(({ createdAt }) => isWithin(createdAt, query)),
      nextCursor: paginate.nextCursor,
    }),
  });
}
