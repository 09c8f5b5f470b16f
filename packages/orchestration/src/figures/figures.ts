import { InvalidRequestError, type Money, normaliseCurrency, type Problem } from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PayoutOrigin, PayoutRecord } from '../payout/payout-record.js';
import { PeriodCalendar, type PeriodLength } from './calendar.js';
import { type DurationFigures, Durations } from './durations.js';
import { type Counted, type StatusGroup, type Tally, TallyCounter } from './tally.js';

/** What figures are asked for: what was requested from `from` up to, and without, `before`. */
export interface FigureQuery {
  readonly from: Date;
  readonly before: Date;
  readonly account?: string | undefined;
  readonly client?: string | undefined;
  readonly currency?: string | undefined;
  /** Payouts of these alone. */
  readonly origins?: readonly PayoutOrigin[] | undefined;
  /** @defaultValue `day` */
  readonly per?: PeriodLength | undefined;
  /** Whose calendar the periods follow, such as `Europe/Berlin`. @defaultValue `UTC` */
  readonly timeZone?: string | undefined;
  /** A share of pending ones above which the report says so, from 0 to 1. */
  readonly pendingRateAbove?: number | undefined;
}

/** One figure beside the one of the period before. */
export interface Trend {
  readonly current: number;
  readonly previous: number;
  /** By how much it grew, as a share of the previous one; absent where that is zero. */
  readonly change?: number | undefined;
}

/** One slice of a distribution chart. */
export interface Slice {
  readonly status: string;
  readonly group: StatusGroup;
  readonly count: number;
  /** From 0 to 1. */
  readonly share: number;
}

/** Figures about payouts or payments. Plain data, ready for JSON. */
export interface FigureReport {
  readonly from: Date;
  readonly before: Date;
  readonly per: PeriodLength;
  readonly timeZone: string;
  readonly total: Tally;
  /** One for each day, week or month, those without anything included. */
  readonly periods: readonly ({ readonly period: string } & Tally)[];
  readonly byCurrency: readonly ({ readonly currency: string } & Tally)[];
  readonly byAccount: readonly ({ readonly account: string } & Tally)[];
  /** Of payouts: what started them. */
  readonly byOrigin: readonly ({ readonly origin: string } & Tally)[];
  /** From the first sending to the confirmation of a payout, from the request to the success of a payment. */
  readonly timeToConfirm?: DurationFigures | undefined;
  readonly distribution: readonly Slice[];
  /** Beside the time of the same length right before. */
  readonly trend: {
    readonly from: Date;
    readonly count: Trend;
    readonly confirmationRate: Trend;
    readonly pendingRate: Trend;
    readonly failureRate: Trend;
    readonly previous: Tally;
  };
  /** Whether the share of pending ones is above what was asked about. */
  readonly isPendingHigh?: boolean | undefined;
}

/** Figures about webhooks. */
export interface WebhookFigures {
  /** From the receipt of a message to its effect. */
  readonly lag?: DurationFigures | undefined;
  /** False where more than the latest thousand messages fall into the time: `lag` is that of those. */
  readonly isComplete: boolean;
  /** Deliveries that were refused since then, by reason. */
  readonly refusals: readonly { readonly account: string; readonly reason: string; readonly count: number }[];
}

const PAGE = 500;
const MOST_PERIODS = 1000;
const NEWEST = 1000;

/** One payout or payment with what it is counted by. */
interface Entry extends Counted {
  readonly account: string;
  readonly origin?: string | undefined;
  readonly requestedAt: Date;
  readonly tookMs?: number | undefined;
}

/** Counts what is written down: exact sums, a page at a time, from the same records that everything else works on. */
export class Figures {
  readonly #store: DurableStore;

  constructor({ store }: { readonly store: DurableStore }) {
    this.#store = store;
  }

  /** @throws {@link InvalidRequestError} Names every problem of the query at once. */
  async payouts(query: FigureQuery): Promise<FigureReport> {
    return this.#report(query, (from, before) => this.#payoutEntries(query, from, before));
  }

  /** @throws {@link InvalidRequestError} Names every problem of the query at once. */
  async payments(query: Omit<FigureQuery, 'origins'>): Promise<FigureReport> {
    return this.#report(query, (from, before) => this.#paymentEntries(query, from, before));
  }

  /** How quickly deliveries had their effect, and how many proved nothing. */
  async webhooks(query: {
    readonly from: Date;
    readonly before?: Date | undefined;
    readonly account?: string | undefined;
  }): Promise<WebhookFigures> {
    const { account, before, from } = query;
    const [messages, refusals] = await Promise.all([
      this.#store.listInbox({ account, states: ['done'], limit: NEWEST }),
      this.#store.refusals({ account, from }),
    ]);
    const lag = new Durations();
    for (const { doneAt, receivedAt } of messages) {
      if (doneAt === undefined || receivedAt < from || (before !== undefined && receivedAt >= before)) continue;
      lag.add(doneAt.getTime() - receivedAt.getTime());
    }
    const oldest = messages.at(-1)?.receivedAt;
    const isComplete = messages.length < NEWEST || (oldest !== undefined && oldest < from);
    return { lag: lag.figures(), isComplete, refusals };
  }

  async #report(
    query: FigureQuery,
    entries: (from: Date, before: Date) => AsyncIterable<Entry>,
  ): Promise<FigureReport> {
    const { before, from, pendingRateAbove, per = 'day', timeZone = 'UTC' } = query;
    const calendar = checked(query, per, timeZone);
    const total = new TallyCounter();
    const periods = new Counters(calendar.names(from, before, MOST_PERIODS));
    const [currencies, accounts, origins] = [new Counters(), new Counters(), new Counters()];
    const times = new Durations();
    const groups = new Map<string, StatusGroup>();
    for await (const entry of entries(from, before)) {
      total.add(entry);
      periods.of(calendar.nameOf(entry.requestedAt)).add(entry);
      currencies.of(normaliseCurrency(entry.amount.currency)).add(entry);
      accounts.of(entry.account).add(entry);
      if (entry.origin !== undefined) origins.of(entry.origin).add(entry);
      if (entry.tookMs !== undefined) times.add(entry.tookMs);
      groups.set(entry.status, entry.group);
    }
    const earlier = new Date(from.getTime() - (before.getTime() - from.getTime()));
    const past = new TallyCounter();
    for await (const entry of entries(earlier, from)) past.add(entry);

    const [now, previous] = [total.tally(), past.tally()];
    return {
      from,
      before,
      per,
      timeZone,
      total: now,
      periods: periods.tallies().map(([period, tally]) => ({ period, ...tally })),
      byCurrency: currencies.tallies().map(([currency, tally]) => ({ currency, ...tally })),
      byAccount: accounts.tallies().map(([account, tally]) => ({ account, ...tally })),
      byOrigin: origins.tallies().map(([origin, tally]) => ({ origin, ...tally })),
      timeToConfirm: times.figures(),
      distribution: Object.entries(now.statuses).map(([status, { count }]) => ({
        status,
        group: groups.get(status) ?? 'pending',
        count,
        share: count / now.count,
      })),
      trend: {
        from: earlier,
        count: trend(now.count, previous.count),
        confirmationRate: trend(now.confirmationRate, previous.confirmationRate),
        pendingRate: trend(now.pendingRate, previous.pendingRate),
        failureRate: trend(now.failureRate, previous.failureRate),
        previous,
      },
      ...(pendingRateAbove === undefined ? {} : { isPendingHigh: (now.pendingRate ?? 0) > pendingRateAbove }),
    };
  }

  async *#payoutEntries(query: FigureQuery, from: Date, before: Date): AsyncIterable<Entry> {
    const { account, client, currency, origins } = query;
    let after: string | undefined;
    do {
      const asked = { account, client, currency, requestedFrom: from, requestedBefore: before, limit: PAGE, after };
      const page = await this.#store.listPayouts(asked);
      for (const record of page.records) {
        if (origins === undefined || origins.includes(record.origin)) yield payoutEntry(record);
      }
      after = page.next;
    } while (after !== undefined);
  }

  async *#paymentEntries(query: FigureQuery, from: Date, before: Date): AsyncIterable<Entry> {
    const { account, client } = query;
    const currency = query.currency === undefined ? undefined : normaliseCurrency(query.currency);
    let after: string | undefined;
    do {
      const asked = { account, client, requestedFrom: from, requestedBefore: before, limit: PAGE, after };
      const page = await this.#store.listPayments(asked);
      for (const record of page.records) {
        if (currency === undefined || normaliseCurrency(record.terms.amount.currency) === currency) {
          yield paymentEntry(record);
        }
      }
      after = page.next;
    } while (after !== undefined);
  }
}

/** Counters by name, those named at first always among them. */
class Counters {
  readonly #counters = new Map<string, TallyCounter>();

  constructor(names: readonly string[] = []) {
    for (const name of names) this.of(name);
  }

  of(name: string): TallyCounter {
    const counter = this.#counters.get(name) ?? new TallyCounter();
    this.#counters.set(name, counter);
    return counter;
  }

  tallies(): readonly (readonly [string, Tally])[] {
    const sorted = [...this.#counters].sort(([one], [other]) => (one < other ? -1 : 1));
    return sorted.map(([name, counter]) => [name, counter.tally()]);
  }
}

function payoutEntry(record: PayoutRecord): Entry {
  const { account, confirmedAt, fee, firstSentAt, origin, postedFee, requestedAt, status, terms } = record;
  const isPaid = status === 'confirmed' || status === 'reversed';
  const group = PAYOUT_GROUPS[status];
  return {
    account,
    origin,
    requestedAt,
    status,
    group,
    amount: terms.amount,
    fee: isPaid ? (postedFee ?? fee) : undefined,
    tookMs: tookMs(firstSentAt ?? requestedAt, confirmedAt),
  };
}

function paymentEntry({ account, payment, requestedAt, state, succeededAt, terms }: PaymentRecord): Entry {
  const fee: Money | undefined = state === 'succeeded' ? payment?.fee : undefined;
  const group = PAYMENT_GROUPS[state];
  return {
    account,
    requestedAt,
    status: state,
    group,
    amount: terms.amount,
    fee,
    tookMs: tookMs(requestedAt, succeededAt),
  };
}

const PAYOUT_GROUPS: Readonly<Record<PayoutRecord['status'], StatusGroup>> = {
  pending: 'pending',
  broadcast: 'pending',
  confirmed: 'confirmed',
  failed: 'failed',
  cancelled: 'failed',
  reversed: 'reversed',
};

const PAYMENT_GROUPS: Readonly<Record<PaymentRecord['state'], StatusGroup>> = {
  opening: 'pending',
  unknown: 'pending',
  needs_review: 'pending',
  pending: 'pending',
  requires_action: 'pending',
  processing: 'pending',
  authorized: 'pending',
  succeeded: 'confirmed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

function tookMs(from: Date, to: Date | undefined): number | undefined {
  return to === undefined ? undefined : to.getTime() - from.getTime();
}

function trend(current = 0, previous = 0): Trend {
  return { current, previous, ...(previous === 0 ? {} : { change: (current - previous) / previous }) };
}

function checked(query: FigureQuery, per: PeriodLength, timeZone: string): PeriodCalendar {
  const { before, from, pendingRateAbove } = query;
  const problems: Problem[] = [];
  const isTime = !Number.isNaN(from.getTime()) && !Number.isNaN(before.getTime());
  if (!isTime || from >= before) problems.push({ path: 'before', message: 'must be an instant after from' });
  if (pendingRateAbove !== undefined && !(pendingRateAbove >= 0 && pendingRateAbove <= 1)) {
    problems.push({ path: 'pendingRateAbove', message: 'must be from 0 to 1' });
  }
  let calendar: PeriodCalendar | undefined;
  try {
    calendar = new PeriodCalendar(per, timeZone);
  } catch {
    problems.push({ path: 'timeZone', message: 'must be the name of a time zone, such as Europe/Berlin' });
  }
  if (calendar !== undefined && isTime && calendar.names(from, before, MOST_PERIODS).length > MOST_PERIODS) {
    problems.push({ path: 'per', message: `must divide the time into at most ${String(MOST_PERIODS)} periods` });
  }
  if (calendar === undefined || problems.length > 0) throw new InvalidRequestError(problems, { operation: 'figures' });
  return calendar;
}
