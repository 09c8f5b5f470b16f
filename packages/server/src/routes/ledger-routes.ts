import * as z from 'zod';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { instant, name, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const alert = z
  .strictObject({
    id: z.string(),
    key: z.string(),
    rule: z.string(),
    type: z.string(),
    state: z.enum(['firing', 'cleared']),
    account: z.string().optional(),
    subject: z.string(),
    what: z.string(),
    toDo: z.string(),
    firedAt: instant,
    clearedAt: instant.optional(),
    times: z.number(),
  })
  .meta({ id: 'Alert' });

/** What is in the books, and what somebody has to know of. */
export function ledgerRoutes({ paymux: { alerts, ledger } }: ServiceParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/ledger/balances',
      permission: 'read',
      summary: 'What is in every book, of one account or of all',
      query: z.strictObject({ account: name.optional() }),
      response: z.strictObject({
        items: z.array(
          z.strictObject({
            account: z.string(),
            book: z.enum(['external', 'available', 'held', 'paid', 'fees']),
            amount: toldMoney,
          }),
        ),
      }),
      async handler({ query: { account } }) {
        return { items: await ledger.balances(account) };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/alerts',
      permission: 'read',
      summary: 'List alerts, the latest first',
      lists: ['state'],
      query: z.strictObject({
        ...pageQuery,
        rule: name.optional(),
        /** @defaultValue those that fire */
        state: z.array(z.enum(['firing', 'cleared'])).optional(),
      }),
      response: pageOf(alert),
      async handler({ query: { rule, state, ...query } }) {
        return toPage(await alerts.list({ rule, states: state, ...paging(query) }), (one) => one);
      },
    }),
  ];
}
