import * as z from 'zod';
import { decided } from '../api/found.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { accountHealth, routeExplanation } from './routing-schemas.js';
import {
  country,
  currency,
  decimal,
  destination,
  feeFrom,
  instant,
  money,
  name,
  reference,
  tags,
  text,
} from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "09:00"');
const operation = z.enum(['payment', 'payout']);

const rule = z
  .strictObject({
    id: text(100),
    when: z
      .strictObject({
        operations: z.array(operation).optional(),
        currencies: z.array(currency).optional(),
        networks: z.array(text(50)).optional(),
        amount: z.strictObject({ currency, atLeast: decimal.optional(), below: decimal.optional() }).optional(),
        countries: z.array(country).optional(),
        tags: tags.optional(),
        customers: z.array(text(200)).optional(),
        hours: z
          .strictObject({
            timeZone: text(100),
            from: time,
            until: time,
            days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).optional(),
          })
          .optional(),
      })
      .optional(),
    accounts: z.array(z.strictObject({ account: name, weight: z.number().positive().optional() })).min(1),
    choose: z.enum(['weight', 'cheapest']).optional(),
    quotes: z
      .strictObject({
        withinMs: z.int().min(1).max(60_000).optional(),
        maxAgeMs: z.int().min(0).max(86_400_000).optional(),
      })
      .optional(),
    fallback: z.array(name).optional(),
    failoverOn: z.array(text(100)).optional(),
    failoverAfter: z.int().min(1).optional(),
  })
  .meta({ id: 'RoutingRule' });

const currentRules = z.strictObject({
  rules: z.array(rule),
  revision: z.number(),
  changedAt: instant.optional(),
  changedBy: z.string().optional(),
  findings: z.array(
    z.strictObject({ rule: z.string(), kind: z.enum(['dead', 'shadowed', 'conflicting']), finding: z.string() }),
  ),
  health: z.array(accountHealth),
});

/** The rules by which accounts are chosen. */
export function routingRoutes({ paymux: { routes, routingRules } }: ServiceParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/routing',
      permission: 'read',
      summary: 'Show the routing rules, what about them is hardly meant, and how the accounts are doing',
      response: currentRules,
      async handler() {
        const current = await routingRules.current();
        await routes.refresh();
        return { ...current, findings: routes.analyse(), health: routes.health() };
      },
    }),

    defineRoute({
      method: 'PUT',
      path: '/v1/routing',
      permission: 'routing:write',
      summary: 'Replace the routing rules, for every instance from its next request on',
      body: z.strictObject({ rules: z.array(rule).max(500), revision: z.int().min(0) }),
      response: currentRules,
      async handler({ actor, body }) {
        const current = await decided(routingRules.replace({ ...body, actor: actor.person }));
        await routes.refresh();
        return { ...current, findings: routes.analyse(), health: routes.health() };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/routing/explain',
      permission: 'read',
      summary: 'Say where something would go, and why there. Nothing is stored or sent',
      idempotency: 'none',
      body: z.strictObject({
        operation,
        /** Decides among accounts of one rule. @defaultValue `explain` */
        reference: reference.optional(),
        amount: money,
        network: text(50).optional(),
        country: country.optional(),
        tags: tags.optional(),
        customer: text(200).optional(),
        destination: destination.optional(),
        feeFrom: feeFrom.optional(),
      }),
      response: routeExplanation,
      async handler({ body }) {
        await routes.refresh();
        const query = { ...body, reference: body.reference ?? 'explain' };
        return routes.explain(query, await routes.costs(query));
      },
    }),
  ];
}
