import { readFileSync } from 'node:fs';
import {
  type Clock,
  type HttpClient,
  type Logger,
  MisconfiguredError,
  type PaymentProvider,
  type RandomSource,
  type Telemetry,
  UnsupportedOperationError,
} from '@paymux/core';
import { coreModule, TOKENS } from '@paymux/core/inversify';
import { type WebhookInbox, webhookHandler } from '@paymux/orchestration';
import { ORCHESTRATION_TOKENS, orchestrationModule } from '@paymux/orchestration/inversify';
import { Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import { resolveReferences } from './account-options.js';
import { check } from './check.js';
import type { Paymux, PaymuxCallOptions } from './paymux.js';
import { type CheckedConfig, checkConfig, type ConnectedAccountConfig, type PaymuxConfig } from './paymux-config.js';
import { PROVIDERS } from './providers.js';

/** What Paymux works with besides its configuration. Whatever is left out is the real thing. */
export interface PaymuxDependencies {
  /** Carries the requests of every account. A client handed in is not closed. @defaultValue a pool for each account */
  readonly httpClient?: HttpClient | undefined;
  readonly clock?: Clock | undefined;
  /** @defaultValue one that writes nothing */
  readonly logger?: Logger | undefined;
  readonly random?: RandomSource | undefined;
  readonly telemetry?: Telemetry | undefined;
  /** @defaultValue an inbox in memory, which forgets with its process */
  readonly webhookInbox?: WebhookInbox | undefined;
  /** Where `env:NAME` looks. @defaultValue `process.env` */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Puts a payment system together from a configuration. Sends nothing.
 *
 * An account's provider is the name of one that comes with Paymux, or a provider that is connected
 * already. The dependencies are for what Paymux connects itself, and that alone is closed by it.
 *
 * @throws {@link MisconfiguredError} Names every problem of every account at once.
 * @example
 * ```ts
 * const paymux = await createPaymux({
 *   accounts: [{ id: 'main', provider: 'cryptomus', options: { merchantId, paymentApiKey: 'env:CRYPTOMUS_KEY' } }],
 * });
 * const payment = await paymux.payments.createPayment({
 *   reference: 'order-42',
 *   amount: { amount: '15.00', currency: 'USD' },
 * });
 * ```
 */
export async function createPaymux(config: PaymuxConfig, dependencies: PaymuxDependencies = {}): Promise<Paymux> {
  const { accounts, defaultAccount: chosenAccount } = await checkedAccounts(
    config,
    dependencies.environment ?? process.env,
  );
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, orchestrationModule);
  await rebindGiven(container, dependencies);
  container.load(...accounts.map(accountModule));

  // Everything is taken out here, once: a call finds what it needs without the container.
  const providers = container.get(TOKENS.ProviderRegistry);
  const webhooks = {
    providers,
    intake: container.get(ORCHESTRATION_TOKENS.WebhookIntake),
    clock: container.get(TOKENS.Clock),
    logger: container.get(TOKENS.Logger).child('webhooks'),
  };
  const ids = Object.freeze(providers.ids);
  const defaultAccount = chosenAccount ?? ids[0] ?? '';
  const providerOf = (account = defaultAccount): PaymentProvider => providers.get(account);
  const part = <Name extends 'payments' | 'payouts' | 'refunds'>(
    name: Name,
    options: PaymuxCallOptions | undefined,
  ): NonNullable<PaymentProvider[Name]> => {
    const provider = providerOf(options?.account);
    const found = provider[name];
    if (found === undefined) throw unsupported(name, provider);
    return found;
  };
  let closing: Promise<void> | undefined;

  return Object.freeze({
    defaultAccount,
    accounts: ids,
    provider: providerOf,
    payments: Object.freeze({
      createPayment: async (request, options) => part('payments', options).createPayment(request, options),
      findPayment: async (query, options) => part('payments', options).findPayment(query, options),
    }),
    payouts: Object.freeze({
      createPayout: async (request, options) => part('payouts', options).createPayout(request, options),
      findPayout: async (query, options) => part('payouts', options).findPayout(query, options),
    }),
    refunds: Object.freeze({
      createRefund: async (request, options) => part('refunds', options).createRefund(request, options),
      findRefund: async (query, options) => {
        const refunds = part('refunds', options);
        if (refunds.findRefund === undefined) throw unsupported('findRefund', providerOf(options?.account));
        return refunds.findRefund(query, options);
      },
    }),
    webhooks: Object.freeze({ handler: (handlers) => webhookHandler(webhooks, handlers) }),
    close: () => (closing ??= container.unbindAllAsync()),
  } satisfies Paymux);
}

/** Checks the configuration and every account before any is connected, so that all problems are named together. */
async function checkedAccounts(
  config: PaymuxConfig,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Omit<CheckedConfig, 'problems'>> {
  const sources = { environment, readFile: (path: string) => readFileSync(path, 'utf8') };
  const { accounts, defaultAccount, problems } = checkConfig(config);
  const settled = await Promise.all(
    accounts.map(async (account) => {
      if (isConnectedAccount(account)) return { account, problems: [] };
      const at = `accounts.${account.id}`;
      const provider = PROVIDERS[account.provider];
      const { options, problems: unresolved } = await resolveReferences(
        account.options,
        sources,
        at,
        provider.functions,
      );
      const checked = check(() => provider.check(options), at);
      const named = new Set(unresolved.map(({ path }) => path));
      const refused = checked.ok ? [] : checked.problems.filter(({ path }) => !named.has(path));
      return { account: { ...account, options }, problems: [...unresolved, ...refused] };
    }),
  );
  const all = [...problems, ...settled.flatMap((account) => account.problems)];
  if (all.length > 0) throw new MisconfiguredError('Paymux', all);
  return { accounts: settled.map(({ account }) => account), defaultAccount };
}

function accountModule(account: CheckedConfig['accounts'][number]): ContainerModule {
  if (!isConnectedAccount(account)) return PROVIDERS[account.provider].module(account.options, account.id);
  const { id, provider } = account;
  // Bound without a deactivation: what was handed in stays open.
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.ProviderAccount).toConstantValue({ id, provider });
  });
}

function isConnectedAccount(account: CheckedConfig['accounts'][number]): account is ConnectedAccountConfig {
  return typeof account.provider !== 'string';
}

async function rebindGiven(container: Container, dependencies: PaymuxDependencies): Promise<void> {
  const put = async <Service>(token: ServiceIdentifier<Service>, service: Service | undefined): Promise<void> => {
    if (service !== undefined) (await container.rebindAsync(token)).toConstantValue(service);
  };
  if (dependencies.httpClient !== undefined) container.bind(TOKENS.HttpClient).toConstantValue(dependencies.httpClient);
  await put(TOKENS.Clock, dependencies.clock);
  await put(TOKENS.Logger, dependencies.logger);
  await put(TOKENS.RandomSource, dependencies.random);
  await put(TOKENS.Telemetry, dependencies.telemetry);
  await put(ORCHESTRATION_TOKENS.WebhookInbox, dependencies.webhookInbox);
}

function unsupported(what: string, provider: PaymentProvider): UnsupportedOperationError {
  return new UnsupportedOperationError(what, { provider: provider.id });
}
