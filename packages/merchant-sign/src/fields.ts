import { isCurrencyCode, isDecimalText, numberToDecimal } from '@paymux/core';
import { z } from 'zod';

/** A decimal the provider writes as text or, in some answers, as a number. Read exactly or not at all. */
export const decimalField = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = typeof value === 'number' ? numberToDecimal(value) : value;
  if (isDecimalText(text)) return text;
  context.addIssue({ code: 'custom', message: 'is not a decimal' });
  return z.NEVER;
});

/** A decimal that may be missing. What cannot be read exactly counts as missing. */
export const optionalDecimal = decimalField.nullish().catch(undefined);

/** A currency's code, in either case. */
export const currencyField = z.string().refine(isCurrencyCode, 'is not a currency code');

/** A currency's code that may be missing; anything else counts as missing. */
export const optionalCurrency = currencyField.nullish().catch(undefined);

/** Text that may be missing; anything else counts as missing. */
export const optionalText = z.string().nullish().catch(undefined);

/** A truth value that may be missing. */
export const optionalBoolean = z.boolean().nullish().catch(undefined);
