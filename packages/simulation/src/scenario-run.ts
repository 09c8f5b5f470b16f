import { ProviderRegistry, silentLogger } from '@paymux/core';
import {
  DurableIntake,
  type DurableStore,
  HealthMonitor,
  INBOX_POLICY,
  InboxWorker,
  NoticeWorker,
  PAYOUT_POLICY,
  PayoutFollowUp,
  type PayoutPolicy,
  type PayoutRecord,
  type PayoutRules,
  PayoutService,
  Router,
  type RoutingRule,
  StoreUnavailableError,
  Worker,
} from '@paymux/orchestration';
import type { Chance } from './chance.js';
import { type Faults, NO_FAULTS } from './faults.js';
import { gatewayClient, signedDelivery } from './gateway-client.js';
import { type ProviderBehaviour, ProviderModel, type ProviderPayout } from './provider-model.js';
import type { Scheduler } from './scheduler.js';
import { type MishapPlan, SimulatedProcess } from './simulated-process.js';
import { simulatedStore } from './simulated-store.js';
import type { Outcome, Scenario } from './world.js';

const MINUTE_MS = 60_000;

/** What is looked back in a run: short, so that a run comes to an end. */
const RUN_POLICY: PayoutPolicy = { ...PAYOUT_POLICY, lookBackMs: 200 * MINUTE_MS, giveUpMs: 60 * MINUTE_MS };

/** A delivery is sent so often before the provider gives it up. */
const MOST_DELIVERIES = 9;

/** What a run happens in. */
interface Surroundings {
  readonly chance: Chance;
  readonly scheduler: Scheduler;
  /** What all processes share. */
  readonly store: DurableStore;
}

/** One scenario under way: its processes, its providers, and what is noted of them. */
export class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #chance: Chance;
  readonly #scheduler: Scheduler;
  readonly #shared: DurableStore;
  readonly #quietAt: number;
  readonly #policy: PayoutPolicy;
  /** What is funded is one account alone: the first fallback where payouts are routed. */
  readonly #funded: string;
  readonly #models: ReadonlyMap<string, ProviderModel>;
  readonly #model: ProviderModel;
  readonly #processes: SimulatedProcess[] = [];
  #intake: DurableIntake | undefined;

  readonly #accepted = new Map<string, string>();
  /** Callers and references that were told of their payout. */
  readonly #heard = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #told = new Map<string, number>();
  readonly #surprises: string[] = [];

  constructor(scenario: Scenario, { chance, scheduler, store }: Surroundings) {
    this.#scenario = scenario;
    this.#chance = chance;
    this.#scheduler = scheduler;
    this.#shared = store;
    this.#quietAt = scheduler.now + scenario.faultsForMs;
    this.#policy = { ...RUN_POLICY, ...scenario.bug?.policy };
    this.#funded = scenario.routing === undefined ? 'main' : 'b';
    this.#model = this.#modelOf('main', scenario.behaviour);
    const others = Object.entries(scenario.others ?? {});
    this.#models = new Map([
      ['main', this.#model],
      ...others.map(([id, behaviour]) => [id, this.#modelOf(id, behaviour)] as const),
    ]);
  }

  /** Long enough for everything that was begun under faults to be looked back at until it is given up. */
  get end(): number {
    return this.#quietAt + this.#policy.lookBackMs + 60 * MINUTE_MS;
  }

  /** Puts into the books what the scenario begins with. */
  async fund(at: Date): Promise<void> {
    const { funds } = this.#scenario;
    if (funds === undefined) return;
    await this.#shared.commit([
      {
        change: 'transfer',
        transfer: {
          id: 'funds',
          kind: 'fund',
          account: this.#funded,
          from: 'external',
          to: 'available',
          amount: { amount: funds, currency: 'USDT' },
          at,
        },
      },
    ]);
  }

  /** Starts every process. */
  start(): void {
    const { payouts, routing, workers } = this.#scenario;
    for (let number = 1; number <= workers; number += 1) {
      this.#spawn(`worker-${String(number)}`, (process) => {
        this.#work(process);
      });
    }
    const wanted = Array.from({ length: payouts }, (_, index) => `payout-${String(index + 1)}`);
    // Callers that share everything ask at the same moment, now and then.
    const askedAt = routing && wanted.map(() => this.#chance.between(0, 10 * MINUTE_MS));
    for (const [number, rules] of (routing ?? [undefined]).entries()) {
      this.#spawn(number === 0 ? 'api' : `api-${String(number)}`, (process) => {
        this.#callFor(wanted, { process, rules, askedAt });
      });
    }
    this.#spawn('receiver', (process) => {
      const { clock, logger, providers, store } = this.#equip(process);
      this.#intake = new DurableIntake({ store, providers, clock, logger });
    });
  }

  outcome(): Outcome {
    return {
      scenario: this.#scenario,
      store: this.#shared,
      model: this.#model,
      models: this.#models,
      accepted: this.#accepted,
      acknowledged: this.#acknowledged,
      told: this.#told,
      crashes: this.#processes.reduce((sum, process) => sum + process.crashes, 0),
      events: this.#scheduler.events,
      surprises: this.#surprises,
    };
  }

  #faults(): Faults {
    return this.#scheduler.now < this.#quietAt ? this.#scenario.faults : NO_FAULTS;
  }

  #spawn(name: string, boot: (process: SimulatedProcess) => void): void {
    const process = new SimulatedProcess(name, {
      scheduler: this.#scheduler,
      chance: this.#chance,
      faults: this.#scenario.faults,
      plan: this.#scenario.plan ?? this.#byChance,
      boot,
    });
    this.#processes.push(process);
    process.start();
  }

  readonly #byChance: MishapPlan = (process, effect) => {
    const now = this.#faults();
    const chance = this.#chance;
    if (chance.happens(now.crash)) return chance.happens(0.5) ? 'crash_before' : 'crash_after';
    if (process.name.startsWith('worker') && chance.happens(now.pause)) process.pause(this.#policy.leaseMs * 2);
    if (effect !== 'commit') return 'none';
    if (chance.happens(now.commitReplyLost)) return 'reply_lost';
    return chance.happens(now.storeUnavailable) ? 'unavailable' : 'none';
  };

  #modelOf(account: string, behaviour: ProviderBehaviour): ProviderModel {
    const { codes, faults } = this.#scenario;
    return new ProviderModel({
      behaviour,
      scheduler: this.#scheduler,
      chance: this.#chance,
      rejected: faults.rejected,
      otherTerms: faults.otherTerms,
      codes,
      changed: (payout) => {
        this.#deliver(account, payout);
      },
    });
  }

  /** What every process is made of, when it boots. */
  #equip(process: SimulatedProcess, routing?: readonly RoutingRule[]) {
    const { bug, down, funds } = this.#scenario;
    const seen = simulatedStore(this.#shared, process);
    const providers = new ProviderRegistry(
      [...this.#models].map(([id, model]) => {
        const isDown = down?.includes(id) === true;
        const faults = (): Faults => {
          const now = this.#faults();
          return isDown && this.#scheduler.now < this.#quietAt ? { ...now, requestReset: 1 } : now;
        };
        const client = gatewayClient(process, { chance: this.#chance, faults, model, scheduler: this.#scheduler });
        return { id, provider: bug?.provider?.(client) ?? client };
      }),
    );
    const { clock, random } = process;
    const health = new HealthMonitor({ clock });
    const rules: PayoutRules = funds === undefined ? {} : { [this.#funded]: { cover: 'ledger' } };
    const common = {
      store: bug?.store?.(seen) ?? seen,
      providers,
      clock,
      random,
      logger: silentLogger,
      policy: this.#policy,
      rules,
      health,
      router: routing && new Router({ rules: routing, accounts: providers.ids, defaultAccount: 'main', clock, health }),
    };
    const followUp = new PayoutFollowUp(common);
    return { ...common, followUp, payouts: new PayoutService({ ...common, followUp, defaultAccount: 'main' }) };
  }

  /** A worker, with an application that is told what becomes of payouts. */
  #work(process: SimulatedProcess): void {
    const { clock, followUp, logger, policy, providers, store } = this.#equip(process);
    const notices = new NoticeWorker({
      store,
      clock,
      logger,
      policy: INBOX_POLICY,
      handlers: {
        onPayout: ({ payout, to }) => {
          this.#noteTold(payout, to);
        },
      },
    });
    const inbox = new InboxWorker({ store, providers, clock, logger, payoutPolicy: policy, policy: INBOX_POLICY });
    new Worker({
      store,
      clock,
      logger: {
        ...silentLogger,
        error: (_event, fields) => {
          this.#noteSurprise(fields?.['error']);
        },
      },
      pollMs: 30 * MINUTE_MS,
      shifts: {
        payouts: { step: (claimed) => followUp.step(claimed), batch: policy.batch, leaseMs: policy.leaseMs },
        payments: { step: () => Promise.resolve(), batch: 1, leaseMs: 1 },
        inbox: { step: (claimed) => inbox.step(claimed), batch: 100, leaseMs: INBOX_POLICY.leaseMs },
        notices: { step: (claimed) => notices.step(claimed), batch: 100, leaseMs: INBOX_POLICY.leaseMs },
      },
    }).start();
  }

  #noteTold({ id, revision }: PayoutRecord, to: string): void {
    const key = `${id}:${String(revision)}:${to}`;
    this.#told.set(key, (this.#told.get(key) ?? 0) + 1);
  }

  #noteSurprise(error: unknown): void {
    if (error === undefined || error instanceof StoreUnavailableError) return;
    this.#surprises.push(error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error');
  }

  /** A caller asks until it hears that its payouts were accepted, for some of them twice at once. */
  #callFor(
    wanted: readonly string[],
    {
      askedAt,
      process,
      rules,
    }: {
      readonly process: SimulatedProcess;
      readonly rules: readonly RoutingRule[] | undefined;
      readonly askedAt: readonly number[] | undefined;
    },
  ): void {
    const { payouts } = this.#equip(process, rules);
    for (const [index, reference] of wanted.entries()) {
      const isOver =
        rules === undefined ? this.#accepted.has(reference) : this.#heard.has(`${process.name}:${reference}`);
      if (isOver) continue;
      const calls = this.#chance.happens(0.2) ? 2 : 1;
      for (let call = 0; call < calls; call += 1) {
        const together = askedAt !== undefined && this.#chance.happens(0.5) ? askedAt[index] : undefined;
        this.#scheduler.after(together ?? this.#chance.between(0, 10 * MINUTE_MS), () => {
          void this.#ask(payouts, process, reference);
        });
      }
    }
  }

  async #ask(payouts: PayoutService, process: SimulatedProcess, reference: string): Promise<void> {
    const accepted = this.#accepted;
    for (;;) {
      try {
        if (this.#scenario.bug?.acceptsEarly === true) accepted.set(reference, 'early');
        const { id } = await payouts.createPayout({
          reference,
          creator: 'caller',
          client: 'client-1',
          amount: { amount: `${String(10 + reference.length)}.50`, currency: 'USDT' },
          destination: { type: 'crypto_address', address: 'TXYZ' },
        });
        const before = accepted.get(reference);
        if (before !== undefined && before !== 'early' && before !== id) {
          this.#surprises.push(`${reference} is two payouts`);
        }
        accepted.set(reference, id);
        this.#heard.add(`${process.name}:${reference}`);
        return;
      } catch (error) {
        if (error instanceof Error && error.name === 'NotCoveredError') return;
        this.#noteSurprise(error);
        await process.clock.sleep(1000);
      }
    }
  }

  /** The gateway tells of a change, and somebody else pretends to. */
  #deliver(account: string, payout: ProviderPayout): void {
    const now = this.#faults();
    const chance = this.#chance;
    const event = `${payout.id}:${payout.status}`;
    const delivery = signedDelivery(payout, event);
    const send = (): void => {
      this.#send(account, event, delivery);
    };
    if (!chance.happens(now.webhookLost)) {
      const isLate = chance.happens(now.webhookLate);
      this.#scheduler.after(isLate ? chance.between(1000, 60 * MINUTE_MS) : chance.between(1, 2000), send);
      if (chance.happens(now.webhookTwice)) this.#scheduler.after(chance.between(1, 60 * MINUTE_MS), send);
    }
    if (chance.happens(now.webhookForged)) {
      const forged = signedDelivery(payout, `${event}:forged`, chance.pick(['confirmed', 'failed', 'reversed']));
      this.#intake?.receive(account, forged).then(
        () => this.#surprises.push('a forged webhook was accepted'),
        () => undefined,
      );
    }
  }

  /** Sends a delivery, and again until it is answered. */
  #send(account: string, event: string, delivery: ReturnType<typeof signedDelivery>, attempt = 0): void {
    if (this.#intake === undefined || attempt >= MOST_DELIVERIES) return;
    let isAnswered = false;
    const answer = (): void => {
      isAnswered = true;
      this.#acknowledged.add(event);
    };
    if (this.#scenario.bug?.acknowledgesEarly === true) answer();
    this.#intake.receive(account, delivery).then(answer, () => undefined);
    this.#scheduler.after(30_000 * 2 ** attempt, () => {
      if (!isAnswered) this.#send(account, event, delivery, attempt + 1);
    });
  }
}
