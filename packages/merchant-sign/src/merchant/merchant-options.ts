import {
  baseUrlProblem,
  connectionFields,
  type ConnectionFields,
  type ConnectionOptions,
  type ConnectionSettings,
  type Secret,
  secretSchema,
} from '@paymux/core';
import * as z from 'zod';
import type { PaymentKey, PayoutKey } from '../merchant-keys.js';

/** Options of an account that speaks this protocol. At least one of the two keys is needed. */
export interface MerchantOptions extends ConnectionOptions {
  /** Merchant UUID, sent as the `merchant` header. */
  readonly merchantId: string;
  /** Signs payment and wallet calls and verifies their webhooks. Without it there are no `payments`. */
  readonly paymentApiKey?: string | PaymentKey | undefined;
  /** Signs payout and transfer calls and verifies payout webhooks. Without it there are no `payouts`. */
  readonly payoutApiKey?: string | PayoutKey | undefined;
  /** Payment keys on their way out: webhooks signed with one of them are still accepted. */
  readonly retiringPaymentApiKeys?: readonly (string | PaymentKey)[] | undefined;
  /** Payout keys on their way out: webhooks signed with one of them are still accepted. */
  readonly retiringPayoutApiKeys?: readonly (string | PayoutKey)[] | undefined;
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
  /**
   * Refuses webhooks that another reader of the same bytes may read differently, although they are rightly signed: an
   * object in the body names a member twice, or one `__proto__`. The provider writes none such; set it where the bodies
   * are also read by other programs. @defaultValue `false`
   */
  readonly strictWebhooks?: boolean | undefined;
  /**
   * How long a payment can be paid where its request says nothing, in seconds, 300 to 43,200.
   * @defaultValue the provider's own hour
   */
  readonly paymentLifetimeSeconds?: number | undefined;
  /** Further messages that say neither yes nor no: the outcome stays unknown. */
  readonly undecidedMessages?: readonly string[] | undefined;
  /** Further messages that say that there is no such object. */
  readonly notFoundMessages?: readonly string[] | undefined;
}

/** {@link MerchantOptions}, checked and with defaults: what the adapters of the brands read. */
export interface MerchantSettings extends ConnectionSettings {
  readonly merchantId: string;
  readonly paymentApiKey?: PaymentKey | undefined;
  readonly payoutApiKey?: PayoutKey | undefined;
  readonly retiringPaymentApiKeys: readonly PaymentKey[];
  readonly retiringPayoutApiKeys: readonly PayoutKey[];
  readonly webhookSignature: 'body-md5' | 'hmac-sha256';
  readonly webhookSignatureHeader?: string | undefined;
  readonly webhookSecret?: Secret | undefined;
  readonly confirmWebhooks: boolean;
  readonly strictWebhooks: boolean;
  readonly paymentLifetimeSeconds?: number | undefined;
  readonly undecidedMessages: readonly string[];
  readonly notFoundMessages: readonly string[];
}

/** The merchant's id as it can stand in a header. */
export const merchantIdField: z.ZodType<string, string> = z.string('is missing').regex(/^[\w-]{1,100}$/, {
  error: ({ input }) =>
    input === '' ? 'is missing' : 'must be the merchant id as the provider gives it: letters, digits and "-"',
});

/** A header's name. */
export const headerNameField: z.ZodType<string, string> = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be a header name');

const LIFETIME_RULE = 'must be a whole number of seconds, 300 to 43200';

/** One zod schema per field of {@link MerchantOptions}. */
export type MerchantFields = ConnectionFields & {
  readonly [Name in Exclude<keyof MerchantSettings, keyof ConnectionSettings>]-?: z.ZodType<
    MerchantSettings[Name],
    MerchantOptions[Name]
  >;
};

/** The fields of {@link MerchantOptions}, to be spread into a brand's own options schema. */
export function merchantFields(defaultBaseUrl: string): MerchantFields {
  return {
    ...connectionFields(defaultBaseUrl),
    merchantId: merchantIdField,
    paymentApiKey: secretSchema.optional(),
    payoutApiKey: secretSchema.optional(),
    retiringPaymentApiKeys: z.array(secretSchema).default([]),
    retiringPayoutApiKeys: z.array(secretSchema).default([]),
    webhookSignature: z.enum(['body-md5', 'hmac-sha256']).default('body-md5'),
    webhookSignatureHeader: headerNameField.optional(),
    webhookSecret: secretSchema.optional(),
    confirmWebhooks: z.boolean().default(true),
    strictWebhooks: z.boolean().default(false),
    paymentLifetimeSeconds: z.int(LIFETIME_RULE).min(300, LIFETIME_RULE).max(43_200, LIFETIME_RULE).optional(),
    undecidedMessages: z.array(z.string().min(1)).default([]),
    notFoundMessages: z.array(z.string().min(1)).default([]),
  };
}

/** What is wrong with one option. */
export type OptionProblem = readonly [name: string, message: string];

/**
 * What is wrong between the options. Each of them may itself be malformed.
 *
 * @param header - The header of `hmac-sha256` signatures where the options name none.
 */
export function* merchantProblems(settings: Partial<MerchantSettings>, header?: string): Generator<OptionProblem> {
  const { webhookSignature } = settings;
  yield* baseUrlProblems(settings);
  if (settings.paymentApiKey === undefined && settings.payoutApiKey === undefined) {
    yield ['paymentApiKey', 'or payoutApiKey is missing: at least one of the two is needed'];
  }
  const hmacOptions = ['webhookSecret', 'webhookSignatureHeader'] as const;
  if (webhookSignature === 'hmac-sha256') {
    const { webhookSecret, webhookSignatureHeader = header } = settings;
    const given = { webhookSecret, webhookSignatureHeader };
    for (const name of hmacOptions) {
      if (given[name] === undefined) yield [name, 'is missing: hmac-sha256 webhooks need it'];
    }
  }
  if (webhookSignature === 'body-md5') {
    for (const name of hmacOptions) {
      if (settings[name] !== undefined) yield [name, 'is only possible with webhookSignature "hmac-sha256"'];
    }
    if (settings.confirmWebhooks === false) yield ['confirmWebhooks', 'cannot be false for body-md5 webhooks'];
  }
}

/** What is wrong with a base URL that may itself be malformed. */
export function* baseUrlProblems(settings: Partial<ConnectionSettings>): Generator<OptionProblem> {
  const { allowInsecureHttp = false, allowPrivateNetwork = false, baseUrl } = settings;
  if (typeof baseUrl !== 'string') return;
  const problem = baseUrlProblem({ baseUrl, allowInsecureHttp, allowPrivateNetwork });
  if (problem !== undefined) yield ['baseUrl', problem];
}

/** Adds what is wrong between options to what is wrong with each, so that everything is named at once. */
export function checkTogether<Settings extends object, Options>(
  schema: z.ZodType<Settings, Options>,
  problemsOf: (settings: Partial<Settings>) => Iterable<OptionProblem>,
): z.ZodType<Settings, Options> {
  return schema.superRefine(
    (settings, context) => {
      for (const [name, message] of problemsOf(settings)) {
        context.addIssue({ code: 'custom', path: [name], message });
      }
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
}
