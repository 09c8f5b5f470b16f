import { isCurrencyCode, isDecimalText, numberToDecimal } from '@paymux/core';
import * as z from 'zod';

/** A decimal the provider writes as text or, in some answers, as a number; `undefined` if it cannot be read exactly. */
export function readDecimal(value: unknown): string | undefined {
  const text = typeof value === 'number' ? numberToDecimal(value) : value;
  return isDecimalText(text) ? text : undefined;
}

/** A currency's code; `undefined` for anything else. */
export function readCurrency(value: unknown): string | undefined {
  return isCurrencyCode(value) ? value : undefined;
}

/** Text; `undefined` for anything else. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Text that is not empty; `undefined` for anything else. */
export function readName(value: unknown): string | undefined {
  return readText(value) || undefined;
}

/** An object; `undefined` for anything else, a list included. */
export function readObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A truth value; `undefined` for anything else. */
export function readBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A decimal that must be there, as {@link readDecimal} reads it. */
export const decimalField = z.unknown().transform((value, context) => {
  const text = readDecimal(value);
  if (text !== undefined) return text;
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
