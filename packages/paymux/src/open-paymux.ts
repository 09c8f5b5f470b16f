import {
  type CallOptions,
  type Clock,
  type CreateRefundRequest,
  type Logger,
  MisconfiguredError,
  ProviderRegistry,
  type Problem,
  type RandomSource,
  type Refund,
  requireFeature,
  silentLogger,
  systemClock,
  systemRandom,
  type VerifiedEvent,
} from '@paymux/core';
import {
  type ChangeHandlers,
  type ClientCheck,
  DurableIntake,
  type DurableStore,
  type FetchHandler,
  Idempotency,
  INBOX_POLICY,
  InboxWorker,
  Ledger,
  NoticeWorker,
  PAYOUT_POLICY,
  PaymentService,
  PayoutFollowUp,
  type PayoutPolicy,
  type PayoutRules,
  PayoutService,
  type StoreTransaction,
  StoreUnavailableError,
  WalletProfiles,
  webhookHandler,
  type WebhookHandlerOptions,
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

/** The configuration of {@link openPaymux}: that of `createPaymux`, and what survives. */
export interface DurablePaymuxConfig extends PaymuxConfig {
  /**
   * Where everything is kept: a folder of this machine, or the `postgres://` address of a database that many machines
   * share. @defaultValue `DATABASE_URL` of the environment, else the folder `paymux-data`
   */
  readonly store?: string | undefined;
  /** What bounds payouts, by account. */
  readonly payoutRules?: PayoutRules | undefined;
  /** Where payouts are followed up otherwise than by default. */
  readonly payoutPolicy?: Partial<PayoutPolicy> | undefined;
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
  readonly profiles: WalletProfiles;
  readonly ledger: Ledger;
  readonly webhooks: {
    /** Answers deliveries once they are stored. What follows from them is done by the worker. */
    handler(options?: WebhookHandlerOptions): FetchHandler;
    health: Paymux['webhooks']['health'];
  };
  /** Does what is due. Started already, unless the configuration says otherwise. */
  readonly worker: Worker;
  readonly store: DurableStore;
  /** The accounts themselves, for what is not durable: reading, quotes, and what only one provider offers. */
  readonly direct: Paymux;
  /** Ends the worker once what it began is done, and closes what was opened here. */
  close(): Promise<void>;
}

/**
 * Opens a payment system on a store: embedded, with nothing to install, or PostgreSQL.
 *
 * @throws {@link MisconfiguredError} Names every problem of every account at once.
 * @throws {@link StoreUnavailableError} The store cannot be opened.
 * @example
 * ```ts
 * const paymux = await openPaymux({ accounts: [{ id: 'main', provider: 'cryptomus' }], store: './paymux-data' });
 * const payout = await paymux.payouts.createPayout({
 *   reference: 'salary-2026-11',
 *   creator: 'payroll',
 *   amount: { amount: '15.00', currency: 'USDT' },
 *   network: 'tron',
 *   destination: { type: 'crypto_address', address },
 *   feeFrom: 'balance',
 * });
 * ```
 */
export async function openPaymux(
  config: DurablePaymuxConfig,
  dependencies: DurablePaymuxDependencies = {},
): Promise<DurablePaymux> {
  const { payoutPolicy = {}, payoutRules = {}, store: url, worker: works = true, ...accounts } = config;
  const { checkClient, handlers = {}, store: given, ...others } = dependencies;
  const { clock = systemClock, logger = silentLogger, random = systemRandom } = others;
  const direct = await connectedAccounts(accounts, others, durableProblems(config));
  const store = given ?? (await openedStore(url, others, direct));
  const providers = new ProviderRegistry(direct.accounts.map((id) => ({ id, provider: direct.provider(id) })));
  const policy: PayoutPolicy = { ...PAYOUT_POLICY, ...withoutAbsent(payoutPolicy) };
  const parts = new Parts({ store, providers, clock, logger, random, policy });
  const { defaultAccount } = direct;
  const followUp = new PayoutFollowUp({ ...parts.common, rules: payoutRules });
  const payouts = new PayoutService({ ...parts.common, followUp, rules: payoutRules, defaultAccount, checkClient });
  const payments = new PaymentService({ ...parts.common, defaultAccount });
  const worker = parts.worker(followUp, payments, handlers);
  const intake = new DurableIntake(parts.common);
  if (works) worker.start();

  return Object.freeze({
    payouts,
    payments,
    refunds: { createRefund: (request, options) => parts.refund(request, options?.account ?? defaultAccount, options) },
    profiles: new WalletProfiles(parts.common),
    ledger: new Ledger(parts.common),
    webhooks: {
      handler: (options) =>
        webhookHandler(
          { ...options, intake, providers, clock, logger: logger.child('webhooks') },
          { on: () => undefined },
        ),
      health: () => direct.webhooks.health(),
    },
    worker,
    store,
    direct,
    close: once(async () => {
      await worker.stop();
      try {
        if (given === undefined) await store.close();
      } finally {
        await direct.close();
      }
    }),
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
  try {
    // Only who opens a store loads what it is made of.
    const { openStore, storeFromEnv } = await import('@paymux/store');
    const collaborators = { clock, random };
    return await (url === undefined ? storeFromEnv(environment, collaborators) : openStore({ ...collaborators, url }));
  } catch (error) {
    await direct.close();
    // Nothing can have been sent from a store that was never open.
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new StoreUnavailableError(error.message, { cause: error, outcome: 'not_sent' });
  }
}

const CENTURY_MS = 100 * 365 * 86_400_000;

/** What the parts of a durable system have in common. */
class Parts {
  readonly common: {
    readonly store: DurableStore;
    readonly providers: ProviderRegistry;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly random: RandomSource;
    readonly policy: PayoutPolicy;
  };
  readonly #idempotency: Idempotency;

  constructor(common: Parts['common']) {
    this.common = common;
    // A refund is for ever: its reference must not be free again after a while.
    this.#idempotency = new Idempotency({ ...common, keepMs: CENTURY_MS });
  }

  worker(followUp: PayoutFollowUp, payments: PaymentService, handlers: DurableHandlers): Worker {
    const { clock, logger, policy, store } = this.common;
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
      shifts: {
        payouts: { step: (claimed) => followUp.step(claimed), batch, leaseMs },
        payments: { step: (claimed) => payments.step(claimed), batch, leaseMs },
        inbox: { step: (claimed) => inbox.step(claimed), batch: INBOX_POLICY.batch, leaseMs: INBOX_POLICY.leaseMs },
        notices: { step: (claimed) => notices.step(claimed), batch: INBOX_POLICY.batch, leaseMs: INBOX_POLICY.leaseMs },
      },
    });
  }

  async refund(request: CreateRefundRequest, account: string, options: CallOptions | undefined): Promise<Refund> {
    const { refunds, capabilities } = requireFeature(this.common.providers.get(account), 'refunds.createRefund');
    const { deduplicatesForMs = 0 } = capabilities.operations['createRefund'] ?? {};
    const keyed = { scope: `refund:${account}`, key: request.reference, request, deduplicatesForMs };
    return this.#idempotency.run(keyed, () => refunds.createRefund(request, options));
  }
}

function withoutAbsent(policy: Partial<PayoutPolicy>): Partial<PayoutPolicy> {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => (value as number | undefined) !== undefined));
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
}
