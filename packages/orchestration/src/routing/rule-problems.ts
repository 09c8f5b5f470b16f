import { compareDecimals, isCurrencyCode, isDecimalText, type Problem } from '@paymux/core';
import { minutesOf } from './fits.js';

const RULE = ['id', 'when', 'accounts', 'choose', 'quotes', 'fallback', 'failoverOn', 'failoverAfter'];
const WAYS: readonly unknown[] = ['weight', 'cheapest'];
const LISTS = ['operations', 'currencies', 'networks', 'countries', 'tags', 'customers'];
const OPERATIONS = ['payment', 'payout'];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

type Members = Readonly<Record<string, unknown>>;

/** Everything that is wrong with rules, which may come from anywhere. `accounts` are those that there are. */
export function ruleProblems(rules: unknown, accounts: readonly string[]): readonly Problem[] {
  if (!Array.isArray(rules)) return [{ path: 'rules', message: 'must be a list of rules' }];
  const problems: Problem[] = [];
  const seen = new Set<unknown>();
  for (const [index, rule] of (rules as readonly unknown[]).entries()) {
    const path = `rules.${String(index)}`;
    if (!isMembers(rule)) {
      problems.push({ path, message: 'must be a rule' });
      continue;
    }
    const { accounts: choices, failoverAfter = 1, failoverOn = [], fallback = [], id, when = {} } = rule;
    const { choose = 'weight', quotes } = rule;
    problems.push(...unknownMembers(rule, RULE, path));
    if (typeof id !== 'string' || id.trim() === '' || id === 'default') {
      problems.push({ path: `${path}.id`, message: 'must be a name, and not "default"' });
    } else if (seen.has(id)) problems.push({ path: `${path}.id`, message: 'is the id of an earlier rule' });
    seen.add(id);
    problems.push(...choiceProblems(choices, accounts, `${path}.accounts`));
    problems.push(...textProblems(fallback, `${path}.fallback`, accounts));
    problems.push(...textProblems(failoverOn, `${path}.failoverOn`));
    if (!Number.isSafeInteger(failoverAfter) || Number(failoverAfter) < 1) {
      problems.push({ path: `${path}.failoverAfter`, message: 'must be a whole number above zero' });
    }
    if (!WAYS.includes(choose)) problems.push(oneOf(`${path}.choose`, WAYS.map(String)));
    if (quotes !== undefined) problems.push(...quoteProblems(quotes, choose, `${path}.quotes`));
    problems.push(...conditionProblems(when, `${path}.when`));
  }
  return problems;
}

function choiceProblems(choices: unknown, accounts: readonly string[], path: string): readonly Problem[] {
  if (!Array.isArray(choices) || choices.length === 0) return [{ path, message: 'must name an account' }];
  const seen = new Set<unknown>();
  return (choices as readonly unknown[]).flatMap((choice, index): readonly Problem[] => {
    const at = `${path}.${String(index)}`;
    if (!isMembers(choice)) return [{ path: at, message: 'must be an object with an account' }];
    const { account, weight = 1 } = choice;
    const problems = [...unknownMembers(choice, ['account', 'weight'], at)];
    if (!accounts.includes(String(account))) problems.push(oneOf(`${at}.account`, accounts));
    else if (seen.has(account)) problems.push({ path: `${at}.account`, message: 'is named before in this rule' });
    seen.add(account);
    if (typeof weight !== 'number' || !Number.isFinite(weight) || weight <= 0) {
      problems.push({ path: `${at}.weight`, message: 'must be a number above zero' });
    }
    return problems;
  });
}

function quoteProblems(quotes: unknown, choose: unknown, path: string): readonly Problem[] {
  if (choose !== 'cheapest') return [{ path, message: 'is for rules that choose "cheapest"' }];
  if (!isMembers(quotes)) return [{ path, message: 'must be an object of times' }];
  const times = ['withinMs', 'maxAgeMs'];
  const wrong = times.filter((name) => quotes[name] !== undefined && !isTimeSpan(quotes[name]));
  return [
    ...unknownMembers(quotes, times, path),
    ...wrong.map((name) => ({ path: `${path}.${name}`, message: 'must be whole milliseconds above zero' })),
  ];
}

function isTimeSpan(ms: unknown): boolean {
  return Number.isSafeInteger(ms) && Number(ms) > 0;
}

function conditionProblems(when: unknown, path: string): readonly Problem[] {
  if (!isMembers(when)) return [{ path, message: 'must be an object of conditions' }];
  const problems: Problem[] = [...unknownMembers(when, [...LISTS, 'amount', 'hours'], path)];
  for (const list of LISTS) {
    const allowed = list === 'operations' ? OPERATIONS : undefined;
    if (when[list] !== undefined) problems.push(...textProblems(when[list], `${path}.${list}`, allowed));
  }
  const { amount, hours } = when;
  if (amount !== undefined) problems.push(...amountProblems(amount, `${path}.amount`));
  if (hours !== undefined) problems.push(...hoursProblems(hours, `${path}.hours`));
  return problems;
}

function amountProblems(amount: unknown, path: string): readonly Problem[] {
  if (!isMembers(amount)) return [{ path, message: 'must be an object with a currency and bounds' }];
  const problems: Problem[] = [...unknownMembers(amount, ['currency', 'atLeast', 'below'], path)];
  if (typeof amount['currency'] !== 'string' || !isCurrencyCode(amount['currency'])) {
    problems.push({ path: `${path}.currency`, message: 'must be a currency code' });
  }
  for (const bound of ['atLeast', 'below']) {
    const text = amount[bound];
    const isBound = typeof text === 'string' && isDecimalText(text) && compareDecimals(text, '0') >= 0;
    if (text !== undefined && !isBound) {
      problems.push({ path: `${path}.${bound}`, message: 'must be decimal text, such as "100.00"' });
    }
  }
  return problems;
}

function hoursProblems(hours: unknown, path: string): readonly Problem[] {
  if (!isMembers(hours)) return [{ path, message: 'must be an object with a time zone and two times' }];
  const problems: Problem[] = [...unknownMembers(hours, ['timeZone', 'from', 'until', 'days'], path)];
  const { days, from, timeZone, until } = hours;
  const isTime = (time: unknown): time is string => typeof time === 'string' && TIME.test(time);
  for (const [edge, time] of [['from', from] as const, ['until', until] as const]) {
    if (!isTime(time)) problems.push({ path: `${path}.${edge}`, message: 'must be a time such as "09:00"' });
  }
  if (isTime(from) && isTime(until) && minutesOf(from) === minutesOf(until)) {
    problems.push({ path, message: 'must not begin when it ends' });
  }
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) {
    problems.push({ path: `${path}.timeZone`, message: 'must be an IANA time zone' });
  }
  if (days !== undefined) problems.push(...textProblems(days, `${path}.days`, DAYS));
  return problems;
}

function textProblems(list: unknown, path: string, allowed?: readonly string[]): readonly Problem[] {
  if (!Array.isArray(list)) return [{ path, message: 'must be a list' }];
  return (list as readonly unknown[]).flatMap((item, index): readonly Problem[] => {
    const at = `${path}.${String(index)}`;
    if (typeof item !== 'string' || item === '') return [{ path: at, message: 'must be text' }];
    return allowed === undefined || allowed.includes(item) ? [] : [oneOf(at, allowed)];
  });
}

function unknownMembers(members: Members, known: readonly string[], path: string): readonly Problem[] {
  return Object.keys(members)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: `${path}.${name}`, message: `is not known; there are ${known.join(', ')}` }));
}

function oneOf(path: string, names: readonly string[]): Problem {
  return { path, message: `must be one of ${names.join(', ')}` };
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
