import * as z from 'zod';
import { instant, toldMoney } from './schemas.js';

export const accountHealth = z.strictObject({
  account: z.string(),
  state: z.enum(['healthy', 'open', 'trial']),
  failures: z.number(),
  outcomes: z.number(),
  retryAt: instant.optional(),
});

/** Where something would go, and why there. */
export const routeExplanation = z
  .strictObject({
    rule: z.string(),
    account: z.string(),
    because: z.string(),
    fallback: z.array(z.string()),
    failoverOn: z.array(z.string()),
    failoverAfter: z.number(),
    rules: z.array(
      z.strictObject({
        rule: z.string(),
        verdict: z.enum(['decided', 'passed_over', 'does_not_fit']),
        because: z.array(z.string()),
      }),
    ),
    costs: z
      .array(
        z.strictObject({
          account: z.string(),
          cost: toldMoney.optional(),
          because: z.string().optional(),
          at: instant,
        }),
      )
      .optional(),
    accounts: z.array(accountHealth.extend({ share: z.number() })),
  })
  .meta({ id: 'RouteExplanation' });
