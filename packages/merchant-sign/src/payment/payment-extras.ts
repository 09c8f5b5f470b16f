import { operation, type ObjectQuery } from '@paymux/core';
import * as z from 'zod';
import { namingProblems, ownRequestCheck } from '../own-request-checks.js';
import { lengthProblems } from '../request-limits.js';

/** Which webhook to send once more. */
export type ResendWebhookRequest = ObjectQuery;

/** Refuses what does not name exactly one payment. */
const paymentNameCheck = ownRequestCheck<ObjectQuery>(
  { required: [], optional: ['reference', 'providerId'] },
  (query) => namingProblems(query),
);

/** `POST /v1/payment/resend`: sends the last webhook of a paid payment again, at most 10 times. */
export const resendWebhook = operation({
  path: '/v1/payment/resend',
  effect: 'write',
  check: paymentNameCheck,
  build: ({ providerId, reference }: ResendWebhookRequest) => ({ uuid: providerId, order_id: reference }),
  answer: z.unknown(),
  parse: (): void => undefined,
});

const qrCodeSchema = z.object({ image: z.string() });

/** `POST /v1/payment/qr`: the payment address as a `data:image/png` URI. */
export const getPaymentQrCode = operation({
  path: '/v1/payment/qr',
  effect: 'read',
  check: ownRequestCheck<{ readonly providerId: string }>({ required: ['providerId'] }, ({ providerId }) =>
    lengthProblems(providerId, 'providerId', { max: 256 }),
  ),
  build: ({ providerId }: { readonly providerId: string }) => ({ merchant_payment_uuid: providerId }),
  answer: qrCodeSchema,
  parse: ({ image }): string => image,
});

/** `POST /v1/wallet/qr`: a static wallet's address as a `data:image/png` URI. */
export const getStaticWalletQrCode = operation({
  path: '/v1/wallet/qr',
  effect: 'read',
  check: ownRequestCheck<{ readonly walletId: string }>({ required: ['walletId'] }, ({ walletId }) =>
    lengthProblems(walletId, 'walletId', { max: 256 }),
  ),
  build: ({ walletId }: { readonly walletId: string }) => ({ wallet_address_uuid: walletId }),
  subject: ({ walletId }) => walletId,
  answer: qrCodeSchema,
  parse: ({ image }): string => image,
});
