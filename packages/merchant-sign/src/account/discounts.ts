import { operation } from '@paymux/core';
import * as z from 'zod';
import { ownRequestCheck } from '../own-request-checks.js';
import { currencyProblems, lengthProblems, rangeProblems, sameCode } from '../request-limits.js';

/** What payers of one currency on one network get off, or pay on top. */
export interface Discount {
  readonly currency: string;
  readonly network: string;
  /** -99 to 100: above zero a discount, below zero a surcharge. */
  readonly percent: number;
}

/** The list writes the percentage as a number, the answer to a change as text. */
const discountSchema = z.object({
  currency: z.string(),
  network: z.string(),
  discount: z.union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,3}(?:\.0+)?$/)
      .transform(Number),
  ]),
});

function toDiscount({ currency, discount, network }: z.infer<typeof discountSchema>): Discount {
  return { currency: currency.toUpperCase(), network: network.toLowerCase(), percent: discount };
}

/** `POST /v1/payment/discount/list`. */
export const listDiscounts = operation({
  path: '/v1/payment/discount/list',
  effect: 'read',
  build: (_request: Record<string, never>) => ({}),
  answer: z.array(discountSchema),
  parse: (discounts): readonly Discount[] => discounts.map(toDiscount),
});

/** `POST /v1/payment/discount/set`. Setting the same percentage twice is setting it once. */
export const setDiscount = operation({
  path: '/v1/payment/discount/set',
  effect: 'write',
  check: ownRequestCheck<Discount>({ required: ['currency', 'network', 'percent'] }, (request) => [
    ...currencyProblems(request.currency, 'currency'),
    ...lengthProblems(request.network, 'network', { max: 64 }),
    ...rangeProblems(request.percent, 'percent', { min: -99, max: 100 }),
  ]),
  build: (request: Discount) => ({
    currency: request.currency.toUpperCase(),
    network: request.network.toLowerCase(),
    discount_percent: request.percent,
  }),
  subject: ({ currency, network }) => `${currency} on ${network}`,
  answer: discountSchema,
  parse: toDiscount,
  fits: (discount, request) =>
    discount.discount === request.percent &&
    sameCode(discount.currency, request.currency) &&
    sameCode(discount.network, request.network),
});
