import { type Clock, InvalidRequestError, type Logger, type Problem } from '@paymux/core';
import type { Claimed, DurableStore } from '../durable/durable-store.js';
import type { StoredDocument } from '../durable/stored-document.js';
import { IdempotencyConflictError, NotCoveredError } from '../payout/payout-errors.js';
import type { PayoutRequest, PayoutService } from '../payout/payout-service.js';
import { plannedPayout, type PlannedPayout, recipientsOf } from './planned-payouts.js';
import { occurrenceAfter, occurrenceFrom } from './recurrence.js';
import {
  type Recipient,
  type RecipientLists,
  type RecipientProblem,
  runId,
  SCHEDULE,
  SCHEDULE_RUN,
  type ScheduleBody,
  type ScheduleRun,
  toSchedule,
  within,
} from './schedule.js';

/** What a {@link ScheduleRunner} works with. */
export interface ScheduleRunnerDependencies {
  readonly store: DurableStore;
  readonly payouts: PayoutService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly recipients?: RecipientLists | undefined;
  /** How long a run goes on before it lets go of its lease, in milliseconds. @defaultValue 10 seconds */
  readonly runForMs?: number | undefined;
}

const MINUTE_MS = 60_000;
const RUN_FOR_MS = 10_000;
const LATE_MS = 60 * MINUTE_MS;
const COVER_AGAIN_MS = 15 * MINUTE_MS;
const COVER_WITHIN_MS = 24 * 60 * MINUTE_MS;
const AT_ONCE = 16;
const KEPT_PROBLEMS = 100;

type Outcome = 'accepted' | { readonly isCovered: boolean; readonly problem: RecipientProblem };

/**
 * Runs the occurrences of schedules, each once, however many workers there are and wherever one of them stops: that an
 * occurrence has come, and which one is next, is one commit; and its payouts have references that follow from it, so
 * that a run that begins again finds what it has paid.
 */
export class ScheduleRunner {
  readonly #dependencies: ScheduleRunnerDependencies;

  constructor(dependencies: ScheduleRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Has one occurrence of a leased schedule begin, or be skipped. */
  async stepSchedule({ fence, row }: Claimed<StoredDocument>): Promise<void> {
    const { clock, logger, store } = this.#dependencies;
    const body = row.body as ScheduleBody;
    const { nextDate, request } = body;
    if (row.state !== 'active' || nextDate === undefined) return;
    const now = clock.now();
    const { at, date } = occurrenceFrom(request.recurrence, nextDate);
    // Both clocks have to agree: money that goes out early does not come back.
    if (at > now) return;
    const following = within(request, occurrenceAfter(request.recurrence, date));
    const lateMs = now.getTime() - at.getTime();
    const isSkipped =
      (request.catchUp === 'latest' && following !== undefined && following.at <= now) ||
      (request.catchUp === 'none' && lateMs > LATE_MS);
    const run: StoredDocument = {
      kind: SCHEDULE_RUN,
      id: runId(row.id, date),
      revision: 1,
      group: row.id,
      state: isSkipped ? 'skipped' : 'due',
      at,
      dueAt: isSkipped ? undefined : now,
      body: { schedule: row.id, date, at, accepted: 0, refused: 0, problems: [] } satisfies Omit<ScheduleRun, 'state'>,
    };
    const next: StoredDocument = {
      ...row,
      revision: row.revision + 1,
      state: following === undefined ? 'ended' : 'active',
      dueAt: following?.at,
      body: { ...body, nextDate: following?.date } satisfies ScheduleBody,
    };
    const result = await store.commit([
      { change: 'document_update', document: next, fence },
      { change: 'document_insert', document: run },
    ]);
    if (result.committed) logger.info('schedule.occurred', { schedule: row.id, date, isSkipped });
    // The occurrence was run before: a schedule that was resumed or restored does not run it again.
    else if (result.conflict === 'taken') await store.commit([{ change: 'document_update', document: next, fence }]);
  }

  /** Pays everyone whom a leased occurrence is for and who was not paid yet. */
  async stepRun({ fence, row }: Claimed<StoredDocument>): Promise<void> {
    const { clock, logger, recipients = {}, runForMs = RUN_FOR_MS, store } = this.#dependencies;
    const run = row.body as Omit<ScheduleRun, 'state'>;
    const document = await store.document(SCHEDULE, run.schedule);
    if (document === undefined) throw new TypeError(`The store lost schedule ${run.schedule}.`);
    const schedule = toSchedule(document);
    const startedAt = clock.now().getTime();
    const outcomes = new Outcomes();
    let batch: Recipient[] = [];
    let isOver = true;
    for await (const recipient of recipientsOf(schedule, run, recipients)) {
      batch.push(recipient);
      if (batch.length < AT_ONCE) continue;
      outcomes.add(await this.#pay(schedule.request, run.date, batch));
      batch = [];
      isOver = clock.now().getTime() - startedAt < runForMs;
      if (!isOver) break;
    }
    outcomes.add(await this.#pay(schedule.request, run.date, batch));
    const now = clock.now();
    const isCoveredLater = outcomes.uncovered > 0 && now.getTime() - run.at.getTime() < COVER_WITHIN_MS;
    const state: ScheduleRun['state'] = !isOver ? 'due' : isCoveredLater ? 'waiting' : 'done';
    const dueAt = { due: now, waiting: new Date(now.getTime() + COVER_AGAIN_MS), done: undefined }[state];
    const { accepted, problems, refused } = outcomes;
    const after: StoredDocument = {
      ...row,
      revision: row.revision + 1,
      state,
      dueAt,
      body: { ...run, accepted, refused, problems },
    };
    const result = await store.commit([{ change: 'document_update', document: after, fence }]);
    if (!result.committed || state === 'due') return;
    const fields = { schedule: run.schedule, date: run.date, accepted, refused, state };
    if (refused > 0) logger.error('schedule.run_incomplete', fields);
    else logger.info('schedule.run_done', fields);
  }

  async #pay(
    schedule: Parameters<typeof plannedPayout>[1],
    date: string,
    recipients: readonly Recipient[],
  ): Promise<readonly Outcome[]> {
    const { store } = this.#dependencies;
    return Promise.all(
      recipients.map(async (recipient) => this.#accept(await plannedPayout(store, schedule, { date }, recipient))),
    );
  }

  async #accept(planned: PlannedPayout): Promise<Outcome> {
    const { walletProfileId } = planned;
    const refused = (problems: readonly Problem[], isCovered = true): Outcome => {
      return { isCovered, problem: { walletProfileId, problems } };
    };
    if ('problems' in planned) return refused(planned.problems);
    if (await this.#isPaid(planned.request)) return 'accepted';
    try {
      await this.#dependencies.payouts.acceptPayout(planned.request);
      return 'accepted';
    } catch (error) {
      if (error instanceof InvalidRequestError) return refused(error.problems);
      if (error instanceof NotCoveredError) return refused([{ path: 'amount', message: 'is not covered' }], false);
      if (!(error instanceof IdempotencyConflictError)) throw error;
      // Another worker ran the same occurrence just now, and the wallet was changed in between.
      if (await this.#isPaid(planned.request)) return 'accepted';
      return refused([{ path: 'reference', message: 'belongs to a payout of something else' }]);
    }
  }

  /** Whether this occurrence has paid its client, whatever the wallet and the amount were then. */
  async #isPaid({ account, reference, trigger }: PayoutRequest): Promise<boolean> {
    const known = await this.#dependencies.payouts.findPayout({ reference, account });
    return known?.trigger?.['schedule'] !== undefined && known.trigger['schedule'] === trigger?.['schedule'];
  }
}

/** What came of the recipients of a run. */
class Outcomes {
  readonly problems: RecipientProblem[] = [];
  accepted = 0;
  refused = 0;
  uncovered = 0;

  add(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome === 'accepted') {
        this.accepted += 1;
        continue;
      }
      this.refused += 1;
      if (!outcome.isCovered) this.uncovered += 1;
      if (this.problems.length < KEPT_PROBLEMS) this.problems.push(outcome.problem);
    }
  }
}
