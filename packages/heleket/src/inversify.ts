import { accountModule } from '@paymux/core/inversify';
import type { ContainerModule } from 'inversify';
import type { HeleketOptions } from './heleket-options.js';
import { createHeleket } from './heleket-provider.js';

/**
 * Adds one Heleket account to a container.
 *
 * @param account - The account's id. Several accounts of one provider differ by it.
 */
export function heleketModule(options: HeleketOptions, account = 'heleket'): ContainerModule {
  return accountModule(account, (dependencies) => createHeleket(options, dependencies));
}
