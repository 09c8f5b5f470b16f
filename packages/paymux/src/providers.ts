import { type CryptomusOptions, createCryptomus, cryptomusOptionsFromEnv } from '@paymux/cryptomus';
import { cryptomusModule } from '@paymux/cryptomus/inversify';
import type { ContainerModule } from 'inversify';

/** The name of a provider in a configuration. */
export type ProviderName = 'cryptomus';

/** How the composition root connects a provider of its list. */
interface ProviderEntry {
  /** @throws {@link MisconfiguredError} Names every problem of an account's options. */
  check(options: unknown): void;
  /** The container module of one account whose options were checked. */
  module(options: unknown, account: string): ContainerModule;
  optionsFromEnv(environment: Readonly<Record<string, string | undefined>>): CryptomusOptions;
}

/** Every provider that comes with Paymux. A new one is one more entry here. */
export const PROVIDERS: Readonly<Record<ProviderName, ProviderEntry>> = {
  cryptomus: {
    // The adapter checks whatever it is given, and connecting sends nothing.
    check: (options) => void createCryptomus(options as CryptomusOptions),
    module: (options, account) => cryptomusModule(options as CryptomusOptions, account),
    optionsFromEnv: cryptomusOptionsFromEnv,
  },
};

/** Every name a configuration may use. */
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as readonly ProviderName[];

/** Whether a configuration can name this provider. */
export function isProviderName(name: unknown): name is ProviderName {
  return typeof name === 'string' && Object.hasOwn(PROVIDERS, name);
}
