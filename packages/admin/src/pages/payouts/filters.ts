import type { PayoutState } from '../../api/types.js';

export const PAYOUT_STATES: readonly PayoutState[] = [
  ...(['awaiting_approval', 'scheduled', 'ready', 'submitting', 'unknown', 'pending', 'broadcast'] as const),
  ...(['confirmed', 'failed', 'cancelled', 'reversed', 'needs_review'] as const),
];
export const ORIGINS = ['manual', 'scheduled', 'bonus'] as const;

/** Which payouts are shown, as the address of the page says. */
export interface Filters {
  readonly states: readonly PayoutState[];
  readonly search: string;
  readonly account: string;
  readonly client: string;
  readonly origin: string;
  readonly currency: string;
  /** Days, as `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly until: string;
}

/** What an address says. Words that mean nothing here are left out, so that an old or mistyped link still shows a list. */
export function filtersFrom(query: URLSearchParams): Filters {
  const text = (name: string): string => query.get(name)?.trim() ?? '';
  const day = (name: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text(name)) ? text(name) : '');
  const origin = text('origin');
  return {
    states: PAYOUT_STATES.filter((state) => query.getAll('state').includes(state)),
    search: text('search'),
    account: text('account'),
    client: text('client'),
    origin: (ORIGINS as readonly string[]).includes(origin) ? origin : '',
    currency: text('currency').toUpperCase(),
    from: day('from'),
    until: day('until'),
  };
}

/** The same as a question to the service: whole days of the reader's own calendar. */
export function toServiceQuery(filters: Filters): Readonly<Record<string, string | readonly string[]>> {
  const { from, states, until, ...others } = filters;
  return {
    ...others,
    state: states,
    from: from === '' ? '' : startOfDay(from, 0),
    before: until === '' ? '' : startOfDay(until, 1),
  };
}

function startOfDay(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
