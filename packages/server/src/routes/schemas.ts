import { isCurrencyCode, isDecimalText } from '@paymux/core';
import * as z from 'zod';

/** Text that people and providers read: no control characters, no halves of characters. */
export function text(longest: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be readable text without control characters');
}

/** The name of something of ours: an account, a rule, a plan. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,100}$/, 'must be 1 to 100 letters, digits, "_", ".", ":" or "-"');

/** The business fact that something is for. */
export const reference = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be 1 to 100 letters, digits, "_" or "-"');

/** Names a record in a path: what is none is not there. */
export const idParams = z.strictObject({ id: z.string().min(1).max(200) });

export const decimal = z
  .string()
  .max(80)
  .refine(isDecimalText, 'must be decimal text such as "15.00"')
  .meta({ pattern: '^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$', examples: ['15.00'] });

export const currency = z
  .string()
  .max(20)
  .refine(isCurrencyCode, 'must be a currency code')
  .meta({ examples: ['USDT'] });

/** Money in a request, in major units. */
export const money = z.strictObject({ amount: decimal, currency }).meta({ id: 'Money' });

/** Money in an answer, in major units. */
export const toldMoney = z.strictObject({ amount: z.string(), currency: z.string() }).meta({ id: 'ToldMoney' });

/** An instant in an answer: ISO 8601 in UTC. */
export const instant = z.iso.datetime();

/** An instant in a request, in UTC. */
export const givenInstant = z.iso
  .datetime()
  .refine((written) => /^(?:19[7-9]|[2-8]\d\d)/.test(written), 'must be from 1970 to 8999')
  .transform((written) => new Date(written));

/** Where a payout goes. */
export const destination = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('crypto_address'), address: text(200) }),
    z.strictObject({
      type: z.literal('bank_account'),
      bankCode: text(50),
      accountNumber: text(50),
      holder: text(200),
    }),
  ])
  .meta({ id: 'Destination' });

/** Small facts that are kept with something. */
export const facts = z
  .record(z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/), text(500))
  .refine((given) => Object.keys(given).length <= 50, 'must have 50 members at most');

/** What only one provider understands, by its name. */
export const providerOptions = z.record(
  z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  z.record(z.string().max(100), z.json()),
);

/** What is wrong with a part of a request. */
export const problem = z.strictObject({ path: z.string(), message: z.string() }).meta({ id: 'RequestProblem' });

/** Names the revision that a decision is about. */
export const decision = z
  .strictObject({ revision: z.int().min(1), note: text(1000).optional() })
  .meta({ id: 'Decision' });

export const tags = z.array(text(100)).max(50);
export const country = z.string().regex(/^[A-Za-z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');
export const feeFrom = z.enum(['balance', 'amount']);
