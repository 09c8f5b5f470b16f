import { currencyScale, isDecimalText } from '@paymux/core';
import { z } from 'zod';
import { readWireDecimal } from './amounts.js';

/** Text that may be missing; anything else counts as missing. */
export const optionalText = z.string().nullish().catch(undefined);

/** Text that must be there. */
export const requiredText = z.string().min(1);

/** A currency whose smallest unit is known: an amount in any other could not be read. */
export const currencyField = z
  .string()
  .refine((code) => currencyScale(code) !== undefined, 'is not a known currency')
  .transform((code) => code.toUpperCase());

/** A whole number of smallest units. */
export const unitsField = z.int().nonnegative();

/** {@link unitsField} that may be missing; anything else counts as missing. */
export const optionalUnits = unitsField.nullish().catch(undefined);

/** A decimal in major units, as a number or as text. Read exactly or not at all. */
export const decimalField = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = readWireDecimal(value);
  if (isDecimalText(text)) return text;
  context.addIssue({ code: 'custom', message: 'is not a decimal' });
  return z.NEVER;
});

/** {@link decimalField} that may be missing; anything else counts as missing. */
export const optionalDecimal = decimalField.nullish().catch(undefined);

/** An object's metadata. What is no object counts as missing. */
export const metadataField = z.record(z.string(), z.unknown()).nullish().catch(undefined);

/** An instant: text, or whole seconds since 1970. */
export const instantField = z.union([z.string(), z.number()]).nullish().catch(undefined);
