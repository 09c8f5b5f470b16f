import { InvalidRequestError } from '../errors/invalid-request-error.js';
import type { Problem } from '../errors/problem.js';
import { currencyProblem, normaliseCurrency } from './currency.js';
import { DECIMAL_RULE, isDecimalText } from './decimal.js';

/**
 * An amount of one currency.
 *
 * The functions of this package take any object of this shape and return frozen
 * ones, exact to the last digit. A `number` does not type-check as an amount.
 *
 * @see docs/decisions/2026-11-21-money-as-decimal-text.md
 */
export interface Money {
  /**
   * Decimal text in major units: `"15.00"` USD is fifteen dollars, `"0.00000001"`
   * BTC one satoshi. An optional minus, digits without leading zeros, and
   * optionally a point followed by digits; at most 80 characters. No exponent, no
   * plus, no spaces, no separators. Amounts in requests are zero or more; only
   * results of arithmetic may be negative.
   *
   * Trailing zeros carry no meaning: `"1.5"` and `"1.500"` are equal.
   */
  readonly amount: string;

  /** ISO 4217 code or asset ticker: `USD`, `BTC`, `USDT`. Case does not matter; results are in upper case. */
  readonly currency: string;
}

/** Options of {@link parseMoney}. */
export interface ParseMoneyOptions {
  /** Where the value stands, for the problems of the error: `refund` gives `refund.amount`. */
  readonly path?: string | undefined;
  /** Accepts amounts below zero. @defaultValue `false` */
  readonly signed?: boolean | undefined;
}

/**
 * Every problem that keeps `value` from being {@link Money}; none if it is.
 * Never holds the value itself.
 */
export function moneyProblems(
  value: unknown,
  { path = '', signed = false }: ParseMoneyOptions = {},
): readonly Problem[] {
  if (typeof value !== 'object' || value === null) {
    return [{ path, message: 'must be an amount and its currency, such as { amount: "15.00", currency: "USD" }' }];
  }
  const { amount, currency } = value as { readonly amount?: unknown; readonly currency?: unknown };
  const problems: Problem[] = [];
  const prefix = path === '' ? '' : `${path}.`;
  if (!isDecimalText(amount)) problems.push({ path: `${prefix}amount`, message: DECIMAL_RULE });
  else if (!signed && amount.startsWith('-'))
    problems.push({ path: `${prefix}amount`, message: 'must not be negative' });
  const wrongCurrency = currencyProblem(currency);
  if (wrongCurrency !== undefined) problems.push({ path: `${prefix}currency`, message: wrongCurrency });
  return problems;
}

/**
 * Checks unknown input and returns it as frozen {@link Money}: the amount as it
 * was written, the currency in upper case, nothing else.
 *
 * How many decimals a currency has is not checked: that depends on the network
 * and the provider. See {@link decimalPlaces}.
 *
 * @throws {@link InvalidRequestError} Names every problem at once.
 */
export function parseMoney(value: unknown, options: ParseMoneyOptions = {}): Money {
  const problems = moneyProblems(value, options);
  if (problems.length > 0) throw new InvalidRequestError(problems);
  const { amount, currency } = value as Money;
  return frozenMoney(amount, normaliseCurrency(currency));
}

/** Puts together an amount and a currency that were checked before. */
export function frozenMoney(amount: string, currency: string): Money {
  return Object.freeze({ amount, currency });
}
