import { accountModule } from '@paymux/core/inversify';
import type { ContainerModule } from 'inversify';
import type { CryptomusOptions } from './cryptomus-options.js';
import { createCryptomus } from './cryptomus-provider.js';

/**
 * Adds one Cryptomus account to a container.
 *
 * @param account - The account's id. Several accounts of one provider differ by it.
 */
export function cryptomusModule(options: CryptomusOptions, account = 'cryptomus'): ContainerModule {
  return accountModule(account, (dependencies) => createCryptomus(options, dependencies));
}
