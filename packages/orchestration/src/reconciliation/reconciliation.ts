import {
  type Clock,
  compareMoney,
  InvalidRequestError,
  type Logger,
  type Money,
  normaliseCurrency,
  type PaymentProvider,
  PaymentsError,
  type Problem,
  type ProviderRegistry,
  type RandomSource,
  subtractMoney,
  sumMoney,
} from '@paymux/core';
import type { Change, Claimed, DurableStore, RecordPage } from '../durable/durable-store.js';
import { recordId } from '../durable/record-id.js';
import { backOffMs } from '../durable/sending.js';
import type { StoredDocument } from '../durable/stored-document.js';
import type { PaymentState } from '../payment/payment-record.js';
import type { PayoutState } from '../payout/payout-record.js';
import type { Step } from '../worker/worker.js';
import { ADVICE } from './advice.js';
import { type Comparison, findingId } from './compare-record.js';
import type { Finding, FindingKind, KeptFinding } from './finding.js';
import { FindingShelf, type FindingQuery } from './finding-shelf.js';
import { ProviderComparison, type Settle } from './provider-comparison.js';
import {
  type KeptRun,
  NOTHING_CHECKED,
  type PagedProgress,
  type ReconciliationRun,
  type ReconciliationSummary,
  type RunProgress,
} from './reconciliation-run.js';
import { SettlementImport, type SettlementFile, type SettlementReport } from './settlement-import.js';

/** Tells what an account's balance is at its provider, in each asset; `undefined` where the provider does not tell. */
export type BalanceSource = (account: string) => Promise<readonly Money[] | undefined>;

/** How records are reconciled. Every time is in milliseconds. */
export interface ReconciliationPolicy {
  /** How far the first run looks back. @defaultValue 7 days */
  readonly lookBackMs: number;
  /** What is younger may still be on its way, and is left to the next run. @defaultValue 5 minutes */
  readonly graceMs: number;
  /** What is open for longer is late. @defaultValue 24 hours */
  readonly lateAfterMs: number;
  /** How much of a period is compared at first; then more where there is little in it, and less where much. @defaultValue 6 hours */
  readonly windowMs: number;
  /** Open records from before the period, and open findings, that are looked at in one step. @defaultValue 100 */
  readonly batch: number;
  /** From one scheduled run to the next. @defaultValue 1 hour */
  readonly everyMs: number;
  /** From a failure to the next try; doubles with each. @defaultValue 1 minute */
  readonly retryMs: number;
  /** Failures one after another before a run is given up. @defaultValue 10 */
  readonly tries: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What applies where nothing else is said. */
export const RECONCILIATION_POLICY: ReconciliationPolicy = {
  lookBackMs: 168 * HOUR_MS,
  graceMs: 5 * MINUTE_MS,
  lateAfterMs: 24 * HOUR_MS,
  windowMs: 6 * HOUR_MS,
  batch: 100,
  everyMs: HOUR_MS,
  retryMs: MINUTE_MS,
  tries: 10,
};

/** What a {@link Reconciliation} works with. */
export interface ReconciliationDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly policy: ReconciliationPolicy;
  /** Takes in what the provider says about an open record. Without it, such a record is a finding. */
  readonly settle?: Settle | undefined;
  /** @defaultValue no provider tells */
  readonly balanceOf?: BalanceSource | undefined;
}

/** What to reconcile. */
export interface ReconciliationRequest {
  readonly account: string;
  /** @defaultValue where the last run ended, or as long ago as is looked back */
  readonly since?: Date | undefined;
}

/** Between these many objects a window stays as long as it is. */
const FEW = 500;
const MANY = 5000;
const LONGEST_WINDOW_MS = 30 * 24 * HOUR_MS;

const RUN = 'reconciliation_run';
const SCHEDULE = 'reconciliation_schedule';

const OPEN_PAYOUTS: readonly PayoutState[] = ['submitting', 'unknown', 'pending', 'broadcast', 'needs_review'];
const OPEN_PAYMENTS: readonly PaymentState[] = [
  'opening',
  'unknown',
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'needs_review',
];

/**
 * Compares what is written down here with what providers and banks hold, and keeps what does not agree until it does.
 *
 * A run stores how far it is after every step, and every finding goes by a name of its own: a run that was broken off
 * goes on where it stopped, and ends the same.
 */
export class Reconciliation {
  readonly #dependencies: ReconciliationDependencies;
  readonly #shelf: FindingShelf;

  constructor(dependencies: ReconciliationDependencies) {
    this.#dependencies = dependencies;
    this.#shelf = new FindingShelf(dependencies.store);
  }

  /** What the documents of this part are worked on with, by their kind. */
  get steps(): Readonly<Record<string, Step<StoredDocument>>> {
    return { [RUN]: (claimed) => this.#runStep(claimed), [SCHEDULE]: (claimed) => this.#scheduleStep(claimed) };
  }

  /**
   * Reconciles an account, and resolves once it is done. Without `since`, a run that was broken off goes on.
   *
   * @throws {@link InvalidRequestError} No such account is configured, or `since` is not in the past.
   * @throws Whatever the provider's history throws. What was done is kept: the same call goes on from there.
   */
  async reconcile(request: ReconciliationRequest): Promise<ReconciliationRun> {
    this.#check(request);
    const broken = request.since === undefined ? await this.#latest(request.account, ['running', 'failed']) : undefined;
    let document = broken ?? (await this.#begun(request, undefined));
    for (;;) {
      const run = bodyOf(document);
      if (run.state === 'done') return toRun(run);
      const advanced = await this.#advance({ ...run, state: 'running' });
      const saved = withRun(document, advanced, document.dueAt);
      const result = await this.#dependencies.store.commit([{ change: 'document_update', document: saved }]);
      // Where a worker is at the same run, whoever is quicker is right: both find the same.
      document = result.committed ? saved : await this.#get(document.id);
    }
  }

  /** Leaves a reconciliation to the workers, and resolves as soon as it is stored. */
  async start(request: ReconciliationRequest): Promise<ReconciliationRun> {
    this.#check(request);
    return toRun(bodyOf(await this.#begun(request, this.#dependencies.clock.now())));
  }

  /**
   * Has the workers reconcile an account again and again, each time from where the last run ended.
   *
   * @throws {@link InvalidRequestError} No such account is configured, or the time is not a minute or more.
   */
  async schedule(plan: { readonly account: string; readonly everyMs?: number | undefined }): Promise<void> {
    const { policy, store } = this.#dependencies;
    const { account, everyMs = policy.everyMs } = plan;
    this.#check({ account }, everyMs >= MINUTE_MS ? [] : [{ path: 'everyMs', message: 'must be 60000 or more' }]);
    const now = this.#dependencies.clock.now();
    for (;;) {
      const kept = await store.document(SCHEDULE, account);
      const planned = { kind: SCHEDULE, id: account, state: 'active', at: now, dueAt: now, body: { everyMs } };
      if (kept?.state === 'active' && (kept.body as { everyMs: number }).everyMs === everyMs) return;
      const change: Change =
        kept === undefined
          ? { change: 'document_insert', document: { ...planned, revision: 1 } }
          : { change: 'document_update', document: { ...planned, revision: kept.revision + 1 } };
      if ((await store.commit([change])).committed) return;
    }
  }

  /** Ends what {@link schedule} began. */
  async unschedule(account: string): Promise<void> {
    const { store } = this.#dependencies;
    for (;;) {
      const kept = await store.document(SCHEDULE, account);
      if (kept?.state !== 'active') return;
      const document = { ...kept, revision: kept.revision + 1, state: 'ended', dueAt: undefined };
      if ((await store.commit([{ change: 'document_update', document }])).committed) return;
    }
  }

  async find(id: string): Promise<ReconciliationRun | undefined> {
    const document = await this.#dependencies.store.document(RUN, id);
    return document === undefined ? undefined : toRun(bodyOf(document));
  }

  /** A page of runs, the latest first. */
  async list(query: {
    readonly account?: string | undefined;
    readonly limit?: number | undefined;
    readonly after?: string | undefined;
  }): Promise<RecordPage<ReconciliationRun>> {
    const { account, after, limit } = query;
    const page = await this.#dependencies.store.listDocuments({ kind: RUN, group: account, limit, after });
    return { records: page.records.map((document) => toRun(bodyOf(document))), next: page.next };
  }

  /** A page of findings, the latest first. */
  findings(query: FindingQuery): Promise<RecordPage<KeptFinding>> {
    return this.#shelf.list(query);
  }

  /** One finding, by its id; `undefined` if there is none. */
  finding(id: string): Promise<KeptFinding | undefined> {
    return this.#shelf.find(id);
  }

  /**
   * Notes that a finding is as it should be: it is closed, and not found again.
   *
   * @throws {@link InvalidRequestError} There is no open finding by this id.
   */
  async accept(decision: {
    readonly id: string;
    readonly actor: string;
    readonly note?: string | undefined;
  }): Promise<KeptFinding> {
    const { actor, id, note } = decision;
    const accepted = await this.#shelf.accept(id, actor, note, this.#dependencies.clock.now());
    if (accepted !== undefined) return accepted;
    throw new InvalidRequestError([{ path: 'id', message: 'must be that of an open finding' }]);
  }

  /**
   * Compares a bank's or provider's settlement file with the payouts and payments of an account. The same file can be
   * imported again, also after half of it.
   *
   * @throws {@link InvalidRequestError} The account, the mapping or the head of the file cannot be used; names every
   *   problem at once. Rows that cannot be read are told in the report.
   */
  async importSettlement(file: SettlementFile): Promise<SettlementReport> {
    this.#check({ account: file.account });
    const { clock, store } = this.#dependencies;
    return new SettlementImport({ store, clock, shelf: this.#shelf }).run(file);
  }

  #check({ account, since }: ReconciliationRequest, others: readonly Problem[] = []): void {
    const problems = [...others];
    if (this.#dependencies.providers.find(account) === undefined) {
      problems.push({ path: 'account', message: 'must be one that is configured' });
    }
    if (since !== undefined && !(since.getTime() < this.#dependencies.clock.now().getTime())) {
      problems.push({ path: 'since', message: 'must be an instant in the past' });
    }
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'reconcile' });
  }

  async #begun({ account, since }: ReconciliationRequest, dueAt: Date | undefined): Promise<StoredDocument> {
    const { store } = this.#dependencies;
    const document = await this.#newRun(account, since, dueAt);
    await store.commit([{ change: 'document_insert', document }]);
    return document;
  }

  async #newRun(account: string, since: Date | undefined, dueAt: Date | undefined): Promise<StoredDocument> {
    const { clock, policy, random } = this.#dependencies;
    const now = clock.now();
    const last = since === undefined ? await this.#latest(account, ['done']) : undefined;
    const from = since ?? (last === undefined ? new Date(now.getTime() - policy.lookBackMs) : bodyOf(last).until);
    // Whole seconds: providers round the time of creation down to them.
    const start = new Date(Math.floor(from.getTime() / 1000) * 1000);
    const until = new Date(Math.max(start.getTime(), Math.floor((now.getTime() - policy.graceMs) / 1000) * 1000));
    const run: KeptRun = {
      id: recordId('rec', clock, random),
      account,
      state: 'running',
      since: start,
      until,
      startedAt: now,
      summary: NOTHING_CHECKED,
      progress: { part: 'history', from: start, windowMs: policy.windowMs },
      failures: 0,
    };
    const { id, state } = run;
    return { kind: RUN, id, revision: 1, group: account, state, at: now, dueAt, body: run };
  }

  async #latest(account: string, states: readonly KeptRun['state'][]): Promise<StoredDocument | undefined> {
    const page = await this.#dependencies.store.listDocuments({ kind: RUN, group: account, states, limit: 1 });
    return page.records[0];
  }

  async #get(id: string): Promise<StoredDocument> {
    const document = await this.#dependencies.store.document(RUN, id);
    if (document === undefined) throw new TypeError(`The store lost the reconciliation ${id}. Restore it first.`);
    return document;
  }

  async #scheduleStep({ fence, row }: Claimed<StoredDocument>): Promise<void> {
    const { clock, store } = this.#dependencies;
    const now = clock.now();
    const { everyMs } = row.body as { readonly everyMs: number };
    const running = await this.#latest(row.id, ['running']);
    const dueAt = new Date(now.getTime() + everyMs);
    const next: Change = {
      change: 'document_update',
      document: { ...row, revision: row.revision + 1, dueAt },
      fence,
    };
    // A run that takes longer than the time between two is not overtaken.
    if (running !== undefined) await store.commit([next]);
    else {
      const document = await this.#newRun(row.id, undefined, now);
      await store.commit([next, { change: 'document_insert', document }]);
    }
  }

  async #runStep({ fence, row }: Claimed<StoredDocument>): Promise<void> {
    const { clock, logger, policy, store } = this.#dependencies;
    const run = bodyOf(row);
    let after: KeptRun;
    let dueAt: Date | undefined;
    try {
      after = await this.#advance(run);
      dueAt = after.state === 'running' ? clock.now() : undefined;
    } catch (error) {
      const failures = run.failures + 1;
      const problem = PaymentsError.isInstance(error) ? error.code : error instanceof Error ? error.name : 'unknown';
      const isOver = failures >= policy.tries;
      after = { ...run, failures, problem, state: isOver ? 'failed' : 'running' };
      const waitMs = backOffMs(run.failures, policy.retryMs, HOUR_MS);
      dueAt = isOver ? undefined : new Date(clock.now().getTime() + waitMs);
      logger[isOver ? 'error' : 'warn']('reconciliation.failed', {
        account: run.account,
        run: run.id,
        failures,
        error,
      });
    }
    await store.commit([{ change: 'document_update', document: withRun(row, after, dueAt), fence }]);
  }

  /** One step of a run. Everything in it may be done twice. */
  async #advance(run: KeptRun): Promise<KeptRun> {
    const provider = this.#dependencies.providers.get(run.account);
    const { progress } = run;
    switch (progress.part) {
      case 'history':
        return this.#history(run, provider, progress);
      case 'open_payouts':
      case 'open_payments':
        return this.#open(run, provider, progress);
      case 'balance':
        return this.#balance(run);
      case 'open_findings':
        return this.#openFindings(run, provider, progress);
    }
  }

  async #history(
    run: KeptRun,
    provider: PaymentProvider,
    { from, windowMs }: Extract<RunProgress, { readonly part: 'history' }>,
  ): Promise<KeptRun> {
    if (from >= run.until) return moved(run, { part: 'open_payouts' });
    const before = new Date(Math.min(run.until.getTime(), from.getTime() + windowMs));
    const comparison = this.#comparison(run, provider);
    await comparison.period(from, before);
    const compared = await this.#keep(run, comparison);
    const count = compared.summary.checked - run.summary.checked;
    return moved(compared, { part: 'history', from: before, windowMs: nextWindowMs(windowMs, count) });
  }

  /** What was open before the period: a record can be settled there at any time. */
  async #open(run: KeptRun, provider: PaymentProvider, { after, part }: PagedProgress): Promise<KeptRun> {
    const { policy, store } = this.#dependencies;
    const comparison = this.#comparison(run, provider);
    const query = { account: run.account, requestedBefore: run.since, limit: policy.batch, after };
    let next: string | undefined;
    if (part === 'open_payouts') {
      const page = await store.listPayouts({ ...query, states: OPEN_PAYOUTS });
      for (const record of page.records) await comparison.payout(record);
      next = page.next;
    } else {
      const page = await store.listPayments({ ...query, states: OPEN_PAYMENTS });
      for (const record of page.records) await comparison.payment(record);
      next = page.next;
    }
    const compared = await this.#keep(run, comparison);
    if (next !== undefined) return moved(compared, { part, after: next });
    return moved(compared, part === 'open_payouts' ? { part: 'open_payments' } : { part: 'balance' });
  }

  async #balance(run: KeptRun): Promise<KeptRun> {
    const { balanceOf, clock, store } = this.#dependencies;
    const told = await balanceOf?.(run.account);
    if (told !== undefined) {
      const booked = await store.balances(run.account);
      const findings = balanceFindings(run.account, told, booked);
      await this.#shelf.keep(findings, run.id, clock.now());
    }
    return moved(run, { part: 'open_findings' });
  }

  /** Looks once more at what earlier runs found, closes what is settled, and counts what is open. */
  async #openFindings(run: KeptRun, provider: PaymentProvider, { after }: PagedProgress): Promise<KeptRun> {
    const { clock, logger, policy } = this.#dependencies;
    const comparison = this.#comparison(run, provider);
    const page = await this.#shelf.list({ account: run.account, limit: policy.batch, after });
    const settled: Finding[] = [];
    const counts: Partial<Record<FindingKind, number>> = { ...run.summary.findings };
    let alerts = 0;
    for (const finding of page.records) {
      const isSettled =
        finding.seenBy !== run.id && finding.source === 'provider' && (await this.#isSettled(finding, comparison));
      if (isSettled) settled.push(finding);
      else {
        counts[finding.kind] = (counts[finding.kind] ?? 0) + 1;
        if (finding.foundBy === run.id) alerts += 1;
      }
    }
    await this.#shelf.close(settled, clock.now());
    const { errors } = comparison.take();
    const { summary } = run;
    const counted: KeptRun = {
      ...run,
      summary: {
        ...summary,
        alerts: summary.alerts + alerts,
        closed: summary.closed + settled.length,
        errors: summary.errors + errors,
        findings: counts,
      },
    };
    if (page.next !== undefined) return moved(counted, { part: 'open_findings', after: page.next });
    logger.info('reconciliation.done', { account: run.account, run: run.id, ...counted.summary });
    return { ...moved(counted, { part: 'open_findings' }), state: 'done', finishedAt: clock.now() };
  }

  async #isSettled(finding: Finding, comparison: ProviderComparison): Promise<boolean> {
    // This run looked at the balance, and did not find it again; without a source nothing is known.
    if (finding.kind === 'balance') return (await this.#dependencies.balanceOf?.(finding.account)) !== undefined;
    return (await comparison.holds(finding)) === false;
  }

  #comparison({ account, startedAt }: KeptRun, provider: PaymentProvider): ProviderComparison {
    const { policy, settle, store } = this.#dependencies;
    // As of the start, so that a run that was broken off ends the same.
    const how: Comparison = { now: startedAt, lateAfterMs: policy.lateAfterMs, graceMs: policy.graceMs };
    return new ProviderComparison({ store, provider, account, how, settle });
  }

  async #keep(run: KeptRun, comparison: ProviderComparison): Promise<KeptRun> {
    const { checked, errors, finalized, findings, unverifiable } = comparison.take();
    await this.#shelf.keep(findings, run.id, this.#dependencies.clock.now());
    const { summary } = run;
    const added: ReconciliationSummary = {
      ...summary,
      checked: summary.checked + checked,
      finalized: summary.finalized + finalized,
      errors: summary.errors + errors,
      unverifiable: summary.unverifiable + unverifiable,
    };
    return { ...run, summary: added };
  }
}

/**
 * Where the balance at the provider is not what the books say. What is on hold may have left the provider already or
 * not: between `available` and `available` with `held` everything agrees.
 */
function balanceFindings(
  account: string,
  told: readonly Money[],
  booked: readonly { readonly book: string; readonly amount: Money }[],
): readonly Finding[] {
  // An account that nothing was ever paid into by the books keeps no balance in them.
  if (!booked.some(({ book }) => book === 'external')) return [];
  const currencies = new Set([...booked.map(({ amount }) => amount.currency), ...told.map(currencyOf)]);
  return [...currencies].flatMap((currency) => {
    const inBook = (name: string): Money =>
      sumMoney(
        booked.filter(({ amount, book }) => book === name && amount.currency === currency).map(({ amount }) => amount),
        currency,
      );
    const available = inBook('available');
    const most = sumMoney([available, inBook('held')], currency);
    const theirs = sumMoney(
      told.filter((amount) => currencyOf(amount) === currency),
      currency,
    );
    if (compareMoney(theirs, available) >= 0 && compareMoney(theirs, most) <= 0) return [];
    const { cause, nextStep } = ADVICE.balance;
    const gap = subtractMoney(theirs, compareMoney(theirs, most) > 0 ? most : available);
    return [
      {
        id: findingId(account, 'account', 'balance', currency),
        account,
        kind: 'balance' as const,
        subject: 'account' as const,
        source: 'provider' as const,
        ours: { amount: available },
        theirs: { amount: theirs },
        cause: `${gap.amount} ${currency} are not accounted for: ${cause}`,
        nextStep,
      },
    ];
  });
}

function currencyOf({ currency }: Money): string {
  return normaliseCurrency(currency);
}

/** Whole minutes, as windows must end between two seconds. */
function nextWindowMs(windowMs: number, count: number): number {
  if (count < FEW) return Math.min(windowMs * 2, LONGEST_WINDOW_MS);
  return count <= MANY ? windowMs : Math.max(MINUTE_MS, Math.floor(windowMs / 2 / MINUTE_MS) * MINUTE_MS);
}

function moved(run: KeptRun, progress: RunProgress): KeptRun {
  return { ...run, progress, failures: 0, problem: undefined };
}

function withRun(document: StoredDocument, run: KeptRun, dueAt: Date | undefined): StoredDocument {
  const isOver = run.state !== 'running';
  return {
    ...document,
    revision: document.revision + 1,
    state: run.state,
    dueAt: isOver ? undefined : dueAt,
    body: run,
  };
}

function bodyOf({ body }: StoredDocument): KeptRun {
  return body as KeptRun;
}

function toRun({ failures: _failures, progress: _progress, ...run }: KeptRun): ReconciliationRun {
  return run;
}
