import * as z from 'zod';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { payoutOrigin } from './payout-schemas.js';
import { currency, givenInstant, instant, name, text, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const MONTH_MS = 30 * 86_400_000;

const volume = z.strictObject({ count: z.number(), volume: z.array(toldMoney) });

const tallyMembers = {
  count: z.number(),
  volume: z.array(toldMoney),
  statuses: z.record(z.string(), volume),
  groups: z.strictObject({ pending: volume, confirmed: volume, failed: volume, reversed: volume }),
  confirmationRate: z.number().optional(),
  pendingRate: z.number().optional(),
  failureRate: z.number().optional(),
  fees: z.array(toldMoney),
};
const tally = z.strictObject(tallyMembers);

const durations = z.strictObject({
  count: z.number(),
  medianMs: z.number(),
  p90Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  isExact: z.boolean(),
});

const trend = z.strictObject({ current: z.number(), previous: z.number(), change: z.number().optional() });

const report = z
  .strictObject({
    from: instant,
    before: instant,
    per: z.enum(['day', 'week', 'month']),
    timeZone: z.string(),
    total: tally,
    periods: z.array(z.strictObject({ period: z.string(), ...tallyMembers })),
    byCurrency: z.array(z.strictObject({ currency: z.string(), ...tallyMembers })),
    byAccount: z.array(z.strictObject({ account: z.string(), ...tallyMembers })),
    byOrigin: z.array(z.strictObject({ origin: z.string(), ...tallyMembers })),
    timeToConfirm: durations.optional(),
    distribution: z.array(
      z.strictObject({
        status: z.string(),
        group: z.enum(['pending', 'confirmed', 'failed', 'reversed']),
        count: z.number(),
        share: z.number(),
      }),
    ),
    trend: z.strictObject({
      from: instant,
      count: trend,
      confirmationRate: trend,
      pendingRate: trend,
      failureRate: trend,
      previous: tally,
    }),
    isPendingHigh: z.boolean().optional(),
  })
  .meta({ id: 'FigureReport' });

const period = {
  /** @defaultValue 30 days before `before` */
  from: givenInstant.optional(),
  /** @defaultValue now */
  before: givenInstant.optional(),
  account: name.optional(),
};

const query = {
  ...period,
  per: z.enum(['day', 'week', 'month']).optional(),
  client: text(200).optional(),
  currency: currency.optional(),
  timeZone: text(100).optional(),
  pendingRateAbove: z.coerce.number().min(0).max(1).optional(),
};

/** Counts, volumes, rates and times. */
export function figureRoutes({ clock, paymux: { figures } }: ServiceParts): readonly AnyRoute[] {
  function spanOf({
    before = clock.now(),
    from,
  }: {
    readonly from?: Date | undefined;
    readonly before?: Date | undefined;
  }) {
    return { before, from: from ?? new Date(before.getTime() - MONTH_MS) };
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/figures/payouts',
      permission: 'read',
      summary: 'Figures about payouts, by the time of their request',
      lists: ['origin'],
      query: z.strictObject({ ...query, origin: z.array(payoutOrigin).optional() }),
      response: report,
      handler: ({ query: { origin, ...asked } }) => figures.payouts({ ...asked, ...spanOf(asked), origins: origin }),
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/figures/payments',
      permission: 'read',
      summary: 'Figures about payments, by the time of their request',
      query: z.strictObject(query),
      response: report,
      handler: ({ query: asked }) => figures.payments({ ...asked, ...spanOf(asked) }),
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/figures/webhooks',
      permission: 'read',
      summary: 'How quickly webhooks had their effect, and how many proved nothing',
      query: z.strictObject(period),
      response: z.strictObject({
        lag: durations.optional(),
        isComplete: z.boolean(),
        refusals: z.array(
          z.strictObject({ account: z.string(), reason: z.string(), count: z.number(), lastAt: instant }),
        ),
      }),
      handler: ({ query: asked }) => figures.webhooks({ ...asked, ...spanOf(asked) }),
    }),
  ];
}
