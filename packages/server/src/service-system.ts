import { type DurablePaymux, type DurablePaymuxConfig, type DurablePaymuxDependencies, openPaymux } from 'paymux';
import { accessRoles } from './access-roles.js';
import { SHORT_LIVED_DOCUMENTS } from './access/short-lived-documents.js';

/**
 * Opens a payment system as every process of a service does, workers included: people hold their roles in the approval
 * policy, and what signing in leaves behind is forgotten in time. Its worker is not started.
 *
 * @throws Whatever `openPaymux` throws.
 */
export async function openServiceSystem(
  config: DurablePaymuxConfig,
  dependencies: DurablePaymuxDependencies = {},
): Promise<DurablePaymux> {
  // People are in the store that is about to be opened, and nobody is asked for before it is.
  const roles: { of?: DurablePaymuxDependencies['rolesOf'] } = {};
  const paymux = await openPaymux(
    { ...config, worker: false },
    {
      ...dependencies,
      forgets: [...SHORT_LIVED_DOCUMENTS, ...(dependencies.forgets ?? [])],
      rolesOf: async (actor) => (await (dependencies.rolesOf ?? roles.of)?.(actor)) ?? [],
    },
  );
  roles.of = accessRoles(paymux.store, config.approvals?.roles);
  return paymux;
}
