import type { Schedule } from '../../api/types.js';
import { amountFromTyping } from '../../language/amount-text.js';

/** The form of a new schedule as it is typed. */
export interface ScheduleForm {
  readonly id: string;
  readonly account: string;
  readonly client: string;
  readonly walletProfileId: string;
  readonly recipients: string;
  readonly rule: string;
  readonly amount: string;
  readonly currency: string;
  readonly percent: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly every: string;
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  readonly time: string;
  readonly timeZone: string;
  readonly from: string;
  readonly until: string;
  readonly catchUp: string;
  readonly plan: string;
  readonly description: string;
  readonly needsApproval: boolean;
}

export type ScheduleBody = Omit<Schedule['request'], 'creator'>;

export function emptySchedule(timeZone: string): ScheduleForm {
  return {
    ...{ id: '', account: '', client: '', walletProfileId: '', recipients: '' },
    ...{ rule: 'fixed', amount: '', currency: 'USDT', percent: '', minimum: '', maximum: '' },
    ...{ every: 'month', weekday: '1', day: '1', month: '1', time: '09:00', timeZone, from: '', until: '' },
    ...{ catchUp: 'all', plan: '', description: '', needsApproval: false },
  };
}

/** The request that the form means. Blank fields are left out; the service says what is wrong with the others. */
export function toScheduleBody(form: ScheduleForm): ScheduleBody {
  const { account, catchUp, description, from, needsApproval, plan, recipients, until, walletProfileId } = form;
  const given = { account, walletProfileId, recipients, from, until, plan, description };
  return {
    id: form.id.trim(),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== '')),
    amount: amountRule(form),
    recurrence: recurrence(form),
    ...(catchUp === 'latest' || catchUp === 'none' ? { catchUp } : {}),
    ...(needsApproval && { needsApproval }),
  };
}

function amountRule({ amount, currency, maximum, minimum, percent, rule }: ScheduleForm): ScheduleBody['amount'] {
  const money = (typed: string): { readonly amount: string; readonly currency: string } => ({
    amount: amountFromTyping(typed),
    currency: currency.trim().toUpperCase(),
  });
  if (rule !== 'percentage') return { type: 'fixed', amount: money(amount) };
  return {
    type: 'percentage',
    percent: amountFromTyping(percent),
    rounding: 'down',
    ...(amount !== '' && { base: money(amount) }),
    ...(minimum !== '' && { minimum: money(minimum) }),
    ...(maximum !== '' && { maximum: money(maximum) }),
  };
}

function recurrence({ day, every, month, time, timeZone, weekday }: ScheduleForm): ScheduleBody['recurrence'] {
  const at = { time, timeZone: timeZone.trim() };
  switch (every) {
    case 'day':
      return { every, ...at };
    case 'week':
      return { every, weekday: Number(weekday), ...at };
    case 'year':
      return { every, month: Number(month), day: Number(day), ...at };
    default:
      return { every: 'month', day: Number(day), ...at };
  }
}
