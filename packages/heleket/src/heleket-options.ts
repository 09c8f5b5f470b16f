import type { Schema } from '@paymux/core';
import {
  checkTogether,
  merchantFields,
  type MerchantOptions,
  merchantProblems,
  type MerchantSettings,
} from '@paymux/merchant-sign';
import * as z from 'zod';
import {
  apiKeyOptionsSchema,
  type HeleketApiKeyOptions,
  type HeleketApiKeySettings,
} from './api-key/api-key-options.js';
import { HELEKET_SIGNATURE } from './heleket-signature.js';

/** Options of an account in the dialect that the provider documents. At least one of the two keys is needed. */
export interface HeleketMerchantSignOptions extends MerchantOptions {
  readonly dialect?: 'merchant-sign' | undefined;
  /** The header of an `hmac-sha256` signature. @defaultValue `X-Heleket-Signature` */
  readonly webhookSignatureHeader?: string | undefined;
}

/** Options of {@link createHeleket}, by dialect. */
export type HeleketOptions = HeleketMerchantSignOptions | HeleketApiKeyOptions;

/** {@link HeleketMerchantSignOptions}, checked and with defaults. */
export interface HeleketMerchantSignSettings extends MerchantSettings {
  readonly dialect: 'merchant-sign';
}

/** The options, checked and with defaults: what the rest of the package reads. */
export type HeleketSettings = HeleketMerchantSignSettings | HeleketApiKeySettings;

const HELEKET_BASE_URL = 'https://api.heleket.com';

const merchantSignSchema: z.ZodType<HeleketMerchantSignSettings, HeleketMerchantSignOptions> = checkTogether(
  z.strictObject({
    ...merchantFields(HELEKET_BASE_URL),
    dialect: z.literal('merchant-sign', 'must be "merchant-sign" or "api-key"').default('merchant-sign'),
  }),
  (settings) => merchantProblems(settings, HELEKET_SIGNATURE.header),
);

const apiKeySchema = apiKeyOptionsSchema(HELEKET_BASE_URL);

export const heleketOptionsSchema: Schema<HeleketSettings, HeleketOptions> = {
  safeParse: (options) => (isApiKeyDialect(options) ? apiKeySchema : merchantSignSchema).safeParse(options),
  '~standard': {},
};

function isApiKeyDialect(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'dialect' in options && options.dialect === 'api-key';
}

/** Any of the options of either dialect. */
export type HeleketExplicitOptions = Partial<Omit<HeleketMerchantSignOptions, 'dialect'>> &
  Partial<Omit<HeleketApiKeyOptions, 'dialect'>> & { readonly dialect?: HeleketOptions['dialect'] };
