// Reading the environment takes neither the schemas nor the calls of the package, so it has an entry of its own.
import { type Environment, environmentReader, merchantOptionsFromEnv } from '@paymux/merchant-sign/environment';
import type { HeleketExplicitOptions, HeleketOptions } from './heleket-options.js';

/**
 * Reads `HELEKET_MERCHANT_ID`, `HELEKET_PAYMENT_API_KEY`, `HELEKET_PAYOUT_API_KEY` and, as the
 * base URL, `HELEKET_PROJECT_URL`. `HELEKET_API_KEY` stands for whichever of the two keys is not
 * given; with `HELEKET_DIALECT=api-key` it is the one key, beside `HELEKET_WEBHOOK_SECRET`.
 * An empty variable counts as absent; what is missing is named when the account is connected.
 *
 * @param explicit - Options that win over the environment.
 */
export function heleketOptionsFromEnv(environment: Environment, explicit: HeleketExplicitOptions = {}): HeleketOptions {
  const read = environmentReader(environment, 'HELEKET');
  const dialect = explicit.dialect ?? read('DIALECT');
  const found =
    dialect === 'api-key'
      ? { merchantId: read('MERCHANT_ID') ?? '', apiKey: read('API_KEY') ?? '', webhookSecret: read('WEBHOOK_SECRET') }
      : merchantOptionsFromEnv(read);
  const given = Object.entries(explicit).filter(([, value]) => value !== undefined);
  // Whatever dialect the environment names, createHeleket checks it.
  return { ...found, dialect, baseUrl: read('PROJECT_URL'), ...Object.fromEntries(given) } as HeleketOptions;
}
