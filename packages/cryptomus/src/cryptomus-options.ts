import {
  checkTogether,
  merchantFields,
  type MerchantOptions,
  merchantProblems,
  type MerchantSettings,
} from '@paymux/merchant-sign';
import * as z from 'zod';

/** Options of {@link createCryptomus}. At least one of the two keys is needed. */
export interface CryptomusOptions extends MerchantOptions {
  /**
   * Which key signs refunds: the provider's documents leave it open.
   * @defaultValue `payment`
   */
  readonly refundsSignedWith?: 'payment' | 'payout' | undefined;
}

/** The options, checked and with defaults: what the rest of the package reads. */
export interface CryptomusSettings extends MerchantSettings {
  readonly refundsSignedWith: 'payment' | 'payout';
}

const CRYPTOMUS_BASE_URL = 'https://api.cryptomus.com';

export const cryptomusOptionsSchema: z.ZodType<CryptomusSettings, CryptomusOptions> = checkTogether(
  z.strictObject({
    ...merchantFields(CRYPTOMUS_BASE_URL),
    refundsSignedWith: z.enum(['payment', 'payout']).default('payment'),
  }),
  (settings) => merchantProblems(settings),
);
