import { type CancelPayoutRequest, operation } from '@paymux/core';
import { idProblems } from '../request-limits.js';
import { PAYOUTS } from './create-payout.js';
import { payoutSchema, toPayout } from './payout-mapping.js';

/** `POST /v1/treasury/payouts/{id}/cancel`: possible until the payout is processed. */
export const cancelPayout = operation({
  path: ({ providerId }: CancelPayoutRequest) => `${PAYOUTS}/${providerId}/cancel`,
  effect: 'write',
  check: ({ providerId }: CancelPayoutRequest) => idProblems(providerId, 'providerId'),
  build: ({ reason }: CancelPayoutRequest) => ({ reason }),
  answer: payoutSchema,
  parse: toPayout,
  fits: (payout, { providerId }) => payout.id === providerId,
});
