import { type Clock, InvalidRequestError, type Money, type Problem } from '@paymux/core';
import type { DurableStore, RecordPage } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import type { StoredDocument } from '../durable/stored-document.js';
import { IdempotencyConflictError } from '../payout/payout-errors.js';
import type { PayoutService } from '../payout/payout-service.js';
import { amountRuleProblems } from './amount-rule.js';
import { amountOf, plannedPayout, recipientsOf } from './planned-payouts.js';
import {
  isDate,
  type Occurrence,
  occurrenceAfter,
  occurrenceFrom,
  occurrenceLaterThan,
  recurrenceProblems,
} from './recurrence.js';
import {
  type RecipientLists,
  type Schedule,
  SCHEDULE,
  SCHEDULE_RUN,
  type ScheduleBody,
  type ScheduleChange,
  type ScheduleRequest,
  type ScheduleRun,
  toRun,
  toSchedule,
  within,
} from './schedule.js';

/** What {@link PayoutSchedules} work with. */
export interface PayoutSchedulesDependencies {
  readonly store: DurableStore;
  readonly payouts: PayoutService;
  readonly clock: Clock;
  /** @defaultValue none: schedules pay one wallet each */
  readonly recipients?: RecipientLists | undefined;
}

/** Names a schedule, the revision that was looked at, and who acts. */
export interface ScheduleDecision {
  readonly id: string;
  readonly revision: number;
  readonly actor: string;
  readonly note?: string | undefined;
}

/** What an occurrence would pay. */
export interface OccurrencePreview extends Occurrence {
  readonly payouts: readonly {
    readonly walletProfileId: string;
    /** Absent where it could not be paid. */
    readonly amount?: Money | undefined;
    readonly problems: readonly Problem[];
  }[];
}

const KEPT_CHANGES = 100;
const MOST_PREVIEWED = 100;

/** Payouts that are made again and again by a plan. */
export class PayoutSchedules {
  readonly #dependencies: PayoutSchedulesDependencies;

  constructor(dependencies: PayoutSchedulesDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Begins a schedule. The same request under the same id resolves to the schedule there is.
   *
   * @throws {@link InvalidRequestError} Names every problem at once.
   * @throws {@link IdempotencyConflictError} The id belongs to another schedule, also to one that has ended.
   */
  async create(request: ScheduleRequest): Promise<Schedule> {
    const { clock, store } = this.#dependencies;
    const now = clock.now();
    await this.#check(request, now);
    const first = this.#first(request, now);
    const body: ScheduleBody = {
      request,
      fingerprint: fingerprint(request),
      nextDate: first?.date,
      changes: [{ at: now, actor: request.creator, type: 'created' }],
    };
    const document: StoredDocument = {
      kind: SCHEDULE,
      id: request.id,
      revision: 1,
      state: first === undefined ? 'ended' : 'active',
      at: now,
      dueAt: first?.at,
      body,
    };
    const result = await store.commit([{ change: 'document_insert', document }]);
    if (result.committed) return toSchedule(document);
    const known = await this.#get(request.id);
    const { fingerprint: heldBy } = known.body as ScheduleBody;
    if (heldBy === body.fingerprint) return toSchedule(known);
    throw new IdempotencyConflictError(request.id, heldBy, body.fingerprint, { operation: 'createSchedule' });
  }

  /**
   * What a schedule would pay at its next occurrences, whether or not it has begun. Nothing is stored.
   *
   * @param occurrences - How many, from 1 to 100.
   * @throws {@link InvalidRequestError} Names every problem at once.
   */
  async preview(
    schedule: ScheduleRequest | { readonly id: string },
    occurrences = 5,
  ): Promise<readonly OccurrencePreview[]> {
    if (!(Number.isSafeInteger(occurrences) && occurrences >= 1 && occurrences <= MOST_PREVIEWED)) {
      const message = `must be a whole number from 1 to ${String(MOST_PREVIEWED)}`;
      throw new InvalidRequestError([{ path: 'occurrences', message }]);
    }
    const previewed = 'creator' in schedule ? await this.#planned(schedule) : toSchedule(await this.#get(schedule.id));
    const { recurrence } = previewed.request;
    const previews: OccurrencePreview[] = [];
    let next = previewed.next;
    while (next !== undefined && previews.length < occurrences) {
      previews.push({ ...next, payouts: await this.#plannedPayouts(previewed, next) });
      next = within(previewed.request, occurrenceAfter(recurrence, next.date));
    }
    return previews;
  }

  /** Lets nothing happen until it is resumed. What has begun goes on. @throws {@link InvalidRequestError} See `resume`. */
  async pause(decision: ScheduleDecision): Promise<Schedule> {
    return this.#change(decision, 'paused', ['active'], (document) => ({
      ...document,
      state: 'paused',
      dueAt: undefined,
    }));
  }

  /**
   * Goes on with the next occurrence from now. What would have happened meanwhile is not made up for.
   *
   * @throws {@link InvalidRequestError} There is none, it was changed since `revision`, or is in another state.
   */
  async resume(decision: ScheduleDecision): Promise<Schedule> {
    return this.#change(decision, 'resumed', ['paused'], (document) => {
      const body = document.body as ScheduleBody;
      const later = occurrenceLaterThan(body.request.recurrence, this.#dependencies.clock.now());
      const planned = body.nextDate === undefined ? later : occurrenceFrom(body.request.recurrence, body.nextDate);
      const next = within(body.request, planned.at > later.at ? planned : later);
      const state = next === undefined ? 'ended' : 'active';
      return { ...document, state, dueAt: next?.at, body: { ...body, nextDate: next?.date } };
    });
  }

  /** Ends a schedule for good. What has begun goes on. @throws {@link InvalidRequestError} See `resume`. */
  async end(decision: ScheduleDecision): Promise<Schedule> {
    return this.#change(decision, 'ended', ['active', 'paused'], (document) => ({
      ...document,
      state: 'ended',
      dueAt: undefined,
      body: { ...(document.body as ScheduleBody), nextDate: undefined },
    }));
  }

  async find(id: string): Promise<Schedule | undefined> {
    const document = await this.#dependencies.store.document(SCHEDULE, id);
    return document === undefined ? undefined : toSchedule(document);
  }

  /** A page of schedules, newest first. */
  async list(
    query: {
      readonly states?: readonly Schedule['state'][] | undefined;
      readonly limit?: number | undefined;
      readonly after?: string | undefined;
    } = {},
  ): Promise<RecordPage<Schedule>> {
    const { next, records } = await this.#dependencies.store.listDocuments({ kind: SCHEDULE, ...query });
    return { records: records.map(toSchedule), next };
  }

  /** A page of the runs of a schedule, the latest occurrence first. */
  async runs(
    id: string,
    query: { readonly limit?: number | undefined; readonly after?: string | undefined } = {},
  ): Promise<RecordPage<ScheduleRun>> {
    const { next, records } = await this.#dependencies.store.listDocuments({ kind: SCHEDULE_RUN, group: id, ...query });
    return { records: records.map(toRun), next };
  }

  async #planned(request: ScheduleRequest): Promise<Schedule> {
    const now = this.#dependencies.clock.now();
    await this.#check(request, now);
    return { request, state: 'active', revision: 0, next: this.#first(request, now), changes: [] };
  }

  async #plannedPayouts(schedule: Schedule, occurrence: Occurrence): Promise<OccurrencePreview['payouts']> {
    const { payouts, recipients = {}, store } = this.#dependencies;
    const planned: OccurrencePreview['payouts'][number][] = [];
    for await (const recipient of recipientsOf(schedule, occurrence, recipients)) {
      const payout = await plannedPayout(store, schedule.request, occurrence, recipient);
      planned.push({
        walletProfileId: payout.walletProfileId,
        amount: amountOf(payout),
        problems: 'request' in payout ? await payouts.problemsOf(payout.request) : payout.problems,
      });
    }
    return planned;
  }

  #first({ from, recurrence, ...request }: ScheduleRequest, now: Date): Occurrence | undefined {
    const later = occurrenceLaterThan(recurrence, now);
    const named = from === undefined ? later : occurrenceFrom(recurrence, from);
    return within({ ...request, recurrence }, named.at > later.at ? named : later);
  }

  async #check(request: ScheduleRequest, now: Date): Promise<void> {
    const { payouts, recipients = {}, store } = this.#dependencies;
    const { amount, catchUp = 'all', creator, from, id, recurrence, until, walletProfileId } = request;
    const problems: Problem[] = [
      ...amountRuleProblems(amount, 'amount'),
      ...recurrenceProblems(recurrence, 'recurrence'),
    ];
    if (!/^[A-Za-z0-9_-]{1,40}$/.test(id)) {
      problems.push({ path: 'id', message: 'must be 1 to 40 letters, digits, "_" or "-"' });
    }
    if (creator.trim() === '') problems.push({ path: 'creator', message: 'must say who asks for the payouts' });
    if (!['all', 'latest', 'none'].includes(catchUp)) {
      problems.push({ path: 'catchUp', message: 'must be all, latest or none' });
    }
    for (const [path, date] of Object.entries({ from, until })) {
      if (date !== undefined && !isDate(date)) problems.push({ path, message: 'must be a date such as "2026-12-24"' });
    }
    if ((walletProfileId === undefined) === (request.recipients === undefined)) {
      problems.push({ path: '', message: 'must have either walletProfileId or recipients' });
    }
    if (request.recipients !== undefined && !Object.hasOwn(recipients, request.recipients)) {
      problems.push({ path: 'recipients', message: 'must name a list of recipients of this process' });
    }
    if (problems.length === 0 && walletProfileId !== undefined) {
      const { date } = occurrenceLaterThan(recurrence, now);
      const planned = await plannedPayout(store, request, { date }, { walletProfileId });
      problems.push(...('request' in planned ? await payouts.problemsOf(planned.request) : planned.problems));
    }
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'createSchedule' });
  }

  async #change(
    { actor, id, note, revision }: ScheduleDecision,
    type: ScheduleChange['type'],
    states: readonly string[],
    change: (document: StoredDocument) => StoredDocument,
  ): Promise<Schedule> {
    const current = await this.#get(id);
    if (!states.includes(current.state)) {
      throw new InvalidRequestError([
        { path: 'id', message: `is ${current.state}: it must be ${states.join(' or ')}` },
      ]);
    }
    const at = this.#dependencies.clock.now();
    const changed = change(current);
    const body = changed.body as ScheduleBody;
    const changes = [...body.changes, { at, actor, type, ...(note === undefined ? {} : { note }) }];
    const document: StoredDocument = {
      ...changed,
      revision: revision + 1,
      body: { ...body, changes: changes.slice(-KEPT_CHANGES) },
    };
    const result = await this.#dependencies.store.commit([{ change: 'document_update', document }]);
    if (result.committed) return toSchedule(document);
    throw new InvalidRequestError([{ path: 'revision', message: 'is not the latest: look at the schedule again' }]);
  }

  async #get(id: string): Promise<StoredDocument> {
    const document = await this.#dependencies.store.document(SCHEDULE, id);
    if (document === undefined) throw new InvalidRequestError([{ path: 'id', message: 'names no schedule' }]);
    return document;
  }
}
