import { type ObjectQuery, operation } from '@paymux/core';
import { namingProblems } from '@paymux/merchant-sign';
import * as z from 'zod';

/** Names a payment by id, by reference, or by the transaction that paid it. */
export type ResendCryptomusWebhookRequest =
  | (ObjectQuery & { readonly transactionId?: undefined })
  | { readonly transactionId: string; readonly providerId?: undefined; readonly reference?: undefined };

/** `POST /v2/payment/resend`: sends the last webhook of a paid payment again, at most 10 times. */
export const resendWebhook = operation({
  path: '/v2/payment/resend',
  effect: 'write',
  check: (request: ResendCryptomusWebhookRequest) =>
    namingProblems(request, { ids: { providerId: 256, transactionId: 256 } }),
  build: ({ providerId, reference, transactionId }: ResendCryptomusWebhookRequest) => ({
    uuid: providerId,
    order_id: reference,
    txid: transactionId,
  }),
  subject: ({ providerId, reference, transactionId }) => reference ?? providerId ?? transactionId ?? '',
  answer: z.unknown(),
  parse: (): void => undefined,
});
