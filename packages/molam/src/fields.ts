import { currencyScale, isDecimalText } from '@paymux/core';
import * as z from 'zod';
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

/** A decimal in major units, as a number or as text. Read exactly or not at all. */
export const decimalField = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = readWireDecimal(value);
  if (isDecimalText(text)) return text;
  context.addIssue({ code: 'custom', message: 'is not a decimal' });
  return z.NEVER;
});

/** {@link decimalField} that may be missing; anything else counts as missing. */
export const optionalDecimal = decimalField.nullish().catch(undefined);

/** An object; `undefined` for anything else, a list included. */
export function readObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Text; `undefined` for anything else. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Text that is not empty; `undefined` for anything else. */
export function readName(value: unknown): string | undefined {
  return readText(value) || undefined;
}

/** A currency whose smallest unit is known, in upper case; `undefined` for anything else. */
export function readCurrency(value: unknown): string | undefined {
  return typeof value === 'string' && currencyScale(value) !== undefined ? value.toUpperCase() : undefined;
}

/** A whole number of smallest units; `undefined` for anything else. */
export function readUnits(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** An instant: text, or whole seconds since 1970; `undefined` for anything else. */
export function readInstant(value: unknown): string | number | undefined {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
}

/** An object's metadata. What is no object counts as missing. */
export const metadataField = z.record(z.string(), z.unknown()).nullish().catch(undefined);

/** An instant: text, or whole seconds since 1970. */
export const instantField = z.union([z.string(), z.number()]).nullish().catch(undefined);
