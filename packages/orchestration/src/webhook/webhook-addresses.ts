import type { PaymentProvider } from '@paymux/core';

/** Where a provider is to deliver what happens at an account, if it is told with each request. */
export type WebhookAddresses = (account: string, provider: PaymentProvider) => string | undefined;

/**
 * The addresses below a base, such as `https://pay.example.com/webhooks`, as the webhook handler reads them. There is none
 * for an account without webhooks, and for one whose provider has endpoints registered instead.
 */
export function webhookAddresses(baseUrl: string): WebhookAddresses {
  const base = baseUrl.replace(/\/+$/, '');
  return (account, { capabilities, webhooks }) =>
    webhooks === undefined || 'registerEndpoint' in capabilities.operations
      ? undefined
      : `${base}/${encodeURIComponent(account)}`;
}
