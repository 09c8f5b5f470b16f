import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { equalMoney } from '../money/money-arithmetic.js';
import type { Money } from '../money/money.js';
import type { ObjectQuery } from '../provider/object-query.js';

/** The fields of {@link Money} on the wire. */
export const moneyFields = z.object({ amount: z.string(), currency: z.string() });

/** The fields that every object of the fake has on its wire. Instants are ISO 8601 text. */
export const commonFields = {
  id: z.string(),
  reference: z.string(),
  state: z.string(),
  amount: moneyFields,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  metadata: z.record(z.string(), z.string()).optional(),
  webhookUrl: z.string().optional(),
};

/** One page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

/** The names of those fields in which an object is not what was asked for. What was not asked for differs in nothing. */
export function differencesOf<Fields extends { readonly amount?: Money | undefined }>(
  found: { readonly amount: Money },
  asked: Fields,
  names: readonly (keyof Fields & string)[],
): readonly string[] {
  const { amount } = asked;
  const others = names.filter((name) => {
    const value = asked[name];
    return value !== undefined && !isDeepStrictEqual(value, (found as Partial<Fields>)[name]);
  });
  return [...(amount === undefined || equalMoney(amount, found.amount) ? [] : ['amount']), ...others];
}

/** Whether an object is the one that a look-up names. */
export function isNamedBy(
  found: { readonly id: string; readonly reference: string },
  { providerId, reference }: ObjectQuery,
): boolean {
  return providerId === undefined ? found.reference === reference : found.id === providerId;
}
