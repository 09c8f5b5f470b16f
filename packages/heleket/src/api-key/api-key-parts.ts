import { type Capabilities, type EventContent, type ProviderHost, webhookValidator } from '@paymux/core';
import { hmacSha256WebhookScheme } from '@paymux/merchant-sign';
import type { HeleketApiKeySettings } from './api-key-options.js';
import { apiKeyPayoutSchema, toApiKeyPayout } from './api-key-payout.js';
import { cancelApiKeyPayout, createApiKeyPayout, findApiKeyPayout, MEMO_NETWORKS } from './api-key-payouts.js';
import { apiKeyWire } from './api-key-wire.js';
import { HELEKET_SIGNATURE } from '../heleket-signature.js';

/** What an account in the dialect `api-key` can do. How long it recognises a repeat, only the account can say. */
export function apiKeyCapabilities({ confirmWebhooks = true, webhookSecret }: HeleketApiKeySettings): Capabilities {
  return {
    operations: {
      createPayout: { lookup: 'id', deduplicatesForMs: 0 },
      cancelPayout: { lookup: 'id', deduplicatesForMs: 0 },
    },
    webhooks: webhookSecret && { scheme: 'hmac-sha256', needsConfirmation: confirmWebhooks },
    partialRefunds: false,
    payoutMemo: MEMO_NETWORKS,
  };
}

/** The parts of an account in the dialect `api-key`. */
export function apiKeyParts(settings: HeleketApiKeySettings, host: ProviderHost) {
  const { amountFormat, confirmWebhooks = true, webhookSecret: secret } = settings;
  return {
    payments: undefined,
    refunds: undefined,
    payouts: host.operations(host.client(apiKeyWire(settings)), {
      createPayout: createApiKeyPayout(amountFormat),
      findPayout: findApiKeyPayout,
      cancelPayout: cancelApiKeyPayout,
    }),
    webhooks:
      secret &&
      webhookValidator(
        {
          scheme: hmacSha256WebhookScheme({
            secret,
            header: settings.webhookSignatureHeader ?? HELEKET_SIGNATURE.header,
            prefix: HELEKET_SIGNATURE.prefix,
          }),
          needsConfirmation: confirmWebhooks,
          toEvents: toApiKeyEvents,
        },
        host,
      ),
  };
}

function toApiKeyEvents(payload: unknown): readonly EventContent[] | undefined {
  const payout = apiKeyPayoutSchema.safeParse(payload);
  return payout.success ? [{ kind: 'payout', type: 'payout', payout: toApiKeyPayout(payout.data) }] : undefined;
}
