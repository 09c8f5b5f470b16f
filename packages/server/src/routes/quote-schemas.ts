import * as z from 'zod';
import { toldMoney } from './schemas.js';

/** What accounts answered, and why others did not. */
export function quoted<Answer extends z.ZodRawShape>(answer: Answer) {
  return z.strictObject({
    quotes: z.array(z.strictObject({ account: z.string(), ...answer })),
    missing: z.array(z.strictObject({ account: z.string(), because: z.string() })),
  });
}

export const payoutFeeQuotes = quoted({
  fee: toldMoney,
  source: z.enum(['previewed', 'listed']),
  sentAmount: toldMoney.optional(),
  debitedAmount: toldMoney.optional(),
});
