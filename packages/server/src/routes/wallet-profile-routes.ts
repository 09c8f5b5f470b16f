import * as z from 'zod';
import { decided, found } from '../api/found.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { idParams, text } from './schemas.js';
import type { ServiceParts } from './service-parts.js';
import { walletProfile, walletProfileContents } from './wallet-profile-schemas.js';

/** The wallets that clients are paid out to. */
export function walletProfileRoutes({ paymux: { profiles } }: ServiceParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/wallet-profiles',
      permission: 'read',
      summary: 'The wallets of a client, the one used last first',
      query: z.strictObject({ client: text(200) }),
      response: z.strictObject({ items: z.array(walletProfile) }),
      async handler({ query: { client } }) {
        return { items: await profiles.list(client) };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/wallet-profiles',
      permission: 'payouts:write',
      summary: 'Remember a wallet of a client',
      body: z.strictObject({ client: text(200), ...walletProfileContents }),
      status: 201,
      response: walletProfile,
      handler: ({ body }) => profiles.create(body),
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/wallet-profiles/{id}',
      permission: 'read',
      summary: 'Show a wallet',
      params: idParams,
      response: walletProfile,
      async handler({ params: { id } }) {
        return found(await profiles.find(id), 'wallet');
      },
    }),

    defineRoute({
      method: 'PATCH',
      path: '/v1/wallet-profiles/{id}',
      permission: 'payouts:write',
      summary: 'Change, block or archive a wallet',
      params: idParams,
      body: z
        .strictObject({
          ...walletProfileContents,
          status: z.enum(['active', 'blocked', 'archived']),
        })
        .partial()
        .extend({ revision: z.int().min(1) }),
      response: walletProfile,
      async handler({ body: { revision, ...changes }, params: { id } }) {
        found(await profiles.find(id), 'wallet');
        return decided(profiles.update(id, revision, given(changes)));
      },
    }),
  ];
}

/** Only what the request has: a member that is absent changes nothing. */
function given<Members extends object>(members: Members): { [Name in keyof Members]?: NonNullable<Members[Name]> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Members]?: NonNullable<Members[Name]> };
}
