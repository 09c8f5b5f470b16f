import * as z from 'zod';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import type { Problem } from '../errors/problem.js';
import { normaliseCurrency } from '../money/currency.js';
import { numberToDecimal } from '../money/decimal.js';
import { fromMinorUnits, toMinorUnits } from '../money/minor-units.js';
import { type Money, parseMoney } from '../money/money.js';
import { jsonNumber } from './exact-json.js';
import { memberOf } from './json-wire.js';

/** How a wire writes amounts: two members of an object, one for the value and one for its currency. */
export interface AmountFormat<Value extends string, Currency extends string> {
  /** Reads an object that holds the two members and nothing else that matters: `{ value: 1500, currency: "USD" }`. */
  readonly schema: z.ZodType<Money>;
  /**
   * Reads the two members of an object that holds others as well.
   *
   * @throws {@link TypeError} They hold no amount in this format, or more digits than a JSON number keeps.
   */
  read(object: Readonly<Record<Value | Currency, unknown>>): Money;
  /**
   * Why the wire cannot carry an amount exactly; none if it can. For `check`.
   *
   * @param path - Where the amount stands in the request. @defaultValue `amount`
   */
  problems(amount: Money, path?: string): readonly Problem[];
  /**
   * The two members, for a body. An amount that is absent stays absent.
   *
   * @throws {@link InvalidRequestError} The amount needs more decimals than the currency has. Nothing is rounded.
   */
  write(amount: Money): AmountMembers<Value | Currency>;
  write(amount: Money | undefined): AmountMembers<Value | Currency> | undefined;
}

/** The members of an amount as the wire writes it. */
export type AmountMembers<Name extends string> = Readonly<Record<Name, unknown>>;

/** Options of an amount's format. */
export interface AmountFormatOptions {
  /** The wire writes `usd`. Amounts in answers are read in either case. @defaultValue `false` */
  readonly lowerCase?: boolean | undefined;
  /** The decimals of a currency, where the wire counts otherwise than {@link currencyScale}. */
  scale?(currency: string): number | undefined;
}

/** Whole numbers of smallest units: `minorUnits('amount', 'currency')` writes 15.00 USD as `{ amount: 1500, currency: "USD" }`. */
export function minorUnits<Value extends string, Currency extends string>(
  value: Value,
  currency: Currency,
  options: AmountFormatOptions = {},
): AmountFormat<Value, Currency> {
  const scaleOf = (code: string) => ({ scale: options.scale?.(normaliseCurrency(code)) });
  return amountFormat(value, currency, options, {
    read: (units, code) => fromMinorUnits(toUnits(units), code, scaleOf(code)),
    write: (amount) => toMinorUnits(amount, scaleOf(amount.currency)),
  });
}

/** Decimal text in major units: `{ amount: "15.00", currency: "USD" }`. */
export function decimalText<Value extends string, Currency extends string>(
  value: Value,
  currency: Currency,
  options: AmountFormatOptions = {},
): AmountFormat<Value, Currency> {
  return amountFormat(value, currency, options, { read: readDecimal, write: ({ amount }) => amount });
}

/**
 * JSON numbers in major units, written digit by digit: `{ amount: 15.00, currency: "USD" }`. They are read
 * exactly up to 15 digits; beyond that an answer is refused unless the wire reads numbers as text, see
 * {@link JsonWireOptions.numbers}.
 */
export function decimalNumber<Value extends string, Currency extends string>(
  value: Value,
  currency: Currency,
  options: AmountFormatOptions = {},
): AmountFormat<Value, Currency> {
  return amountFormat(value, currency, options, { read: readDecimal, write: ({ amount }) => jsonNumber(amount) });
}

interface ValueFormat {
  read(value: unknown, currency: string): Money;
  write(amount: Money): unknown;
}

function amountFormat<Value extends string, Currency extends string>(
  valueName: Value,
  currencyName: Currency,
  { lowerCase = false }: AmountFormatOptions,
  format: ValueFormat,
): AmountFormat<Value, Currency> {
  function read(object: unknown): Money {
    const code = memberOf(object, currencyName);
    if (typeof code !== 'string') throw new TypeError(UNREADABLE);
    try {
      return format.read(memberOf(object, valueName), code);
    } catch (cause) {
      throw new TypeError(UNREADABLE, { cause });
    }
  }
  /** Problems of an amount stand below the request's field. */
  function writeValue(amount: Money, path: string): unknown {
    try {
      return format.write(amount);
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      throw new InvalidRequestError(
        error.problems.map((problem) => ({
          path: `${path}.${problem.path === 'amount' ? 'amount' : 'currency'}`,
          message: problem.message,
        })),
      );
    }
  }

  return {
    read,
    schema: z.unknown().transform((object, context) => {
      try {
        return read(object);
      } catch {
        context.addIssue(UNREADABLE);
        return z.NEVER;
      }
    }),
    problems(amount, path = 'amount') {
      try {
        writeValue(amount, path);
        return [];
      } catch (error) {
        if (!(error instanceof InvalidRequestError)) throw error;
        return error.problems;
      }
    },
    write(amount?: Money) {
      if (amount === undefined) return undefined as never;
      const code = normaliseCurrency(amount.currency);
      const members = {
        [valueName]: writeValue(amount, 'amount'),
        [currencyName]: lowerCase ? code.toLowerCase() : code,
      };
      // Both names are there; the compiler sees computed ones as any text.
      return members as AmountMembers<Value | Currency>;
    },
  };
}

const UNREADABLE = 'must be an amount and its currency, as this wire writes them';

function toUnits(value: unknown): bigint {
  if (
    typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string' && /^-?\d{1,60}$/.test(value)
  ) {
    return BigInt(value as number | string);
  }
  throw new TypeError(UNREADABLE);
}

function readDecimal(value: unknown, currency: string): Money {
  return parseMoney({ amount: typeof value === 'number' ? numberToDecimal(value) : value, currency });
}
