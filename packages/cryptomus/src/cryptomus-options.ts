import {
  baseUrlProblem,
  connectionFields,
  type ConnectionOptions,
  type ConnectionSettings,
  type Secret,
  secretSchema,
} from '@paymux/core';
import type { PaymentKey, PayoutKey } from '@paymux/merchant-sign';
import { z } from 'zod';

/** Options of {@link createCryptomus}. At least one of the two keys is needed. */
export interface CryptomusOptions extends ConnectionOptions {
  /** Merchant UUID, sent as the `merchant` header. */
  readonly merchantId: string;
  /** Signs payment, wallet and refund calls and verifies their webhooks. Without it there are no `payments`. */
  readonly paymentApiKey?: string | PaymentKey | undefined;
  /** Signs payout and transfer calls and verifies payout webhooks. Without it there are no `payouts`. */
  readonly payoutApiKey?: string | PayoutKey | undefined;
  /** Payment keys on their way out: webhooks signed with one of them are still accepted. */
  readonly retiringPaymentApiKeys?: readonly (string | PaymentKey)[] | undefined;
  /** Payout keys on their way out: webhooks signed with one of them are still accepted. */
  readonly retiringPayoutApiKeys?: readonly (string | PayoutKey)[] | undefined;
  /**
   * Which key signs refunds: the provider's documents leave it open.
   * @defaultValue `payment`
   */
  readonly refundsSignedWith?: 'payment' | 'payout' | undefined;
  /**
   * The one scheme that webhooks are accepted under: `body-md5` is what the provider sends;
   * `hmac-sha256` is over the raw body, in the header and with the secret named below.
   * @defaultValue `body-md5`
   */
  readonly webhookSignature?: 'body-md5' | 'hmac-sha256' | undefined;
  /** The header of an `hmac-sha256` signature: 64 lower-case hexadecimal digits. */
  readonly webhookSignatureHeader?: string | undefined;
  /** The secret of `hmac-sha256` webhooks. */
  readonly webhookSecret?: string | Secret | undefined;
  /**
   * Whether webhooks are acted on only after a look-up agrees. `false` is refused for
   * `body-md5`, whose signature carries no time stamp and also stands under test deliveries.
   * @defaultValue `true`
   */
  readonly confirmWebhooks?: boolean | undefined;
  /** Further messages that say neither yes nor no: the outcome stays unknown. */
  readonly undecidedMessages?: readonly string[] | undefined;
  /** Further messages that say that there is no such object. */
  readonly notFoundMessages?: readonly string[] | undefined;
}

/** The options, checked and with defaults: what the rest of the package reads. */
export interface CryptomusSettings extends ConnectionSettings {
  readonly merchantId: string;
  readonly paymentApiKey?: PaymentKey | undefined;
  readonly payoutApiKey?: PayoutKey | undefined;
  readonly retiringPaymentApiKeys: readonly PaymentKey[];
  readonly retiringPayoutApiKeys: readonly PayoutKey[];
  readonly refundsSignedWith: 'payment' | 'payout';
  readonly webhookSignature: 'body-md5' | 'hmac-sha256';
  readonly webhookSignatureHeader?: string | undefined;
  readonly webhookSecret?: Secret | undefined;
  readonly confirmWebhooks: boolean;
  readonly undecidedMessages: readonly string[];
  readonly notFoundMessages: readonly string[];
}

const CRYPTOMUS_BASE_URL = 'https://api.cryptomus.com';

export const cryptomusOptionsSchema: z.ZodType<CryptomusSettings, CryptomusOptions> = z
  .strictObject({
    ...connectionFields(CRYPTOMUS_BASE_URL),
    merchantId: z.string('is missing').regex(/^[\w-]{1,100}$/, {
      error: ({ input }) =>
        input === '' ? 'is missing' : 'must be the merchant id as the provider gives it: letters, digits and "-"',
    }),
    paymentApiKey: secretSchema.optional(),
    payoutApiKey: secretSchema.optional(),
    retiringPaymentApiKeys: z.array(secretSchema).default([]),
    retiringPayoutApiKeys: z.array(secretSchema).default([]),
    refundsSignedWith: z.enum(['payment', 'payout']).default('payment'),
    webhookSignature: z.enum(['body-md5', 'hmac-sha256']).default('body-md5'),
    webhookSignatureHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name')
      .optional(),
    webhookSecret: secretSchema.optional(),
    confirmWebhooks: z.boolean().default(true),
    undecidedMessages: z.array(z.string().min(1)).default([]),
    notFoundMessages: z.array(z.string().min(1)).default([]),
  })
  .superRefine(
    (settings, context) => {
      for (const [name, message] of settingProblems(settings)) {
        context.addIssue({ code: 'custom', path: [name], message });
      }
    },
    // Also beside malformed options, so that everything wrong is named at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );

/** What is wrong between the options. Each of them may itself be malformed. */
function* settingProblems(
  settings: Partial<CryptomusSettings>,
): Generator<readonly [name: keyof CryptomusSettings, message: string]> {
  const { allowInsecureHttp = false, allowPrivateNetwork = false, baseUrl, webhookSignature } = settings;
  if (typeof baseUrl === 'string') {
    const problem = baseUrlProblem({ baseUrl, allowInsecureHttp, allowPrivateNetwork });
    if (problem !== undefined) yield ['baseUrl', problem];
  }
  if (settings.paymentApiKey === undefined && settings.payoutApiKey === undefined) {
    yield ['paymentApiKey', 'or payoutApiKey is missing: at least one of the two is needed'];
  }
  const hmacOptions = ['webhookSecret', 'webhookSignatureHeader'] as const;
  if (webhookSignature === 'hmac-sha256') {
    for (const name of hmacOptions) {
      if (settings[name] === undefined) yield [name, 'is missing: hmac-sha256 webhooks need it'];
    }
  }
  if (webhookSignature === 'body-md5') {
    for (const name of hmacOptions) {
      if (settings[name] !== undefined) yield [name, 'is only possible with webhookSignature "hmac-sha256"'];
    }
    if (settings.confirmWebhooks === false) yield ['confirmWebhooks', 'cannot be false for body-md5 webhooks'];
  }
}

/** The variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `CRYPTOMUS_MERCHANT_ID`, `CRYPTOMUS_PAYMENT_API_KEY`, `CRYPTOMUS_PAYOUT_API_KEY` and
 * `CRYPTOMUS_BASE_URL`. `CRYPTOMUS_API_KEY` stands for whichever of the two keys is not given.
 * An empty variable counts as absent; what is missing is named when the account is connected.
 */
export function cryptomusOptionsFromEnv(environment: Environment): CryptomusOptions {
  const read = (name: string): string | undefined => environment[`CRYPTOMUS_${name}`] || undefined;
  return {
    merchantId: read('MERCHANT_ID') ?? '',
    paymentApiKey: read('PAYMENT_API_KEY') ?? read('API_KEY'),
    payoutApiKey: read('PAYOUT_API_KEY') ?? read('API_KEY'),
    baseUrl: read('BASE_URL'),
  };
}
