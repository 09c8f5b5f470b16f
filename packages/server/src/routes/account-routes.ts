import * as z from 'zod';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { payoutFeeQuotes, quoted } from './quote-schemas.js';
import { accountHealth } from './routing-schemas.js';
import { currency, decimal, destination, feeFrom, text, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const lookup = z.enum(['reference', 'id', 'scan', 'none']);

const capabilities = z.strictObject({
  operations: z.record(
    z.string(),
    z.strictObject({
      lookup,
      deduplicatesForMs: z.number(),
      longReferences: z.strictObject({ length: z.number(), lookup }).optional(),
    }),
  ),
  webhooks: z.strictObject({ scheme: z.string(), needsConfirmation: z.boolean() }).optional(),
  partialRefunds: z.boolean(),
  payoutMemo: z.union([z.boolean(), z.array(z.string())]),
});

const account = z
  .strictObject({
    id: z.string(),
    provider: z.string(),
    isDefault: z.boolean(),
    takesPayments: z.boolean(),
    sendsPayouts: z.boolean(),
    capabilities,
    health: accountHealth,
    /** Why its webhooks cannot be verified. Absent where they can, or where it has none. */
    webhookProblem: z.string().optional(),
  })
  .meta({ id: 'Account' });

/** The accounts at providers, what is there, and what things cost. */
export function accountRoutes({ paymux }: ServiceParts): readonly AnyRoute[] {
  const { direct, quotes, routes } = paymux;
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/accounts',
      permission: 'read',
      summary: 'List the configured accounts, with what they can do and how they are doing',
      response: z.strictObject({ items: z.array(account) }),
      handler() {
        const problems = new Map(paymux.webhooks.health().problems.map((one) => [one.account, one.problem]));
        const health = new Map(routes.health().map((one) => [one.account, one]));
        const items = direct.accounts.map((id) => {
          const { capabilities: can, id: provider, payments, payouts } = direct.provider(id);
          return {
            id,
            provider,
            isDefault: id === direct.defaultAccount,
            takesPayments: payments !== undefined,
            sendsPayouts: payouts !== undefined,
            capabilities: can,
            health: health.get(id),
            webhookProblem: problems.get(id),
          };
        });
        return { items };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/accounts/balances',
      permission: 'read',
      summary: 'What can be paid out of each asset, as the providers tell',
      response: quoted({ balance: toldMoney }),
      handler: () => quotes.balances(),
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/quotes/payout-fees',
      permission: 'read',
      summary: 'What a payout would cost at each account',
      query: z.strictObject({
        amount: decimal,
        currency,
        network: text(50).optional(),
        address: text(200).optional(),
        feeFrom: feeFrom.optional(),
      }),
      response: payoutFeeQuotes,
      async handler({ query: { address = '', amount, currency: asset, feeFrom: from, network } }) {
        const to: z.infer<typeof destination> = { type: 'crypto_address', address };
        return quotes.payoutFees({ amount: { amount, currency: asset }, destination: to, network, feeFrom: from });
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/quotes/rates',
      permission: 'read',
      summary: 'What a currency is worth in others',
      query: z.strictObject({ from: currency, to: currency.optional() }),
      response: quoted({ from: z.string(), to: z.string(), rate: z.string() }),
      handler: ({ query }) => quotes.rates(query),
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/quotes/limits',
      permission: 'read',
      summary: 'The least and the most of a currency that can be moved at once',
      query: z.strictObject({ operation: z.enum(['payment', 'payout']), currency, network: text(50).optional() }),
      response: quoted({ currency: z.string(), network: z.string(), minimum: toldMoney, maximum: toldMoney }),
      handler: ({ query }) => quotes.limits(query),
    }),
  ];
}
