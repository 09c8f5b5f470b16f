import { accountModule } from '@paymux/core/inversify';
import type { ContainerModule } from 'inversify';
import type { MolamOptions } from './molam-options.js';
import { createMolam } from './molam-provider.js';

/**
 * Adds one Molam account to a container.
 *
 * @param account - The account's id. Several accounts of one provider differ by it.
 */
export function molamModule(options: MolamOptions, account = 'molam'): ContainerModule {
  return accountModule(account, (dependencies) => createMolam(options, dependencies));
}
