import type { Money, Problem } from '@paymux/core';
import type { StoredDocument } from '../durable/stored-document.js';
import type { PayoutTerms } from '../payout/payout-record.js';
import type { AmountRule } from './amount-rule.js';
import { type Occurrence, occurrenceFrom, type Recurrence } from './recurrence.js';

/**
 * What happens to occurrences that nobody was there for.
 *
 * - `all`: every one of them is run;
 * - `latest`: only the last of those that are due;
 * - `none`: none that is more than an hour late.
 */
export type CatchUp = 'all' | 'latest' | 'none';

/** What is paid again and again, to whom, and when. */
export interface ScheduleRequest {
  /** 1 to 40 letters, digits, `_` or `-`, and never used for another schedule: payouts are named after it. */
  readonly id: string;
  /** Who asks for it, and for every payout that comes of it. */
  readonly creator: string;
  /** @defaultValue the default account */
  readonly account?: string | undefined;
  /** The one wallet that is paid. Either this or `recipients`. */
  readonly walletProfileId?: string | undefined;
  /** The name of the list of those who are paid; the application brings it. See `RecipientLists`. */
  readonly recipients?: string | undefined;
  readonly amount: AmountRule;
  readonly recurrence: Recurrence;
  /** The first date on which it can happen, as `YYYY-MM-DD` in its time zone. @defaultValue the next one */
  readonly from?: string | undefined;
  /** The last date on which it can happen. @defaultValue it does not end by itself */
  readonly until?: string | undefined;
  /** @defaultValue `all` */
  readonly catchUp?: CatchUp | undefined;
  /** The plan it is for: remembered with every payout. */
  readonly plan?: string | undefined;
  readonly feeFrom?: PayoutTerms['feeFrom'];
  readonly description?: string | undefined;
  /** Has every payout wait for a second person, also where no rule says so. @defaultValue `false` */
  readonly needsApproval?: boolean | undefined;
}

/** One who is paid by a schedule with a list. */
export interface Recipient {
  readonly walletProfileId: string;
  /** What a percentage is of. @defaultValue the rule's own base */
  readonly base?: Money | undefined;
}

/**
 * The lists of those who are paid, by their names. Each is asked anew for every occurrence, and once more after an
 * interruption: who was paid already is not paid again. A client is paid once for an occurrence.
 */
export type RecipientLists = Readonly<
  Record<string, (schedule: Schedule, occurrence: Occurrence) => Iterable<Recipient> | AsyncIterable<Recipient>>
>;

/** Who changed what of a schedule. */
export interface ScheduleChange {
  readonly at: Date;
  readonly actor: string;
  readonly type: 'created' | 'paused' | 'resumed' | 'ended';
  readonly note?: string | undefined;
}

/** A schedule as it stands. */
export interface Schedule {
  readonly request: ScheduleRequest;
  readonly state: 'active' | 'paused' | 'ended';
  readonly revision: number;
  /** The occurrence that comes next. Absent: none does. */
  readonly next?: Occurrence | undefined;
  /** The last 100 changes by people, oldest first. */
  readonly changes: readonly ScheduleChange[];
}

/** What came of one occurrence. */
export interface ScheduleRun {
  readonly schedule: string;
  /** The date in the schedule's time zone. */
  readonly date: string;
  /** When it was to happen. */
  readonly at: Date;
  /** `waiting`: some payouts are not covered, and are tried again. */
  readonly state: 'due' | 'waiting' | 'done' | 'skipped';
  /** Payouts that there are. What became of them, they tell: `listPayouts` and their `trigger`. */
  readonly accepted: number;
  readonly refused: number;
  /** The first 100 of those who could not be paid. */
  readonly problems: readonly RecipientProblem[];
}

/** Why one recipient could not be paid. */
export interface RecipientProblem {
  readonly walletProfileId: string;
  readonly problems: readonly Problem[];
}

/** The kinds of documents that schedules are kept as. */
export const SCHEDULE = 'schedule';
export const SCHEDULE_RUN = 'schedule_run';

/** What is kept of a schedule. */
export interface ScheduleBody {
  readonly request: ScheduleRequest;
  readonly fingerprint: string;
  readonly nextDate?: string | undefined;
  readonly changes: readonly ScheduleChange[];
}

export function toSchedule({ body, revision, state }: StoredDocument): Schedule {
  const { changes, nextDate, request } = body as ScheduleBody;
  const next = nextDate === undefined ? undefined : occurrenceFrom(request.recurrence, nextDate);
  return { request, state: state as Schedule['state'], revision, next, changes };
}

export function toRun({ body, state }: StoredDocument): ScheduleRun {
  return { ...(body as Omit<ScheduleRun, 'state'>), state: state as ScheduleRun['state'] };
}

/** Names the run of an occurrence. */
export function runId(schedule: string, date: string): string {
  return `${schedule}:${date}`;
}

/** The occurrence, unless the schedule ends before it. */
export function within({ until }: ScheduleRequest, occurrence: Occurrence): Occurrence | undefined {
  return until === undefined || occurrence.date <= until ? occurrence : undefined;
}
