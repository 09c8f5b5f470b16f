import {
  checkTogether,
  type Environment,
  environmentReader,
  merchantFields,
  type MerchantOptions,
  merchantOptionsFromEnv,
  merchantProblems,
  type MerchantSettings,
} from '@paymux/merchant-sign';
import { z } from 'zod';

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

/**
 * Reads `CRYPTOMUS_MERCHANT_ID`, `CRYPTOMUS_PAYMENT_API_KEY`, `CRYPTOMUS_PAYOUT_API_KEY` and
 * `CRYPTOMUS_BASE_URL`. `CRYPTOMUS_API_KEY` stands for whichever of the two keys is not given.
 * An empty variable counts as absent; what is missing is named when the account is connected.
 */
export function cryptomusOptionsFromEnv(environment: Environment): CryptomusOptions {
  const read = environmentReader(environment, 'CRYPTOMUS');
  return { ...merchantOptionsFromEnv(read), baseUrl: read('BASE_URL') };
}
