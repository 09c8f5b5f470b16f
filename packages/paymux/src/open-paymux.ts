import {
  type CallOptions,
  type Clock,
  combineTelemetry,
  type CreateRefundRequest,
  type Logger,
  MisconfiguredError,
  ProviderRegistry,
  type Problem,
  type RandomSource,
  type Refund,
  requireFeature,
  silentLogger,
  silentTelemetry,
  systemClock,
  systemRandom,
  type Telemetry,
  type VerifiedEvent,
} from '@paymux/core';
import {
  type AccountCost,
  ALERT_POLICY,
  type AlertChannel,
  type AlertPolicy,
  type AlertRule,
  Alerts,
  type BalanceSource,
  type ApprovalPolicy,
  Bonuses,
  type ChangeHandlers,
  checkApprovalPolicy,
  type ClientCheck,
  type CostQuery,
  documentShift,
  documentSteps,
  DurableIntake,
  type DurableStore,
  type FetchHandler,
  Figures,
  Gauges,
  HealthMonitor,
  type HealthPolicy,
  Idempotency,
  INBOX_POLICY,
  InboxWorker,
  Ledger,
  NoticeWorker,
  Observation,
  PAYOUT_POLICY,
  PaymentService,
  PayoutFollowUp,
  PayoutImports,
  type PayoutPolicy,
  type PayoutRules,
  PayoutSchedules,
  PayoutService,
  Reconciliation,
  RECONCILIATION_POLICY,
  type ReconciliationPolicy,
  type Settle,
  Quotes,
  RouteCosts,
  Router,
  type RoutingRule,
  RoutingRules,
  type RecipientLists,
  type RolesOf,
  ScheduleRunner,
  type StoreTransaction,
  StoreUnavailableError,
  WalletProfiles,
  WebhookDeliveries,
  webhookHandler,
  type WebhookHandlerOptions,
  webhookAddresses,
  WebhookKeys,
  Worker,
} from '@paymux/orchestration';
import { createPaymux, type PaymuxDependencies } from './create-paymux.js';
import { durableProblems } from './durable-problems.js';
import type { Paymux } from './paymux.js';
import type { PaymuxConfig } from './paymux-config.js';

/** What an application does when something changes. See {@link ChangeHandlers}. */
export interface DurableHandlers extends ChangeHandlers {
  /**
   * Receives verified events of which no record is kept: deposits on static wallets, refunds, and objects that were
   * opened elsewhere. What it stores with `transaction` is stored exactly once.
   */
  onEvent?(event: VerifiedEvent, transaction: StoreTransaction): void | Promise<void>;
}

/** How accounts are chosen. Plain data. */
export interface RoutingConfig {
  /** The first that fits decides; where none does, the default account is used. */
  readonly rules: readonly RoutingRule[];
  /** When an account is left alone, where otherwise than by default. */
  readonly health?: Partial<HealthPolicy> | undefined;
}

/** The configuration of {@link openPaymux}: that of `createPaymux`, and what survives. */
export interface DurablePaymuxConfig extends PaymuxConfig {
  /**
   * Where everything is kept: a folder of this machine, or the `postgres://` address of a database that many machines
   * share. @defaultValue `DATABASE_URL` of the environment, else the folder `paymux-data`
   */
  readonly store?: string | undefined;
  /** What bounds payouts, by account. */
  readonly payoutRules?: PayoutRules | undefined;
  /** Chooses accounts for payments and payouts that name none. @defaultValue the default account is used */
  readonly routing?: RoutingConfig | undefined;
  /** Which payouts wait for other people, and for whom. */
  readonly approvals?: ApprovalPolicy | undefined;
  /** Where payouts are followed up otherwise than by default. */
  readonly payoutPolicy?: Partial<PayoutPolicy> | undefined;
  /** Where records are reconciled otherwise than by default. */
  readonly reconciliationPolicy?: Partial<ReconciliationPolicy> | undefined;
  /** When somebody is to be told, through the channels among the dependencies. @defaultValue never */
  readonly alertRules?: readonly AlertRule[] | undefined;
  /** Where alerts are looked for and delivered otherwise than by default. */
  readonly alertPolicy?: Partial<AlertPolicy> | undefined;
  /** Whether this process works on what is due. Where it does not, another one has to. @defaultValue `true` */
  readonly worker?: boolean | undefined;
}

/** What {@link openPaymux} works with. Whatever is left out is the real thing. */
export interface DurablePaymuxDependencies extends Omit<PaymuxDependencies, 'webhookInbox' | 'clock'> {
  /**
   * For tests: then it also decides what is due in the store that is opened here. @defaultValue the machine's clock, and
   * on PostgreSQL the database's for what is due, so that machines whose clocks differ agree
   */
  readonly clock?: Clock | undefined;
  /** A store that is open already, which is then not closed. */
  readonly store?: DurableStore | undefined;
  readonly handlers?: DurableHandlers | undefined;
  /** Says whether payouts may go to a client. @defaultValue every client is paid */
  readonly checkClient?: ClientCheck | undefined;
  /** What alerts are delivered through: a webhook, a chat, e-mail, or one of your own. */
  readonly alertChannels?: readonly AlertChannel[] | undefined;
  /** Tells the balance of an account at its provider, to be compared with the books. */
  readonly balanceOf?: BalanceSource | undefined;
  /** Tells the roles of an actor, for `approvals`. @defaultValue the `roles` named there */
  readonly rolesOf?: RolesOf | undefined;
  /** Kinds of documents that the worker forgets once they are 30 days old: those of the service. @defaultValue none */
  readonly forgets?: readonly string[] | undefined;
  /** Those who are paid by schedules with a list, by its name. */
  readonly recipients?: RecipientLists | undefined;
}

/** A payment system that survives: every promise is on disk before anything is sent. */
export interface DurablePaymux {
  /** Payouts, written down before their provider hears of them and followed until they are settled. */
  readonly payouts: PayoutService;
  /** Payments, of which "paid" is told once. */
  readonly payments: PaymentService;
  readonly refunds: {
    /**
     * Refunds a payment once for each reference, whoever asks how often, from whichever process.
     *
     * @throws {@link IdempotencyConflictError} The reference belongs to another refund.
     * @throws {@link OutcomeUnknownError} It may have gone through, and the provider does not recognise repeats.
     * @throws Whatever the provider's `createRefund` throws.
     */
    createRefund(
      request: CreateRefundRequest,
      options?: CallOptions & { readonly account?: string | undefined },
    ): Promise<Refund>;
  };
  /** Says where things would go and why, what about the rules is hardly meant, and how the accounts are doing. */
  readonly routes: Pick<Router, 'explain' | 'analyse' | 'health' | 'refresh'> & {
    /**
     * Asks the accounts what something would cost, for `explain`. `undefined` where the rule that decides does not go
     * by it.
     */
    costs(query: CostQuery): Promise<readonly AccountCost[] | undefined>;
  };
  /** The rules that the accounts are chosen by: those of the configuration, until others are stored. */
  readonly routingRules: RoutingRules;
  /** Fees, limits, rates and balances, across the accounts whose providers tell. */
  readonly quotes: Quotes;
  /** Payouts that are made again and again. */
  readonly schedules: PayoutSchedules;
  /** Payouts that reward one business fact each. */
  readonly bonuses: Bonuses;
  /** Files of payouts. */
  readonly imports: PayoutImports;
  readonly profiles: WalletProfiles;
  readonly ledger: Ledger;
  /** Compares what is written down here with what providers and banks hold. */
  readonly reconciliation: Reconciliation;
  /** Counts, volumes, rates and times, from the same records. */
  readonly figures: Figures;
  /** What somebody has to know of, and whether they were told. */
  readonly alerts: Alerts;
  readonly webhooks: {
    /** Answers deliveries once they are stored. What follows from them is done by the worker. */
    handler(options?: WebhookHandlerOptions): FetchHandler;
    health: Paymux['webhooks']['health'];
    /** What was delivered, and what became of it. */
    readonly deliveries: WebhookDeliveries;
  };
  /** Tells observers what is done, and keeps with what is stored the trace it was made in. */
  readonly telemetry: Telemetry;
  /** Measures how things stand, at most every 15 seconds: before figures are fetched, where no worker runs here. */
  sampleGauges(): Promise<void>;
  /** Does what is due. Started already, unless the configuration says otherwise. */
  readonly worker: Worker;
  readonly store: DurableStore;
  /** The accounts themselves, for what is not durable: reading, quotes, and what only one provider offers. */
  readonly direct: Paymux;
  /** Ends the worker once what it began is done, and closes what was opened here. */
  close(): Promise<void>;
}

/** What {@link openPaymux | the package's `openPaymux`} loads and calls. */
export async function openPaymux(
  config: DurablePaymuxConfig,
  dependencies: DurablePaymuxDependencies = {},
): Promise<DurablePaymux> {
  const { alertPolicy, alertRules = [], payoutPolicy = {}, payoutRules = {}, reconciliationPolicy, ...rest } = config;
  const { approvals, routing, store: url, worker: works = true, ...accounts } = rest;
  const { webhookBaseUrl } = accounts;
  const { alertChannels = [], balanceOf, handlers = {}, store: given, ...people } = dependencies;
  const { checkClient, forgets, recipients, rolesOf, ...others } = people;
  const { clock = systemClock, logger = silentLogger, random = systemRandom } = others;
  const observed = new ObservedKeys(alertRules, others.telemetry);
  const direct = await connectedAccounts(
    accounts,
    { ...others, telemetry: observed.telemetry },
    durableProblems(config),
  );
  const { defaultAccount } = direct;
  const configured = routing?.rules ?? [];
  const kept: { rules?: RoutingRules } = {};
  const health = new HealthMonitor({ clock, policy: routing?.health });
  const providers = new ProviderRegistry(direct.accounts.map((id) => ({ id, provider: direct.provider(id) })));
  const quotes = new Quotes({ providers });
  const router = await closingOnError(direct, () => {
    if (approvals !== undefined) checkApprovalPolicy(approvals, direct.accounts);
    const current = async (): Promise<readonly RoutingRule[]> => (await kept.rules?.current())?.rules ?? configured;
    const { accounts: ids } = direct;
    const offersFees: Quotes['offersFees'] = (account, operation) => quotes.offersFees(account, operation);
    return new Router({ rules: configured, accounts: ids, defaultAccount, clock, health, offersFees, current });
  });
  const costs = new RouteCosts({ router, quotes, clock });
  const store = given ?? (await openedStore(url, others, direct));
  const { telemetry = silentTelemetry } = others;
  const observation = new Observation({ clock, telemetry: combineTelemetry(telemetry) });
  const policy: PayoutPolicy = { ...PAYOUT_POLICY, ...withoutAbsent(payoutPolicy) };
  const parts = new Parts({ store: observation.store(store), providers, clock, logger, random, policy }, observation);
  const routingRules = new RoutingRules({ ...parts.common, accounts: direct.accounts, configured });
  kept.rules = routingRules;
  // One account leaves nothing to choose, and nothing to remember of the choice.
  const routed = { defaultAccount, health, costs, router: direct.accounts.length > 1 ? router : undefined };
  const addresses = webhookBaseUrl === undefined ? undefined : webhookAddresses(webhookBaseUrl);
  const followed = { rules: payoutRules, health, checkClient, webhookAddresses: addresses };
  const steps = new PayoutFollowUp({ ...parts.common, ...followed });
  const followUp = observation.followUp(steps);
  const agreed = { approvals, checkClient, rolesOf };
  const payouts = observation.payouts(
    new PayoutService({ ...parts.common, ...routed, ...agreed, followUp, rules: payoutRules }),
  );
  const planned = { ...parts.common, payouts, recipients };
  const imports = observation.imports(new PayoutImports(planned));
  const schedules = new ScheduleRunner(planned);
  const profiles = new WalletProfiles(parts.common);
  const payments = observation.payments(
    new PaymentService({ ...parts.common, ...routed, webhookAddresses: addresses }),
  );
  const reconciliation = observation.reconciliation(
    new Reconciliation({
      ...parts.common,
      logger: logger.child('reconciliation'),
      policy: { ...RECONCILIATION_POLICY, ...reconciliationPolicy },
      settle: parts.settle(followUp, payments),
      balanceOf,
    }),
  );
  const close = once(async () => {
    await worker?.stop();
    await Promise.all([alerts?.settled(), keys.settled()]);
    try {
      if (given === undefined) await store.close();
    } finally {
      await direct.close();
    }
  });
  const gauges = new Gauges({ ...parts.common, store, health: () => router.health() });
  const keys = observed.keep(new WebhookKeys({ store, clock, logger: logger.child('webhooks') }));
  let alerts: Alerts | undefined;
  let worker: Worker | undefined;
  try {
    alerts = new Alerts({
      ...parts.common,
      logger: logger.child('alerts'),
      policy: { ...ALERT_POLICY, ...alertPolicy },
      rules: alertRules,
      channels: alertChannels,
      balanceOf,
    });
    if (alertRules.length > 0) await alerts.start();
    worker = parts.worker(
      steps,
      payments,
      handlers,
      { gauges, forgets },
      {
        ...documentSteps({ imports, schedules }),
        ...reconciliation.steps,
        ...alerts.steps,
      },
    );
  } catch (error) {
    await close();
    throw error;
  }
  const intake = new DurableIntake(parts.common);
  if (works) worker.start();

  return Object.freeze({
    payouts,
    payments,
    refunds: { createRefund: (request, options) => parts.refund(request, options?.account ?? defaultAccount, options) },
    routes: {
      explain: (query, told) => router.explain(query, told),
      analyse: () => router.analyse(),
      health: () => router.health(),
      refresh: () => router.refresh(),
      costs: (query) => costs.of(query),
    },
    routingRules,
    quotes,
    schedules: new PayoutSchedules(planned),
    bonuses: new Bonuses({ payouts, profiles }),
    imports,
    profiles,
    ledger: new Ledger(parts.common),
    reconciliation,
    figures: new Figures(parts.common),
    alerts,
    webhooks: {
      handler: (options) =>
        webhookHandler(
          { ...options, intake, providers, clock, logger: logger.child('webhooks') },
          { on: () => undefined },
        ),
      health: () => direct.webhooks.health(),
      deliveries: new WebhookDeliveries(parts.common),
    },
    telemetry: observation.telemetry,
    sampleGauges: () => gauges.sample(),
    worker,
    store,
    direct,
    close,
  } satisfies DurablePaymux);
}

/** Connects the accounts, unless something is wrong with them or with anything else. */
async function connectedAccounts(
  accounts: PaymuxConfig,
  dependencies: PaymuxDependencies,
  problems: readonly Problem[],
): Promise<Paymux> {
  let direct: Paymux;
  try {
    direct = await createPaymux(accounts, dependencies);
  } catch (error) {
    if (!(error instanceof MisconfiguredError)) throw error;
    throw new MisconfiguredError('Paymux', [...error.problems, ...problems], { cause: error.cause });
  }
  if (problems.length === 0) return direct;
  await direct.close();
  throw new MisconfiguredError('Paymux', problems);
}

async function openedStore(
  url: string | undefined,
  { clock, environment = process.env, random }: PaymuxDependencies,
  direct: Paymux,
): Promise<DurableStore> {
  return closingOnError(direct, async () => {
    // Only who opens a store loads what it is made of.
    const { openStore, storeFromEnv } = await import('@paymux/store');
    const collaborators = { clock, random };
    return url === undefined ? storeFromEnv(environment, collaborators) : openStore({ ...collaborators, url });
  });
}

async function closingOnError<Result>(direct: Paymux, open: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    await direct.close();
    // Nothing can have been sent from a store that was never open.
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new StoreUnavailableError(error.message, { cause: error, outcome: 'not_sent' });
  }
}

const CENTURY_MS = 100 * 365 * 86_400_000;

/** Observes by which keys webhooks are signed, where a rule asks. The accounts are connected before the store is open. */
class ObservedKeys {
  readonly telemetry: Telemetry | undefined;
  #keys: WebhookKeys | undefined;

  constructor(rules: readonly AlertRule[], given: Telemetry | undefined) {
    const own: Telemetry = {
      startCall: (call) => silentTelemetry.startCall(call),
      webhook: (verification) => this.#keys?.webhook(verification),
    };
    const isAsked = rules.some(({ type }) => type === 'old_webhook_key');
    this.telemetry = isAsked ? combineTelemetry(...(given === undefined ? [] : [given]), own) : given;
  }

  keep(keys: WebhookKeys): WebhookKeys {
    return (this.#keys = keys);
  }
}

/** What the parts of a durable system have in common. */
class Parts {
  readonly common: {
    readonly store: DurableStore;
    readonly providers: ProviderRegistry;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly random: RandomSource;
    readonly policy: PayoutPolicy;
    readonly telemetry: Telemetry;
  };
  readonly #idempotency: Idempotency;
  readonly #observation: Observation;

  constructor(common: Omit<Parts['common'], 'telemetry'>, observation: Observation) {
    this.common = { ...common, telemetry: observation.telemetry };
    this.#observation = observation;
    // A refund is for ever: its reference must not be free again after a while.
    this.#idempotency = new Idempotency({ ...this.common, keepMs: CENTURY_MS });
  }

  /** Asks about a record that was sent, unless somebody else is at it: then what they learn is as good. */
  settle(followUp: PayoutFollowUp, payments: PaymentService): Settle {
    const { policy, store } = this.common;
    return async (subject, id) => {
      const options = { id, limit: 1, leaseMs: policy.leaseMs };
      if (subject === 'payout') {
        for (const claimed of await store.claim('payouts', options)) await followUp.step(claimed);
      } else {
        for (const claimed of await store.claim('payments', options)) await payments.step(claimed);
      }
    };
  }

  worker(
    followUp: PayoutFollowUp,
    payments: PaymentService,
    handlers: DurableHandlers,
    { forgets, gauges }: { readonly gauges: Gauges; readonly forgets: readonly string[] | undefined },
    steps: Parameters<typeof documentShift>[0],
  ): Worker {
    const { clock, logger, policy, store, telemetry } = this.common;
    const { onEvent } = handlers;
    const inbox = new InboxWorker({
      ...this.common,
      policy: INBOX_POLICY,
      payoutPolicy: policy,
      ...(onEvent === undefined ? {} : { onEvent: (event, transaction) => onEvent.call(handlers, event, transaction) }),
    });
    const notices = new NoticeWorker({ store, clock, logger, policy: INBOX_POLICY, handlers });
    const { batch, leaseMs } = policy;
    return new Worker({
      store,
      clock,
      logger: logger.child('worker'),
      telemetry,
      forgets,
      // Nobody measures for nobody.
      ...(telemetry.measure === undefined ? {} : { sample: () => gauges.sample() }),
      shifts: this.#observation.shifts({
        payouts: { step: (claimed) => followUp.step(claimed), batch, leaseMs },
        payments: { step: (claimed) => payments.step(claimed), batch, leaseMs },
        inbox: { step: (claimed) => inbox.step(claimed), batch: INBOX_POLICY.batch, leaseMs: INBOX_POLICY.leaseMs },
        notices: { step: (claimed) => notices.step(claimed), batch: INBOX_POLICY.batch, leaseMs: INBOX_POLICY.leaseMs },
        documents: { step: documentShift(steps), batch, leaseMs },
      }),
    });
  }

  async refund(request: CreateRefundRequest, account: string, options: CallOptions | undefined): Promise<Refund> {
    const { refunds, capabilities } = requireFeature(this.common.providers.get(account), 'refunds.createRefund');
    const { deduplicatesForMs = 0 } = capabilities.operations['createRefund'] ?? {};
    const keyed = { scope: `refund:${account}`, key: request.reference, request, deduplicatesForMs };
    return this.#observation.refund(account, () =>
      this.#idempotency.run(keyed, () => refunds.createRefund(request, options)),
    );
  }
}

function withoutAbsent(policy: Partial<PayoutPolicy>): Partial<PayoutPolicy> {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => (value as number | undefined) !== undefined));
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
}
