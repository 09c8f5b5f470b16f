import { compareDecimals } from '@paymux/core';
import type { RouteQuery, RoutingConditions, RoutingHours, RoutingRule, Weekday } from './routing-rule.js';

const DAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Why a rule does not fit, each reason a short sentence; empty when it fits. */
export function misfits({ when = {} }: RoutingRule, query: RouteQuery, at: Date): readonly string[] {
  const checks: readonly (string | undefined)[] = [
    among('the operation', [query.operation], when.operations),
    among('the currency', [query.amount.currency], when.currencies),
    among('the network', optional(query.network), when.networks),
    among('the country', optional(query.country), when.countries),
    among('a tag', query.tags ?? [], when.tags, 'exactly'),
    among('the customer', optional(query.customer), when.customers, 'exactly'),
    amountMisfit(query, when.amount),
    when.hours === undefined || isWithin(when.hours, at)
      ? undefined
      : `the time is outside ${describeHours(when.hours)}`,
  ];
  return checks.filter((misfit) => misfit !== undefined);
}

function among(
  what: string,
  has: readonly string[],
  wanted: readonly string[] | undefined,
  how: 'exactly' | 'in either case' = 'in either case',
): string | undefined {
  if (wanted === undefined) return undefined;
  const plain = (text: string): string => (how === 'exactly' ? text : text.toLowerCase());
  const names = new Set(wanted.map(plain));
  if (has.some((one) => names.has(plain(one)))) return undefined;
  const given = has.length === 0 ? 'not told' : has.join(', ');
  return `${what} is ${given}, not ${wanted.join(' or ')}`;
}

function amountMisfit({ amount }: RouteQuery, wanted: RoutingConditions['amount']): string | undefined {
  if (wanted === undefined) return undefined;
  const { atLeast, below, currency } = wanted;
  if (currency.toLowerCase() !== amount.currency.toLowerCase())
    return `the amount is in ${amount.currency}, not ${currency}`;
  if (atLeast !== undefined && compareDecimals(amount.amount, atLeast) < 0)
    return `the amount is below ${atLeast} ${currency}`;
  if (below !== undefined && compareDecimals(amount.amount, below) >= 0)
    return `the amount is not below ${below} ${currency}`;
  return undefined;
}

function optional(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

/** Whether an instant is within the hours, by the clocks of their zone. */
function isWithin({ days, from, timeZone, until }: RoutingHours, at: Date): boolean {
  const { day, minutes } = localTime(at, timeZone);
  const [begin, end] = [minutesOf(from), minutesOf(until)];
  const isOn = (weekday: Weekday): boolean => days === undefined || days.includes(weekday);
  if (begin < end) return isOn(day) && minutes >= begin && minutes < end;
  // Over midnight: the early hours belong to the day on which it began.
  const dayBefore = DAYS[(DAYS.indexOf(day) + 6) % 7] ?? day;
  return (isOn(day) && minutes >= begin) || (isOn(dayBefore) && minutes < end);
}

function localTime(at: Date, timeZone: string): { readonly day: Weekday; readonly minutes: number } {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? '';
  const day = DAYS.find((weekday) => weekday === part('weekday').toLowerCase()) ?? 'sun';
  return { day, minutes: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** Making one takes a thousand times longer than using it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  FORMATS.set(timeZone, format);
  return format;
}

/** Minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function describeHours({ days, from, timeZone, until }: RoutingHours): string {
  return `${days === undefined ? '' : `${days.join(', ')} `}${from} to ${until} (${timeZone})`;
}
