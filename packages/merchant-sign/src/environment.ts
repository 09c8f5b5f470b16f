// Reading the environment takes neither the schemas nor the calls of the package, so it has an entry of its own.
import type { MerchantOptions } from './merchant/merchant-options.js';

/** The variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a brand's variables by the rest of their names. An empty variable counts as absent. */
export function environmentReader(environment: Environment, prefix: string): (name: string) => string | undefined {
  return (name) => environment[`${prefix}_${name}`] || undefined;
}

/** Reads merchant id and keys from `MERCHANT_ID`, `PAYMENT_API_KEY`, `PAYOUT_API_KEY` and, for a missing one of the two, `API_KEY`. */
export function merchantOptionsFromEnv(
  read: (name: string) => string | undefined,
): Pick<MerchantOptions, 'merchantId' | 'paymentApiKey' | 'payoutApiKey'> {
  return {
    merchantId: read('MERCHANT_ID') ?? '',
    paymentApiKey: read('PAYMENT_API_KEY') ?? read('API_KEY'),
    payoutApiKey: read('PAYOUT_API_KEY') ?? read('API_KEY'),
  };
}
