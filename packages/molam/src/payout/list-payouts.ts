import { isCurrencyCode, listOperation, type ListQuery, type Problem } from '@paymux/core';
import { pageQuery, pageSchema, toPage } from '../paging.js';
import { instantProblems, lineProblems, unknownNameProblems, wholeNumberProblems } from '../request-limits.js';
import { PAYOUTS } from './create-payout.js';
import { payoutSchema, toPayout } from './payout-mapping.js';

/** Narrows a listing of payouts by what Molam itself can filter. */
export interface ListMatchingPayoutsQuery extends ListQuery {
  /** The provider's own word, such as `pending_approval`. */
  readonly providerStatus?: string | undefined;
  readonly originModule?: string | undefined;
  readonly currency?: string | undefined;
  /** How many payouts are asked for at once, 1 to 100. @defaultValue `100` */
  readonly pageSize?: number | undefined;
}

/** `GET /v1/treasury/payouts`, newest first. */
export const listPayouts = listOperation({
  method: 'GET',
  path: PAYOUTS,
  query: (query: ListQuery, cursor) => pageQuery(cursor, timeFilter(query)),
  answer: pageSchema(payoutSchema),
  parsePage: (page, query, cursor) => toPage(page, query, cursor, toPayout),
});

/** `GET /v1/treasury/payouts` with the provider's own filters. */
export const listMatchingPayouts = listOperation({
  method: 'GET',
  path: PAYOUTS,
  check: (query: ListMatchingPayoutsQuery): readonly Problem[] => [
    ...unknownNameProblems(query, '', [
      'providerStatus',
      'originModule',
      'currency',
      'pageSize',
      'createdFrom',
      'createdTo',
    ]),
    ...lineProblems(query.providerStatus, 'providerStatus'),
    ...lineProblems(query.originModule, 'originModule'),
    ...(query.currency === undefined || isCurrencyCode(query.currency)
      ? []
      : [{ path: 'currency', message: 'must be a currency code such as "USD"' }]),
    ...wholeNumberProblems(query.pageSize, 'pageSize', { min: 1, max: 100 }),
    ...instantProblems(query.createdFrom, 'createdFrom'),
    ...instantProblems(query.createdTo, 'createdTo'),
  ],
  query: (query: ListMatchingPayoutsQuery, cursor) =>
    pageQuery(
      cursor,
      {
        ...timeFilter(query),
        status: query.providerStatus,
        origin_module: query.originModule,
        currency: query.currency?.toUpperCase(),
      },
      query.pageSize,
    ),
  answer: pageSchema(payoutSchema),
  parsePage: (page, query, cursor) => toPage(page, query, cursor, toPayout),
});

const DAY_MS = 86_400_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The wire's `from` and `to`, a day wider on each side: neither their time zone nor their ends are documented. */
function timeFilter({ createdFrom, createdTo }: ListQuery) {
  return {
    from: createdFrom && toFilterText(createdFrom.getTime() - DAY_MS),
    to: createdTo && toFilterText(createdTo.getTime() + DAY_MS),
  };
}

function toFilterText(time: number): string {
  return new Date(Math.min(Math.max(time, 0), LAST_MS)).toISOString();
}
