import { operation } from '@paymux/core';
import * as z from 'zod';
import { decimalField } from '../fields.js';
import { ownRequestCheck } from '../own-request-checks.js';
import { currencyProblems } from '../request-limits.js';

/** What one unit of a currency is worth in another. */
export interface ExchangeRate {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
}

/** `GET /v1/exchange-rate/{currency}/list`. Public: it carries no signature. */
export const listExchangeRates = operation({
  method: 'GET',
  path: ({ currency }: { readonly currency: string }) =>
    `/v1/exchange-rate/${encodeURIComponent(currency.toUpperCase())}/list`,
  effect: 'read',
  check: ownRequestCheck<{ readonly currency: string }>({ required: ['currency'] }, ({ currency }) =>
    currencyProblems(currency, 'currency'),
  ),
  subject: ({ currency }) => currency,
  answer: z.array(z.object({ from: z.string(), to: z.string(), course: decimalField })),
  parse: (rates): readonly ExchangeRate[] => rates.map(({ course, from, to }) => ({ from, to, rate: course })),
});
