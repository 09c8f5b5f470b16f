import type { AccountSettings } from '../config/account-settings.js';

/** Where each provider answers, first the place that is meant unless something else is said. */
export const PROVIDER_HOSTS: Readonly<Record<string, readonly string[]>> = {
  cryptomus: ['api.cryptomus.com'],
  heleket: ['api.heleket.com'],
  molam: ['api.molam.com', 'staging-api.molam.com'],
};

/** The variable that names another address, for accounts whose options come from the environment. */
export const ADDRESS_VARIABLES: Readonly<Record<string, string>> = {
  cryptomus: 'CRYPTOMUS_BASE_URL',
  heleket: 'HELEKET_PROJECT_URL',
  molam: 'MOLAM_API_BASE',
};

/** Where an account sends its requests. Absent where its provider alone knows, or what is configured is no address. */
export function addressOf({ options: { baseUrl }, provider }: AccountSettings): string | undefined {
  if (baseUrl === undefined || baseUrl === '') {
    const [host] = Object.hasOwn(PROVIDER_HOSTS, provider) ? (PROVIDER_HOSTS[provider] ?? []) : [];
    return host === undefined ? undefined : `https://${host}`;
  }
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) return undefined;
  // Without what may be a secret in it: a password, a query.
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname.replace(/\/$/, '')}`;
}
