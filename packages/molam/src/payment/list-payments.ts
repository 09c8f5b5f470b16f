import { listOperation, type ListQuery, type Problem } from '@paymux/core';
import { pageQuery, pageSchema, toPage } from '../paging.js';
import { instantProblems, lineProblems, unknownNameProblems, wholeNumberProblems } from '../request-limits.js';
import { INTENTS } from './create-payment.js';
import { intentSchema, toPayment } from './payment-mapping.js';

/** Narrows a listing of payments by what Molam itself can filter. */
export interface ListMatchingPaymentsQuery extends ListQuery {
  /** The provider's id of the payer. */
  readonly customerId?: string | undefined;
  /** The provider's own word, such as `requires_capture`. */
  readonly providerStatus?: string | undefined;
  /** How many payments are asked for at once, 1 to 100. @defaultValue `100` */
  readonly pageSize?: number | undefined;
}

/** `GET /v1/connect/payment_intents`, newest first. */
export const listPayments = listOperation({
  method: 'GET',
  path: INTENTS,
  query: (_query: ListQuery, cursor) => pageQuery(cursor),
  answer: pageSchema(intentSchema),
  parsePage: (page, query, cursor) => toPage(page, query, cursor, toPayment),
});

/** `GET /v1/connect/payment_intents` with the provider's own filters. */
export const listMatchingPayments = listOperation({
  method: 'GET',
  path: INTENTS,
  check: (query: ListMatchingPaymentsQuery): readonly Problem[] => [
    ...unknownNameProblems(query, '', ['customerId', 'providerStatus', 'pageSize', 'createdFrom', 'createdTo']),
    ...lineProblems(query.customerId, 'customerId'),
    ...lineProblems(query.providerStatus, 'providerStatus'),
    ...wholeNumberProblems(query.pageSize, 'pageSize', { min: 1, max: 100 }),
    ...instantProblems(query.createdFrom, 'createdFrom'),
    ...instantProblems(query.createdTo, 'createdTo'),
  ],
  query: ({ customerId, pageSize, providerStatus }: ListMatchingPaymentsQuery, cursor) =>
    pageQuery(cursor, { customer_id: customerId, status: providerStatus }, pageSize),
  answer: pageSchema(intentSchema),
  parsePage: (page, query, cursor) => toPage(page, query, cursor, toPayment),
});
