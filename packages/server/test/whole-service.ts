import { createFakeProvider } from '@paymux/core/testing';
import { openPaymux } from 'paymux';
import { accessRoles } from '../src/access-roles.js';
import { type PaymuxApp, paymuxApp } from '../src/paymux-app.js';
import type { ServingParts } from './team.js';

/** Every route of the service, on a provider within this process. */
export async function wholeService(parts: ServingParts): Promise<PaymuxApp> {
  const { clock, logger, random, store } = parts;
  const paymux = await openPaymux(
    { accounts: [{ id: 'main', provider: createFakeProvider({}, { clock }) }], worker: false },
    { store, clock, random, logger, rolesOf: accessRoles(store) },
  );
  return paymuxApp({ ...parts, paymux });
}
