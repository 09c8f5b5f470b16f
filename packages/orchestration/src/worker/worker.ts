import type { Clock, Logger, MetricLabels, MetricName, Telemetry } from '@paymux/core';
import type { Claimed, DueRows, DurableStore } from '../durable/durable-store.js';

/** Takes one leased row one step further. */
export type Step<Row> = (claimed: Claimed<Row>) => Promise<unknown>;

/** How one kind of row is worked on. */
export interface Shift<Kind extends keyof DueRows> {
  readonly step: Step<DueRows[Kind]>;
  /** Rows taken at once. */
  readonly batch: number;
  readonly leaseMs: number;
}

/** What a {@link Worker} works with. */
export interface WorkerDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is done with each kind of row. Rows of a kind that is not named are left to other workers. */
  readonly shifts: { readonly [Kind in keyof DueRows]?: Shift<Kind> | undefined };
  /** Longest time between two looks for work, in case nobody says that there is some, in milliseconds. @defaultValue 5,000 */
  readonly pollMs?: number | undefined;
  /** How long what is finished is kept in the inbox and among the notices, in milliseconds. @defaultValue 30 days */
  readonly keepMs?: number | undefined;
  /** Kinds of documents that are forgotten once they are as old as that. @defaultValue none */
  readonly forgets?: readonly string[] | undefined;
  /** Rows of one kind that are worked on at the same time. @defaultValue 16 */
  readonly concurrency?: number | undefined;
  /** Is told how far the worker is behind. Throws nothing. @defaultValue nobody is told */
  readonly telemetry?: Pick<Telemetry, 'measure'> | undefined;
  /** Called again and again while the worker runs, to measure how things stand. Never rejects. */
  readonly sample?: (() => Promise<void>) | undefined;
}

const POLL_MS = 5000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KINDS: readonly (keyof DueRows)[] = ['inbox', 'payouts', 'payments', 'notices', 'documents'];

/**
 * Works on what is due, whoever made it so: rows are leased from the store, so any number of workers on any number of
 * machines share one. Nothing is lost when one of them dies: its leases run out.
 */
export class Worker {
  readonly #dependencies: WorkerDependencies;
  #stop: AbortController | undefined;
  #running: Promise<void> | undefined;
  #sleep: { readonly until: number; readonly over: Promise<void>; end(): void } | undefined;
  #change: Promise<void> | undefined;
  #tidyAt = 0;

  constructor(dependencies: WorkerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Begins to work. A second call does nothing. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  /** Takes on nothing new, and resolves once everything begun is done. */
  async stop(): Promise<void> {
    this.#stop?.abort('over');
    this.#sleep?.end();
    await this.#running;
    this.#running = undefined;
  }

  /** Works on all that is due now, and on what comes due because of it. Resolves to the number of steps. */
  async drain(): Promise<number> {
    let steps = 0;
    for (;;) {
      const taken = await this.#round();
      if (taken === 0) return steps;
      steps += taken;
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { logger, pollMs = POLL_MS, sample } = this.#dependencies;
    while (!signal.aborted) {
      let idleMs = pollMs;
      let change: Promise<void> | undefined;
      try {
        const taken = await this.#round(signal);
        await sample?.();
        if (taken > 0) continue;
        await this.#tidy();
        // From here on nothing is missed: what came before is found, and what comes later is heard of.
        change = this.#listen(signal);
        idleMs = Math.max(1, Math.min(pollMs, await this.#dueInMs()));
      } catch (error) {
        logger.error('worker.failed', { error });
        this.#measure('paymux.worker.failures', 1, { kind: 'round' });
      }
      await this.#wait(idleMs, change, signal);
    }
  }

  /**
   * Waits for work, or for the time at which there will be some. Waiting goes on across rounds: a wait that is ended and
   * begun anew for every change costs more than the round that it leads to.
   */
  async #wait(ms: number, change: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
    const { clock } = this.#dependencies;
    const until = clock.now().getTime() + ms;
    if (this.#sleep === undefined || this.#sleep.until > until) {
      this.#sleep?.end();
      const ended = new AbortController();
      const end = (): void => {
        // With a reason of our own: the default one is an error, which takes longer to make than everything else here.
        ended.abort('over');
      };
      const sleep = { until, end, over: clock.sleep(ms, ended.signal).catch(() => undefined) };
      void sleep.over.then(() => {
        if (this.#sleep === sleep) this.#sleep = undefined;
      });
      this.#sleep = sleep;
    }
    if (signal.aborted) this.#sleep.end();
    await Promise.race([this.#sleep.over, ...(change === undefined ? [] : [change])]);
  }

  /** Resolves when something may have changed from now on. Absent where nobody can tell. */
  #listen(signal: AbortSignal): Promise<void> | undefined {
    const { clock, pollMs = POLL_MS, store } = this.#dependencies;
    this.#change ??= store
      .changed?.(signal)
      // A store that cannot say what changes is asked again after a while, and not at once.
      .catch(() => clock.sleep(pollMs, signal).catch(() => undefined))
      .then(() => {
        this.#change = undefined;
      });
    return this.#change;
  }

  /** Forgets what is over, once an hour. */
  async #tidy(): Promise<void> {
    const { clock, forgets, keepMs = 30 * DAY_MS, logger, store } = this.#dependencies;
    const now = clock.now().getTime();
    if (now < this.#tidyAt) return;
    this.#tidyAt = now + HOUR_MS;
    const { removed } = await store.prune({ finishedBefore: new Date(now - keepMs), documents: forgets });
    if (removed > 0) logger.info('store.pruned', { removed });
  }

  async #dueInMs(): Promise<number> {
    const { shifts, store } = this.#dependencies;
    const due = await Promise.all(
      KINDS.filter((kind) => shifts[kind] !== undefined).map((kind) => store.dueInMs(kind)),
    );
    return Math.min(...due.map((ms) => ms ?? Number.POSITIVE_INFINITY));
  }

  async #round(signal?: AbortSignal): Promise<number> {
    const { documents, inbox, notices, payments, payouts } = this.#dependencies.shifts;
    const takes = [
      () => this.#take('inbox', inbox),
      () => this.#take('payouts', payouts),
      () => this.#take('payments', payments),
      () => this.#take('notices', notices),
      () => this.#take('documents', documents),
    ];
    let taken = 0;
    this.#measure('paymux.worker.rounds', 1);
    for (const take of takes) {
      if (signal?.aborted === true) break;
      taken += await take();
    }
    return taken;
  }

  async #take<Kind extends keyof DueRows>(kind: Kind, shift: Shift<Kind> | undefined): Promise<number> {
    const { clock, concurrency = 16, logger, store } = this.#dependencies;
    if (shift === undefined) return 0;
    const { batch, leaseMs, step } = shift;
    // Looking is cheaper than claiming, and nearly always there is nothing.
    if ((await store.dueInMs(kind)) !== 0) {
      this.#measure('paymux.due.lag', 0, { kind });
      return 0;
    }
    // No more than can be begun at once: a row that waits its turn here would use up its lease.
    const claimed = await store.claim(kind, { limit: Math.min(batch, concurrency), leaseMs });
    const dueAt = claimed[0]?.row.dueAt;
    if (dueAt !== undefined) {
      const lagMs = Math.max(0, clock.now().getTime() - dueAt.getTime());
      this.#measure('paymux.due.lag', lagMs / 1000, { kind });
    }
    await Promise.all(
      claimed.map(async (row) => {
        try {
          await step(row);
        } catch (error) {
          // The lease runs out, and the row is taken up again.
          logger.error('worker.step_failed', { kind, error });
          this.#measure('paymux.worker.failures', 1, { kind });
        }
      }),
    );
    return claimed.length;
  }

  #measure(metric: MetricName, value: number, labels: MetricLabels = {}): void {
    this.#dependencies.telemetry?.measure?.(metric, value, labels);
  }
}
