import { operation } from '@paymux/core';
import * as z from 'zod';
import { ownRequestCheck, referenceProblems, urlProblems } from '../own-request-checks.js';
import { currencyProblems, lengthProblems } from '../request-limits.js';

/** What a test delivery should look like. Nothing is stored and no money moves, yet it is validly signed. */
export interface SendTestWebhookRequest {
  /** Where to send it. */
  readonly webhookUrl: string;
  readonly currency: string;
  readonly network: string;
  /** The provider's own status word. @defaultValue `paid` */
  readonly providerStatus?: string | undefined;
  /** An existing object to imitate, by the provider's id. */
  readonly providerId?: string | undefined;
  /** An existing object to imitate, by reference: 32 characters at most. */
  readonly reference?: string | undefined;
}

/** `POST /v1/test-webhook/{payment|wallet|payout}`. */
export function sendTestWebhook(kind: 'payment' | 'wallet' | 'payout') {
  return operation({
    path: `/v1/test-webhook/${kind}`,
    effect: 'write',
    check: ownRequestCheck<SendTestWebhookRequest>(
      { required: ['webhookUrl', 'currency', 'network'], optional: ['providerStatus', 'providerId', 'reference'] },
      (request, context) => [
        ...urlProblems(request.webhookUrl, 'webhookUrl', 150, context),
        ...currencyProblems(request.currency, 'currency'),
        ...lengthProblems(request.network, 'network', { max: 64 }),
        ...lengthProblems(request.providerStatus, 'providerStatus', { max: 64 }),
        ...lengthProblems(request.providerId, 'providerId', { max: 256 }),
        ...(request.reference === undefined ? [] : referenceProblems(request.reference, 32)),
      ],
    ),
    build: (request: SendTestWebhookRequest) => ({
      url_callback: request.webhookUrl,
      currency: request.currency.toUpperCase(),
      network: request.network.toLowerCase(),
      uuid: request.providerId,
      order_id: request.reference,
      status: request.providerStatus ?? 'paid',
    }),
    subject: () => `test webhook for a ${kind}`,
    answer: z.unknown(),
    parse: (): void => undefined,
  });
}
