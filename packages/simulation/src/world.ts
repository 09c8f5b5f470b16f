import { type PaymentProvider, ProviderRegistry, silentLogger } from '@paymux/core';
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
  type StoreTransaction,
  StoreUnavailableError,
  Worker,
} from '@paymux/orchestration';
import { busyStore } from './busy-store.js';
import { Chance } from './chance.js';
import { type Faults, NO_FAULTS } from './faults.js';
import { gatewayClient, signedDelivery } from './gateway-client.js';
import { type ProviderBehaviour, ProviderModel, type ProviderPayout } from './provider-model.js';
import { Scheduler } from './scheduler.js';
import { type Mishap, type MishapPlan, SimulatedProcess } from './simulated-process.js';
import { simulatedStore } from './simulated-store.js';
import { openMemory, type OpenEmptyStore } from './simulation-stores.js';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 1);

/** What is looked back in a run: short, so that a run comes to an end. */
const RUN_POLICY: PayoutPolicy = { ...PAYOUT_POLICY, lookBackMs: 200 * MINUTE_MS, giveUpMs: 60 * MINUTE_MS };

/** One run: how many there are of everything, what goes wrong, and until when. */
export interface Scenario {
  readonly seed: number;
  readonly payouts: number;
  readonly workers: number;
  readonly behaviour: ProviderBehaviour;
  readonly faults: Faults;
  /** Faults stop this long after the start, in milliseconds. */
  readonly faultsForMs: number;
  /** What the account was funded with, where the ledger bounds it. */
  readonly funds?: string | undefined;
  /** Exact crashes instead of those by chance. */
  readonly plan?: MishapPlan | undefined;
  /** Accounts beside `main`. */
  readonly others?: Readonly<Record<string, ProviderBehaviour>> | undefined;
  /** Rules for requests without an account, for each of as many callers, who all ask for everything. */
  readonly routing?: readonly (readonly RoutingRule[])[] | undefined;
  /** Codes of refusals. */
  readonly codes?: readonly string[] | undefined;
  /** Accounts that cannot be reached for as long as there are faults. */
  readonly down?: readonly string[] | undefined;
  /** A defect to plant. See `planted-bugs.ts`. */
  readonly bug?: PlantedBug | undefined;
  /** What everything is kept in. @defaultValue a model in memory */
  readonly openStore?: OpenEmptyStore | undefined;
}

/** A defect, planted at the seams of one process. What is left out works as it should. */
export interface PlantedBug {
  readonly name: string;
  store?(store: DurableStore): DurableStore;
  provider?(provider: PaymentProvider): PaymentProvider;
  readonly policy?: Partial<PayoutPolicy>;
  /** Answers webhooks before they are stored. */
  readonly acknowledgesEarly?: boolean;
  /** Says that a payout was accepted before it is stored. */
  readonly acceptsEarly?: boolean;
}

/** What a run leaves behind, to be judged. Whoever is done with it closes its store. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly store: DurableStore;
  readonly model: ProviderModel;
  /** The model of every account. */
  readonly models: ReadonlyMap<string, ProviderModel>;
  /** References whose acceptance was told to the caller, with the id told. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Deliveries that were answered with 2xx, by their event. */
  readonly acknowledged: ReadonlySet<string>;
  /** How often the application was told each notice, in transactions that were committed. */
  readonly told: ReadonlyMap<string, number>;
  readonly crashes: number;
  readonly events: number;
  /** What code under test threw where nothing may be thrown. */
  readonly surprises: readonly string[];
}

/** Runs one scenario from the start until the faults have stopped and everything had time to settle. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const { bug, faultsForMs, seed } = scenario;
  const chance = new Chance(seed);
  let settled = (): Promise<void> => Promise.resolve();
  const scheduler = new Scheduler(
    START,
    () => chance.next(),
    () => settled(),
  );
  const quietAt = START + faultsForMs;
  const faults = (): Faults => (scheduler.now < quietAt ? scenario.faults : NO_FAULTS);
  const clock = {
    now: () => new Date(Math.round(scheduler.now)),
    sleep: () => Promise.reject(new Error('nobody waits here')),
  };
  const { idle, store: shared } = busyStore(await (scenario.openStore ?? openMemory)(clock));
  settled = idle;
  // What is funded is one account alone: the first fallback where payouts are routed.
  const funded = scenario.routing === undefined ? 'main' : 'b';
  const rules: PayoutRules = scenario.funds === undefined ? {} : { [funded]: { cover: 'ledger' } };
  const policy = { ...RUN_POLICY, ...bug?.policy };
  const accepted = new Map<string, string>();
  const acknowledged = new Set<string>();
  const told = new Map<string, number>();
  const surprises: string[] = [];
  if (scenario.funds !== undefined) {
    await shared.commit([
      {
        change: 'transfer',
        transfer: {
          id: 'funds',
          kind: 'fund',
          account: funded,
          from: 'external',
          to: 'available',
          amount: { amount: scenario.funds, currency: 'USDT' },
          at: clock.now(),
        },
      },
    ]);
  }

  const byChance: MishapPlan = (process, effect) => {
    const now = faults();
    if (chance.happens(now.crash)) return chance.happens(0.5) ? 'crash_before' : 'crash_after';
    if (process.name.startsWith('worker') && chance.happens(now.pause)) process.pause(policy.leaseMs * 2);
    if (effect !== 'commit') return 'none';
    if (chance.happens(now.commitReplyLost)) return 'reply_lost';
    return chance.happens(now.storeUnavailable) ? 'unavailable' : 'none';
  };
  const plan = scenario.plan ?? byChance;

  function modelOf(account: string, behaviour: ProviderBehaviour): ProviderModel {
    return new ProviderModel({
      behaviour,
      scheduler,
      chance,
      rejected: scenario.faults.rejected,
      otherTerms: scenario.faults.otherTerms,
      codes: scenario.codes,
      changed: (payout) => {
        deliver(account, payout);
      },
    });
  }
  const model = modelOf('main', scenario.behaviour);
  const others = Object.entries(scenario.others ?? {}).map(([id, behaviour]) => [id, modelOf(id, behaviour)] as const);
  const models: ReadonlyMap<string, ProviderModel> = new Map([['main', model], ...others]);

  /** What every process is made of, when it boots. */
  function equip(process: SimulatedProcess, routing?: readonly RoutingRule[]) {
    const seen = simulatedStore(shared, process);
    const store = bug?.store?.(seen) ?? seen;
    const providers = new ProviderRegistry(
      [...models].map(([id, behind]) => {
        const isDown = scenario.down?.includes(id) === true;
        const now = (): Faults => (isDown && scheduler.now < quietAt ? { ...faults(), requestReset: 1 } : faults());
        const client = gatewayClient(process, { chance, faults: now, model: behind, scheduler });
        return { id, provider: bug?.provider?.(client) ?? client };
      }),
    );
    const health = new HealthMonitor({ clock: process.clock });
    const router =
      routing &&
      new Router({ rules: routing, accounts: providers.ids, defaultAccount: 'main', clock: process.clock, health });
    const common = {
      store,
      providers,
      clock: process.clock,
      random: process.random,
      logger: silentLogger,
      policy,
      rules,
      health,
      router,
    };
    const followUp = new PayoutFollowUp(common);
    return { ...common, followUp, payouts: new PayoutService({ ...common, followUp, defaultAccount: 'main' }) };
  }

  const processes: SimulatedProcess[] = [];
  function spawn(name: string, boot: (process: SimulatedProcess) => void): void {
    const process = new SimulatedProcess(name, { scheduler, chance, faults: scenario.faults, plan, boot });
    processes.push(process);
    process.start();
  }

  for (let number = 1; number <= scenario.workers; number += 1) {
    spawn(`worker-${String(number)}`, (process) => {
      const { clock: own, followUp, logger, providers, store } = equip(process);
      const notices = new NoticeWorker({
        store,
        clock: own,
        logger,
        policy: INBOX_POLICY,
        handlers: { onPayout: ({ payout, to }, transaction) => tellApplication(payout, to, transaction) },
      });
      const inbox = new InboxWorker({
        store,
        providers,
        clock: own,
        logger,
        payoutPolicy: policy,
        policy: INBOX_POLICY,
      });
      const worker = new Worker({
        store,
        clock: own,
        logger: { ...silentLogger, error: (_event, fields) => noteSurprise(fields?.['error']) },
        pollMs: 30 * MINUTE_MS,
        shifts: {
          payouts: { step: (claimed) => followUp.step(claimed), batch: policy.batch, leaseMs: policy.leaseMs },
          payments: { step: () => Promise.resolve(), batch: 1, leaseMs: 1 },
          inbox: { step: (claimed) => inbox.step(claimed), batch: 100, leaseMs: INBOX_POLICY.leaseMs },
          notices: { step: (claimed) => notices.step(claimed), batch: 100, leaseMs: INBOX_POLICY.leaseMs },
        },
      });
      worker.start();
    });
  }

  function tellApplication(payout: PayoutRecord, to: string, _transaction: StoreTransaction): void {
    const key = `${payout.id}:${String(payout.revision)}:${to}`;
    told.set(key, (told.get(key) ?? 0) + 1);
  }

  function noteSurprise(error: unknown): void {
    if (error === undefined || error instanceof StoreUnavailableError) return;
    surprises.push(error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error');
  }

  // Callers ask until they hear that their payout was accepted, some of them twice at once.
  const wanted = Array.from({ length: scenario.payouts }, (_, index) => `payout-${String(index + 1)}`);
  const heard = new Set<string>();
  // Callers that share everything ask at the same moment, now and then.
  const askedAt = scenario.routing && wanted.map(() => chance.between(0, 10 * MINUTE_MS));
  const callers = scenario.routing ?? [undefined];
  for (const [number, routing] of callers.entries())
    spawn(number === 0 ? 'api' : `api-${String(number)}`, (process) => {
      const { payouts } = equip(process, routing);
      const ask = async (reference: string): Promise<void> => {
        for (;;) {
          const request = {
            reference,
            creator: 'caller',
            client: 'client-1',
            amount: { amount: `${String(10 + reference.length)}.50`, currency: 'USDT' },
            destination: { type: 'crypto_address' as const, address: 'TXYZ' },
          };
          try {
            if (bug?.acceptsEarly === true) accepted.set(reference, 'early');
            const record = await payouts.createPayout(request);
            const before = accepted.get(reference);
            if (before !== undefined && before !== 'early' && before !== record.id)
              surprises.push(`${reference} is two payouts`);
            accepted.set(reference, record.id);
            heard.add(`${process.name}:${reference}`);
            return;
          } catch (error) {
            if (error instanceof Error && error.name === 'NotCoveredError') return;
            noteSurprise(error);
            await process.clock.sleep(1000);
          }
        }
      };
      for (const [index, reference] of wanted.entries()) {
        if (routing === undefined ? accepted.has(reference) : heard.has(`${process.name}:${reference}`)) continue;
        const calls = chance.happens(0.2) ? 2 : 1;
        for (let call = 0; call < calls; call += 1) {
          const together = askedAt !== undefined && chance.happens(0.5) ? askedAt[index] : undefined;
          scheduler.after(together ?? chance.between(0, 10 * MINUTE_MS), () => {
            void ask(reference);
          });
        }
      }
    });

  let intake: DurableIntake | undefined;
  spawn('receiver', (process) => {
    const { clock: own, logger, providers, store } = equip(process);
    intake = new DurableIntake({ store, providers, clock: own, logger });
  });

  /** The gateway tells of a change, and tells again until it is answered. */
  function deliver(account: string, payout: ProviderPayout): void {
    const now = faults();
    const event = `${payout.id}:${payout.status}`;
    const delivery = signedDelivery(payout, event);
    const send = (attempt: number): void => {
      if (intake === undefined || attempt > 8) return;
      let isAnswered = false;
      if (bug?.acknowledgesEarly === true) {
        acknowledged.add(event);
        isAnswered = true;
      }
      intake.receive(account, delivery).then(
        () => {
          isAnswered = true;
          acknowledged.add(event);
        },
        () => undefined,
      );
      scheduler.after(30_000 * 2 ** attempt, () => {
        if (!isAnswered) send(attempt + 1);
      });
    };
    if (!chance.happens(now.webhookLost)) {
      scheduler.after(
        chance.happens(now.webhookLate) ? chance.between(1000, 60 * MINUTE_MS) : chance.between(1, 2000),
        () => {
          send(0);
        },
      );
      if (chance.happens(now.webhookTwice)) {
        scheduler.after(chance.between(1, 60 * MINUTE_MS), () => {
          send(0);
        });
      }
    }
    if (chance.happens(now.webhookForged)) {
      const forged = signedDelivery(payout, `${event}:forged`, chance.pick(['confirmed', 'failed', 'reversed']));
      intake?.receive(account, forged).then(
        () => surprises.push('a forged webhook was accepted'),
        () => undefined,
      );
    }
  }

  // Long enough for everything that was begun under faults to be looked back at until it is given up.
  const end = quietAt + policy.lookBackMs + 60 * MINUTE_MS;
  await scheduler.runUntil(end);
  const crashes = processes.reduce((sum, process) => sum + process.crashes, 0);
  return {
    scenario,
    store: shared,
    model,
    models,
    accepted,
    acknowledged,
    told,
    crashes,
    events: scheduler.events,
    surprises,
  };
}

/** Crashes at exactly these effects, counted from 1, of all processes together: before or after the effect. */
export function crashesAt(points: readonly { readonly effect: number; readonly mishap: Mishap }[]): MishapPlan & {
  readonly count: () => number;
} {
  let count = 0;
  const plan: MishapPlan = () => {
    count += 1;
    return points.find(({ effect }) => effect === count)?.mishap ?? 'none';
  };
  return Object.assign(plan, { count: () => count });
}
