import {
  baseUrlProblem,
  connectionFields,
  type ConnectionOptions,
  type ConnectionSettings,
  isFiatCurrency,
  Secret,
  secretSchema,
} from '@paymux/core';
import * as z from 'zod';
import { isKid, KID_RULE } from './webhook/kid.js';

/** A secret by its key id, from wherever it is kept. Answers `undefined` for an id that is unknown or retired. */
export type MolamSecretSource = (kid: string) => string | Secret | undefined | Promise<string | Secret | undefined>;

/** Where webhook secrets come from: by key id, or a function that asks the environment, a database or a vault. */
export type MolamWebhookSecrets = Readonly<Record<string, string | Secret>> | MolamSecretSource;

/** Secrets of webhooks as the account works with them. */
export interface MolamKnownSecrets {
  readonly secretFor: MolamSecretSource;
  /** Those that were given by key id. What a function will answer, nobody knows beforehand. */
  readonly known: readonly Secret[];
}

/** Options of {@link createMolam}. */
export interface MolamOptions extends ConnectionOptions {
  /** Starts with `sk_` or `jwt_`. */
  readonly apiKey: string | Secret;
  /** Secrets by key id, such as `{ '1': 'whsec_…' }`, or a function. Without them there are no `webhooks`. */
  readonly webhookSecrets?: MolamWebhookSecrets | undefined;
  /** How far a delivery's time may be off, both ways, in milliseconds, at most a day. @defaultValue `300_000` */
  readonly webhookToleranceMs?: number | undefined;
  /** The currency of {@link MolamProvider.toAmount} where none is said. @defaultValue `USD` */
  readonly defaultCurrency?: string | undefined;
  /** The language of the payer's page, where a payment says none. @defaultValue `en` */
  readonly defaultLocale?: string | undefined;
  /** The part of the merchant's business that payouts are made for. @defaultValue `connect` */
  readonly originModule?: string | undefined;
  /** The merchant or agent that payouts are made for. Without it there are no `payouts`. */
  readonly originEntityId?: string | undefined;
}

/** The options, checked and with defaults: what the rest of the package reads. */
export interface MolamSettings extends ConnectionSettings {
  readonly apiKey: Secret;
  readonly webhookSecrets?: MolamKnownSecrets | undefined;
  readonly webhookToleranceMs: number;
  readonly defaultCurrency: string;
  readonly defaultLocale: string;
  readonly originModule: string;
  readonly originEntityId?: string | undefined;
}

const MOLAM_BASE_URL = 'https://api.molam.com';

/** The provider's staging system, as a `baseUrl`. */
export const MOLAM_STAGING_URL = 'https://staging-api.molam.com';

const DAY_MS = 86_400_000;
const TOLERANCE_RULE = `must be a whole number of milliseconds, 0 to ${DAY_MS}`;

/** A language tag such as `en` or `fr-SN`. */
export const LOCALE = /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}$/;
export const LOCALE_RULE = 'must be a language such as "en" or "fr-SN"';

const apiKeySchema = z
  .custom<string | Secret>((key) => key !== undefined && key !== '', 'is missing')
  .pipe(
    secretSchema.refine((key) => /^(?:sk|jwt)_[\x21-\x7e]+$/.test(key.reveal()), 'must start with "sk_" or "jwt_"'),
  );

const webhookSecretsSchema: z.ZodType<MolamKnownSecrets, MolamWebhookSecrets> = z
  .custom<MolamWebhookSecrets>(
    (secrets) => typeof secrets === 'function' || (typeof secrets === 'object' && secrets !== null),
    'must be secrets by key id, or a function',
  )
  .transform((secrets, context) => {
    if (typeof secrets === 'function') return { secretFor: secrets, known: [] };
    const entries = Object.entries(secrets);
    const refuse = (path: readonly string[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    if (entries.length === 0) refuse([], 'must hold at least one secret');
    for (const [kid, secret] of entries) {
      if (!isKid(kid)) refuse([], `must be named by key ids, and a key id ${KID_RULE}`);
      else if (!secretSchema.safeParse(secret).success) refuse([kid], 'must be text that is not empty, or a Secret');
    }
    if (context.issues.length > 0) return z.NEVER;
    const byKid = new Map(entries.map(([kid, secret]) => [kid, Secret.of(secret)]));
    return { secretFor: (kid) => byKid.get(kid), known: [...byKid.values()] };
  });

const text = (name: string, limit: number) =>
  z.string(`must be ${name}`).regex(new RegExp(`^[\\x21-\\x7e]{1,${limit}}$`), `must be ${name}`);

export const molamOptionsSchema: z.ZodType<MolamSettings, MolamOptions> = z
  .strictObject({
    ...connectionFields(MOLAM_BASE_URL),
    apiKey: apiKeySchema,
    webhookSecrets: webhookSecretsSchema.optional(),
    webhookToleranceMs: z.int(TOLERANCE_RULE).min(0, TOLERANCE_RULE).max(DAY_MS, TOLERANCE_RULE).default(300_000),
    defaultCurrency: z
      .string()
      .refine(isFiatCurrency, 'must be a national currency such as "USD"')
      .transform((currency) => currency.toUpperCase())
      .default('USD'),
    defaultLocale: z.string().regex(LOCALE, LOCALE_RULE).default('en'),
    originModule: text('the name of a module such as "connect"', 64).default('connect'),
    originEntityId: text('an id such as "merch_1", at most 255 characters', 255).optional(),
  })
  .superRefine(
    (settings: Partial<MolamSettings>, context) => {
      const { allowInsecureHttp = false, allowPrivateNetwork = false, baseUrl } = settings;
      if (typeof baseUrl !== 'string') return;
      const message = baseUrlProblem({ baseUrl, allowInsecureHttp, allowPrivateNetwork });
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['baseUrl'], message });
    },
    // Also beside malformed options, so that everything wrong is named at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
