import { readFileSync } from 'node:fs';
import {
  type Clock,
  type HttpClient,
  type Logger,
  MisconfiguredError,
  type PaymentProvider,
  probeCapabilities,
  type Problem,
  type RandomSource,
  type Telemetry,
  type ProviderFeature,
  requireFeature,
  type WithFeature,
} from '@paymux/core';
import { coreModule, TOKENS } from '@paymux/core/inversify';
import type { WebhookInbox } from '@paymux/orchestration';
import { webhookAddresses, webhookHandler, webhookHealth } from '@paymux/orchestration/direct';
import { ORCHESTRATION_TOKENS, orchestrationModule } from '@paymux/orchestration/inversify';
import { Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import { resolveReferences } from './account-options.js';
import type { FirstAccountOf, PaymuxOf } from './account-types.js';
import type { Checked } from './check.js';
import { isPluginSpecifier, loadPlugin } from './load-plugin.js';
import type { Paymux, PaymuxCallOptions, PaymuxPayments, PaymuxPayouts, PaymuxRefunds } from './paymux.js';
import {
  type AccountConfig,
  type CheckedNamedAccount,
  checkConfig,
  type ConnectedAccountConfig,
  type PaymuxConfig,
} from './paymux-config.js';
import { type Environment, isProviderName, type ProviderEntry, PROVIDERS, withVariables } from './providers.js';

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
 * An account's provider is the name of one that comes with Paymux, a plugin, or a provider that is
 * connected already. The dependencies are for what Paymux connects itself, and that alone is closed by it.
 *
 * Where the accounts are written out in the call, the compiler knows them: `paymux.provider(id)` has the
 * parts that the account's options give, and an id that is not among them is an error.
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
export async function createPaymux<
  const Accounts extends readonly AccountConfig[],
  const DefaultId extends Accounts[number]['id'] = FirstAccountOf<Accounts>,
>(
  config: PaymuxConfig<Accounts, DefaultId>,
  dependencies: PaymuxDependencies = {},
): Promise<PaymuxOf<Accounts, DefaultId>> {
  const {
    accounts,
    defaultAccount: chosenAccount,
    webhookBaseUrl,
  } = await checkedAccounts(config, dependencies.environment ?? process.env);
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(coreModule, orchestrationModule);
  await rebindGiven(container, dependencies);
  container.load(...accounts);

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
  const having = <Feature extends ProviderFeature>(
    feature: Feature,
    options: PaymuxCallOptions | undefined,
  ): WithFeature<Feature> => requireFeature(providerOf(options?.account), feature);
  const addressOf = webhookBaseUrl === undefined ? undefined : webhookAddresses(webhookBaseUrl);
  /** The request, told where its webhooks go unless it says so itself. */
  const told = <Request extends { readonly webhookUrl?: string | undefined }>(
    request: Request,
    { account = defaultAccount }: PaymuxCallOptions = {},
  ): Request => {
    const { webhookUrl = addressOf?.(account, providerOf(account)) } = request;
    return webhookUrl === request.webhookUrl ? request : { ...request, webhookUrl };
  };
  let closing: Promise<void> | undefined;

  const paymux: Paymux = {
    defaultAccount,
    accounts: ids,
    provider: providerOf,
    payments: Object.freeze({
      createPayment: async (request, options) =>
        having('payments.createPayment', options).payments.createPayment(told(request, options), options),
      findPayment: async (query, options) =>
        having('payments.findPayment', options).payments.findPayment(query, options),
      listPayments: (query, options) => having('payments.listPayments', options).payments.listPayments(query, options),
      confirmPayment: async (request, options) =>
        having('payments.confirmPayment', options).payments.confirmPayment(request, options),
      capturePayment: async (request, options) =>
        having('payments.capturePayment', options).payments.capturePayment(request, options),
      cancelPayment: async (request, options) =>
        having('payments.cancelPayment', options).payments.cancelPayment(request, options),
    } satisfies PaymuxPayments),
    payouts: Object.freeze({
      createPayout: async (request, options) =>
        having('payouts.createPayout', options).payouts.createPayout(told(request, options), options),
      findPayout: async (query, options) => having('payouts.findPayout', options).payouts.findPayout(query, options),
      listPayouts: (query, options) => having('payouts.listPayouts', options).payouts.listPayouts(query, options),
      cancelPayout: async (request, options) =>
        having('payouts.cancelPayout', options).payouts.cancelPayout(request, options),
    } satisfies PaymuxPayouts),
    refunds: Object.freeze({
      createRefund: async (request, options) =>
        having('refunds.createRefund', options).refunds.createRefund(request, options),
      findRefund: async (query, options) => having('refunds.findRefund', options).refunds.findRefund(query, options),
      listRefunds: (query, options) => having('refunds.listRefunds', options).refunds.listRefunds(query, options),
    } satisfies PaymuxRefunds),
    webhooks: Object.freeze({
      handler: (handlers, options) => webhookHandler({ ...options, ...webhooks }, handlers),
      health: () => webhookHealth(providers),
    } satisfies Paymux['webhooks']),
    close: () => (closing ??= container.unbindAllAsync()),
  };
  // Which accounts there are, and what each offers, follows from the configuration, as the type says.
  return Object.freeze(paymux) as unknown as PaymuxOf<Accounts, DefaultId>;
}

/** The accounts of a configuration, ready for the container. */
interface CheckedAccounts {
  readonly accounts: readonly ContainerModule[];
  readonly defaultAccount: string | undefined;
  readonly webhookBaseUrl: string | undefined;
}

/** Checks the configuration and every account before any is connected, so that all problems are named together. */
async function checkedAccounts(config: PaymuxConfig, environment: Environment): Promise<CheckedAccounts> {
  const { accounts, defaultAccount, directory, problems, webhookBaseUrl } = checkConfig(config);
  const settled = await Promise.all(
    accounts.map(async (account): Promise<Checked<ContainerModule>> => {
      const at = `accounts.${account.id}`;
      if (isConnectedAccount(account)) {
        const untrue = probeCapabilities(account.provider).map(below(at));
        return untrue.length === 0 ? { ok: true, value: connectedModule(account) } : { ok: false, problems: untrue };
      }
      const { provider } = account;
      const entry: Checked<ProviderEntry> = isPluginSpecifier(provider)
        ? await loadPlugin(provider, directory)
        : { ok: true, value: await PROVIDERS[provider].load() };
      return entry.ok
        ? checkedAccount(account, entry.value, at, environment)
        : { ok: false, problems: entry.problems.map(below(at)) };
    }),
  );
  const all = [...problems, ...settled.flatMap((account) => (account.ok ? [] : account.problems))];
  if (all.length > 0) throw new MisconfiguredError('Paymux', all);
  const modules = settled.flatMap((account) => (account.ok ? [account.value] : []));
  return { accounts: modules, defaultAccount, webhookBaseUrl };
}

async function checkedAccount(
  account: CheckedNamedAccount,
  entry: ProviderEntry,
  at: string,
  environment: Environment,
): Promise<Checked<ContainerModule>> {
  const sources = { environment, readFile: (path: string) => readFileSync(path, 'utf8') };
  const { provider } = account;
  const given = account.options ?? entry.optionsFromEnv(environment);
  const isRead = account.options === undefined || account.isFromEnvironment === true;
  const { options, problems: unresolved } = await resolveReferences({ ...given }, sources, at, entry.functions);
  const named = new Set(unresolved.map(({ path }) => path));
  const refused = entry
    .check(options)
    .map((problem) => (isRead && isProviderName(provider) ? withVariables(provider, problem) : problem))
    .map(below(at))
    .filter(({ path }) => !named.has(path));
  const problems = [...unresolved, ...refused];
  return problems.length === 0 ? { ok: true, value: entry.module(options, account.id) } : { ok: false, problems };
}

function below(prefix: string): (problem: Problem) => Problem {
  return ({ message, path }) => ({ path: path === '' ? prefix : `${prefix}.${path}`, message });
}

/** Bound without a deactivation: what was handed in stays open. */
function connectedModule({ id, provider }: ConnectedAccountConfig): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.ProviderAccount).toConstantValue({ id, provider });
  });
}

function isConnectedAccount(account: CheckedNamedAccount | ConnectedAccountConfig): account is ConnectedAccountConfig {
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
