import {
  compareMoney,
  currencyScale,
  InvalidRequestError,
  isDecimalText,
  isPositive,
  type Money,
  moneyProblems,
  multiplyMoney,
  type Problem,
  type Rounding,
} from '@paymux/core';

/** How much is paid: a fixed amount, or a part of another one. */
export type AmountRule =
  | { readonly type: 'fixed'; readonly amount: Money }
  | {
      readonly type: 'percentage';
      /** Decimal text above zero: `2.5` is two and a half per cent. */
      readonly percent: string;
      /** What it is a percentage of, where the receiver brings none. */
      readonly base?: Money | undefined;
      /** No less than this is paid, whatever the percentage comes to. */
      readonly minimum?: Money | undefined;
      /** No more than this is paid. */
      readonly maximum?: Money | undefined;
      /** What happens to the part that is smaller than the smallest unit, before `minimum` and `maximum` are looked at. */
      readonly rounding: Rounding;
      /** Decimals that are rounded to. @defaultValue those of the currency */
      readonly scale?: number | undefined;
    };

const MOST_DECIMALS = 36;

/** Everything that is wrong with a rule. */
export function amountRuleProblems(rule: AmountRule, path: string): readonly Problem[] {
  if (rule.type === 'fixed') return amountProblems(rule.amount, `${path}.amount`);
  const { base, maximum, minimum, percent, scale } = rule;
  const problems: Problem[] = [];
  if (!isDecimalText(percent) || percent.startsWith('-') || /^[0.]+$/.test(percent)) {
    problems.push({ path: `${path}.percent`, message: 'must be decimal text above zero, such as "2.5"' });
  }
  const named = { base, minimum, maximum };
  const given = Object.entries(named).flatMap(([name, money]) => (money === undefined ? [] : [[name, money] as const]));
  for (const [name, money] of given) problems.push(...amountProblems(money, `${path}.${name}`));
  if (scale !== undefined && !(Number.isSafeInteger(scale) && scale >= 0 && scale <= MOST_DECIMALS)) {
    problems.push({ path: `${path}.scale`, message: `must be a whole number from 0 to ${String(MOST_DECIMALS)}` });
  }
  if (problems.length > 0) return problems;
  const currencies = new Set(given.map(([, money]) => money.currency.toUpperCase()));
  if (currencies.size > 1) return [{ path, message: 'must name one currency only' }];
  const [currency] = currencies;
  if (currency !== undefined && scale === undefined && currencyScale(currency) === undefined) {
    return [{ path: `${path}.scale`, message: 'must be given: the decimals of the currency are not known' }];
  }
  if (minimum !== undefined && maximum !== undefined && compareMoney(minimum, maximum) > 0) {
    return [{ path: `${path}.minimum`, message: 'must not be more than the maximum' }];
  }
  return [];
}

function amountProblems(money: Money, path: string): readonly Problem[] {
  const problems = moneyProblems(money, { path });
  if (problems.length > 0) return problems;
  return isPositive(money) ? [] : [{ path: `${path}.amount`, message: 'must be above zero' }];
}

/**
 * What a rule comes to.
 *
 * @param base - What a percentage is of; goes before the rule's own.
 * @throws {@link InvalidRequestError} There is no base, it does not fit the rule, or the rule comes to nothing.
 */
export function amountByRule(rule: AmountRule, base?: Money): Money {
  if (rule.type === 'fixed') return rule.amount;
  const { maximum, minimum, percent, rounding, scale } = rule;
  const whole = base ?? rule.base;
  if (whole === undefined) throw new InvalidRequestError([{ path: 'base', message: 'is needed for a percentage' }]);
  const problems = moneyProblems(whole, { path: 'base' });
  if (problems.length > 0) throw new InvalidRequestError(problems);
  // Moving the point first keeps everything exact until the one rounding.
  const hundredths = multiplyMoney(whole, '0.01');
  let amount = multiplyMoney(hundredths, percent, { rounding, ...(scale === undefined ? {} : { scale }) });
  if (minimum !== undefined && compareMoney(amount, minimum) < 0) amount = minimum;
  if (maximum !== undefined && compareMoney(amount, maximum) > 0) amount = maximum;
  if (!isPositive(amount)) throw new InvalidRequestError([{ path: 'amount', message: 'comes to nothing by the rule' }]);
  return amount;
}
