import { findOperation, type ObjectQuery } from '@paymux/core';
import { idProblems } from '../request-limits.js';
import { PAYOUTS } from './create-payout.js';
import { payoutSchema, toPayout } from './payout-mapping.js';

/** `GET /v1/treasury/payouts/{id}`. By reference, the list is read: see `findOrScan`. */
export const findPayout = findOperation({
  method: 'GET',
  path: ({ providerId }: ObjectQuery) => `${PAYOUTS}/${providerId ?? ''}`,
  check: ({ providerId }: ObjectQuery) => idProblems(providerId, 'providerId'),
  answer: payoutSchema,
  parse: toPayout,
  fits: (payout, { providerId }) => payout.id === providerId,
});
