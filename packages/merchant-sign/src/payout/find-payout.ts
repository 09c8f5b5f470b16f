import {
  type CallOptions,
  findOperation,
  isReference,
  type Listing,
  type ListQuery,
  type ObjectQuery,
} from '@paymux/core';
import { sameCode } from '../request-limits.js';
import { type MerchantPayout, toPayout } from './payout-mapping.js';
import { payoutSchema } from './payout-schema.js';

/** The longest `order_id` that `POST /v1/payout/info` is documented to take, although payouts may carry 100. */
export const PAYOUT_LOOKUP_REFERENCE_LENGTH = 32;

/** `POST /v1/payout/info`, by `uuid` or by a short `order_id`. */
export function findPayout(provider: string) {
  return findOperation({
    path: '/v1/payout/info',
    build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
    answer: payoutSchema,
    parse: (payout, { reference }) => toPayout(provider, payout, reference),
    fits: (payout, { providerId, reference }) =>
      providerId === undefined ? (payout.order_id ?? reference) === reference : sameCode(payout.uuid, providerId),
  });
}

/** Finds payouts by id or reference: long references by reading the history, newest first. */
export function findPayoutOrScan(methods: {
  readonly findPayout: (query: ObjectQuery, options?: CallOptions) => Promise<MerchantPayout | undefined>;
  readonly listPayouts: (query?: ListQuery, options?: CallOptions) => Listing<MerchantPayout>;
}): (query: ObjectQuery, options?: CallOptions) => Promise<MerchantPayout | undefined> {
  return async (query, options) => {
    if (!needsScan(query)) return methods.findPayout(query, options);
    for await (const payout of methods.listPayouts({ createdFrom: query.createdAfter }, options)) {
      if (payout.reference === query.reference) return payout;
    }
    return undefined;
  };
}

/** Whether only the history can tell. A query that is wrong is left to the look-up, which says so. */
function needsScan(query: Readonly<Partial<Record<keyof ObjectQuery, unknown>>> | null | undefined): boolean {
  if (!isReference(query?.reference) || query.reference.length <= PAYOUT_LOOKUP_REFERENCE_LENGTH) return false;
  const { createdAfter, providerId } = query;
  return (
    providerId === undefined &&
    (createdAfter === undefined || (createdAfter instanceof Date && !Number.isNaN(createdAfter.getTime())))
  );
}
