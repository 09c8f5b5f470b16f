// Reading the environment takes neither the schemas nor the calls of the package, so it has an entry of its own.
import { type Environment, environmentReader, merchantOptionsFromEnv } from '@paymux/merchant-sign/environment';
import type { CryptomusOptions } from './cryptomus-options.js';

/**
 * Reads `CRYPTOMUS_MERCHANT_ID`, `CRYPTOMUS_PAYMENT_API_KEY`, `CRYPTOMUS_PAYOUT_API_KEY` and
 * `CRYPTOMUS_BASE_URL`. `CRYPTOMUS_API_KEY` stands for whichever of the two keys is not given.
 * An empty variable counts as absent; what is missing is named when the account is connected.
 */
export function cryptomusOptionsFromEnv(environment: Environment): CryptomusOptions {
  const read = environmentReader(environment, 'CRYPTOMUS');
  return { ...merchantOptionsFromEnv(read), baseUrl: read('BASE_URL') };
}
