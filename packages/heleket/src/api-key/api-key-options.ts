import {
  connectionFields,
  type ConnectionOptions,
  type ConnectionSettings,
  type Secret,
  secretSchema,
} from '@paymux/core';
import {
  baseUrlProblems,
  checkTogether,
  headerNameField,
  merchantIdField,
  type OptionProblem,
} from '@paymux/merchant-sign';
import * as z from 'zod';

/** Options of an account in the dialect `api-key`: payouts alone, under one key that travels itself. */
export interface HeleketApiKeyOptions extends ConnectionOptions {
  readonly dialect: 'api-key';
  /** Sent as the header `X-Merchant-ID`. */
  readonly merchantId: string;
  /** Sent as the header `X-API-Key`. */
  readonly apiKey: string | Secret;
  /** Verifies webhooks. Without it there are no `webhooks`: what cannot be verified is not accepted. */
  readonly webhookSecret?: string | Secret | undefined;
  /** The header of a webhook's signature. @defaultValue `X-Heleket-Signature` */
  readonly webhookSignatureHeader?: string | undefined;
  /** Whether webhooks are acted on only after a look-up agrees. @defaultValue `true` */
  readonly confirmWebhooks?: boolean | undefined;
  /** How amounts travel: as the digits of a JSON number, or as JSON text. @defaultValue `number` */
  readonly amountFormat?: 'number' | 'text' | undefined;
}

/** {@link HeleketApiKeyOptions}, checked and with defaults. */
export interface HeleketApiKeySettings extends ConnectionSettings {
  readonly dialect: 'api-key';
  readonly merchantId: string;
  readonly apiKey: Secret;
  readonly webhookSecret?: Secret | undefined;
  readonly webhookSignatureHeader?: string | undefined;
  readonly confirmWebhooks?: boolean | undefined;
  readonly amountFormat: 'number' | 'text';
}

export function apiKeyOptionsSchema(defaultBaseUrl: string): z.ZodType<HeleketApiKeySettings, HeleketApiKeyOptions> {
  return checkTogether(
    z.strictObject({
      ...connectionFields(defaultBaseUrl),
      dialect: z.literal('api-key'),
      merchantId: merchantIdField,
      apiKey: secretSchema,
      webhookSecret: secretSchema.optional(),
      webhookSignatureHeader: headerNameField.optional(),
      confirmWebhooks: z.boolean().optional(),
      amountFormat: z.enum(['number', 'text']).default('number'),
    }),
    settingProblems,
  );
}

function* settingProblems(settings: Partial<HeleketApiKeySettings>): Generator<OptionProblem> {
  yield* baseUrlProblems(settings);
  const { confirmWebhooks, webhookSecret, webhookSignatureHeader } = settings;
  // Whoever says how webhooks are verified counts on them.
  if (webhookSecret === undefined && (webhookSignatureHeader !== undefined || confirmWebhooks !== undefined)) {
    yield ['webhookSecret', 'is missing: without it no webhook can be verified, so none would be accepted'];
  }
}
