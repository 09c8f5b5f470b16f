import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type ConnectionOptions,
  MisconfiguredError,
  parseOptions,
  type PaymentProvider,
  type Problem,
} from '@paymux/core';
import * as z from 'zod';
import { check } from './check.js';
import { isPluginSpecifier, type PluginSpecifier } from './load-plugin.js';
import { isProviderName, type OptionsByProvider, PROVIDER_NAMES, PROVIDERS, type ProviderName } from './providers.js';
import { webhookBaseUrlProblems } from './webhook-base-url.js';

/** An account that Paymux connects: its name, the name of its provider, and the provider's own options. */
export interface NamedAccountConfig {
  /** 1 to 64 letters, digits, `_` or `-`: the name webhooks and calls know it by. */
  readonly id: string;
  readonly provider: ProviderName;
  /** @defaultValue what the provider reads from the environment */
  readonly options?: AccountOptions | undefined;
}

/** An account whose provider is a plugin: a package or a file with a {@link PaymuxPlugin}. */
export interface PluginAccountConfig {
  /** See {@link NamedAccountConfig.id}. */
  readonly id: string;
  /**
   * `npm:@acme/paymux-acme`, a package that is installed, or `module:./acme.js`, a file; both as seen from
   * {@link PaymuxConfig.directory}. It is loaded, and so runs.
   */
  readonly provider: PluginSpecifier;
  /** The plugin's own, with references as everywhere. @defaultValue what the plugin reads from the environment */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * An account that is connected already: a fake in a test, or an adapter that Paymux does not list. It
 * works with what it was made with, and whoever made it closes it: `close()` leaves it as it is.
 */
export interface ConnectedAccountConfig {
  /** See {@link NamedAccountConfig.id}. */
  readonly id: string;
  /** Used as it is: `paymux.provider(id)` gives this very object. */
  readonly provider: PaymentProvider;
  readonly options?: undefined;
}

/** One account. In a file, a provider goes by its name or is a plugin. */
export type AccountConfig = NamedAccountConfig | PluginAccountConfig | ConnectedAccountConfig;

/**
 * The options of the provider, as {@link OptionsByProvider} has them. Instead of a value, at any
 * place, there may be a reference to it: the text `env:NAME` reads a variable, the text
 * `file:path` the first line of a file, and a function is asked once, when the account is
 * connected; a function that is an option of its own, such as Molam's `webhookSecrets`, stays
 * one. A `Secret` is taken as it is, whatever it begins with.
 */
export type AccountOptions = OptionsByProvider[ProviderName] | (ConnectionOptions & Readonly<Record<string, unknown>>);

/**
 * What Paymux is put together from.
 *
 * @typeParam Accounts - The accounts, where they are known at compile time.
 * @typeParam DefaultId - The id of the default account.
 */
export interface PaymuxConfig<
  Accounts extends readonly AccountConfig[] = readonly AccountConfig[],
  DefaultId extends string = string,
> {
  /** At least one. Several accounts of one provider are normal. */
  readonly accounts: Accounts;
  /** The account that is used where none is named. @defaultValue the first one */
  readonly defaultAccount?: DefaultId | undefined;
  /**
   * Where plugins are looked for: relative files begin here, and packages are searched from here, from the
   * working directory, and beside Paymux. In a file, relative to its folder.
   *
   * @defaultValue the folder of the file, else the working directory
   */
  readonly directory?: string | undefined;
  /**
   * Where `webhooks.handler` is reached from outside, such as `https://pay.example.com/webhooks`: payments and payouts whose
   * request names no `webhookUrl` get this one with their account behind it, if the provider takes an address with a
   * request. What is called on `provider(id)` is sent as it is. @defaultValue they get none, and most providers send none
   */
  readonly webhookBaseUrl?: string | undefined;
}

/** An account whose options are still to be checked by its provider. */
export interface CheckedNamedAccount {
  readonly id: string;
  readonly provider: ProviderName | PluginSpecifier;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Whether the options are what `configFromEnv` read, so that what is missing is a variable. */
  readonly isFromEnvironment?: boolean | undefined;
}

/** A configuration whose own shape was checked. */
export interface CheckedConfig {
  /** The accounts that can be read, in the order of the configuration. */
  readonly accounts: readonly (CheckedNamedAccount | ConnectedAccountConfig)[];
  readonly defaultAccount: string | undefined;
  readonly directory: string;
  readonly webhookBaseUrl: string | undefined;
  readonly problems: readonly Problem[];
}

/** Options that `configFromEnv` read, which look like any others. */
const fromEnvironment = new WeakSet<object>();

const FAKE =
  'is a fake, which no file and no variable can name: in code, give an account createFakeProvider() of @paymux/core/testing';
const PLUGIN_CHOICE = 'or a plugin as npm:<package> or module:<file>';
const ID = /^[A-Za-z0-9_-]{1,64}$/;

const configSchema = z.strictObject({
  accounts: z.array(z.unknown(), 'must be a list of accounts').min(1, 'must name at least one account'),
  defaultAccount: z.string('must be the id of an account').optional(),
  directory: z.string('must be the path of a folder').optional(),
  webhookBaseUrl: z.unknown().optional(),
});

const id = z.string('must be text').regex(ID, 'must be 1 to 64 letters, digits, "_" or "-"');

const namedAccountSchema = z.strictObject({
  id,
  provider: z.custom<ProviderName | PluginSpecifier>((name) => isProviderName(name) || isPluginSpecifier(name), {
    error: ({ input }) => providerComplaint(input),
  }),
  options: z.record(z.string(), z.unknown(), 'must be an object').optional(),
});

const connectedAccountSchema = z.strictObject({
  id,
  provider: z.custom<PaymentProvider>(),
  options: z.undefined('are not for a provider that is connected already').optional(),
});

/**
 * Checks a configuration's own shape. The accounts' options are checked by their providers.
 * Never throws; nothing in `problems` holds a value.
 */
export function checkConfig(config: unknown): CheckedConfig {
  const shape = check(() => parseOptions('Paymux', configSchema, config));
  if (!shape.ok)
    return {
      accounts: [],
      defaultAccount: undefined,
      directory: '.',
      webhookBaseUrl: undefined,
      problems: shape.problems,
    };

  const { defaultAccount, directory = '.', webhookBaseUrl } = shape.value;
  const accounts: CheckedConfig['accounts'][number][] = [];
  const problems: Problem[] = [];
  for (const [index, given] of shape.value.accounts.entries()) {
    const name = nameOf(given) ?? String(index);
    const path = `accounts.${name}`;
    const account = check(
      () =>
        isConnected(given)
          ? parseOptions('Paymux', connectedAccountSchema, given)
          : {
              ...parseOptions('Paymux', namedAccountSchema, given),
              ...(isRead(given) && { isFromEnvironment: true }),
            },
      path,
    );
    if (!account.ok) problems.push(...account.problems);
    else if (accounts.some(({ id }) => id === name)) {
      problems.push({ path, message: 'is the id of more than one account' });
    } else accounts.push(account.value);
  }
  const names = shape.value.accounts.map(nameOf).filter((name) => name !== undefined);
  if (defaultAccount !== undefined && !names.includes(defaultAccount)) {
    problems.push({ path: 'defaultAccount', message: `must be one of ${names.join(', ')}` });
  }
  problems.push(...webhookBaseUrlProblems(webhookBaseUrl));
  const base = typeof webhookBaseUrl === 'string' ? webhookBaseUrl : undefined;
  return { accounts, defaultAccount, directory: resolve(directory), webhookBaseUrl: base, problems };
}

/** Whether the account's options are what `configFromEnv` read. */
function isRead(account: unknown): boolean {
  const { options } = Object(account) as { readonly options?: unknown };
  return fromEnvironment.has(Object(options) as object);
}

function providerComplaint(name: unknown): string {
  return name === 'fake' ? FAKE : `must be one of ${PROVIDER_NAMES.join(', ')}, ${PLUGIN_CHOICE}`;
}

/** Whether an account brings its provider along. Nothing that was read from a file does. */
function isConnected(account: unknown): boolean {
  const provider = typeof account === 'object' && account !== null && 'provider' in account ? account.provider : null;
  if (typeof provider !== 'object' || provider === null) return false;
  const { capabilities, close, id: name, specificationVersion } = provider as Partial<Record<string, unknown>>;
  return (
    specificationVersion === 1 &&
    typeof name === 'string' &&
    typeof close === 'function' &&
    typeof capabilities === 'object' &&
    capabilities !== null
  );
}

function nameOf(account: unknown): string | undefined {
  const id = typeof account === 'object' && account !== null && 'id' in account ? account.id : undefined;
  return typeof id === 'string' && ID.test(id) ? id : undefined;
}

/**
 * Reads a configuration from a JSON file. Paths of `file:` references in it are relative to
 * the working directory, and those of plugins to the folder of the file.
 *
 * @throws {@link MisconfiguredError} The file cannot be read or is not JSON.
 */
export function configFromFile(path: string): PaymuxConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new MisconfiguredError(path, [{ path: '', message: 'the file cannot be read' }], { cause });
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    // A parser's message quotes the text, and the text may hold secrets.
    throw new MisconfiguredError(path, [{ path: '', message: 'the file is not JSON' }]);
  }
  // Checked by createPaymux, which names every problem at once.
  const given = config as PaymuxConfig;
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return given;
  const { directory = '.' } = given;
  return typeof directory === 'string' ? { ...given, directory: resolve(dirname(path), directory) } : given;
}

/**
 * Reads a configuration from an environment: `PAYMUX_PROVIDER` names the provider of the one
 * account, whose options come from the provider's own variables, such as `CRYPTOMUS_MERCHANT_ID`.
 * Without `PAYMUX_PROVIDER`, every provider that has a variable of its own becomes an account.
 * The id of an account is the name of its provider. An empty variable counts as absent.
 *
 * `PAYMUX_PROVIDER` may also be a plugin, `npm:@acme/paymux-acme` or `module:./acme.js`, whose account is called
 * `acme`. Its options are read by the plugin when it is connected, from the environment that `createPaymux` is given.
 *
 * @throws {@link MisconfiguredError} No provider is named and no variable of any is set, or the name is unknown.
 */
export function configFromEnv(environment: Readonly<Record<string, string | undefined>>): PaymuxConfig {
  const named = environment['PAYMUX_PROVIDER'];
  if (isPluginSpecifier(named)) return { accounts: [{ id: pluginAccountId(named), provider: named }] };
  const providers = providersIn(environment);
  return {
    accounts: providers.map((provider) => {
      const options = PROVIDERS[provider].optionsFromEnv(environment);
      fromEnvironment.add(options);
      return { id: provider, provider, options };
    }),
  };
}

/** The last name in a specifier, without what every plugin's name may have. */
function pluginAccountId(specifier: PluginSpecifier): string {
  const [, name = ''] = /([^/:\\]*)$/.exec(specifier) ?? [];
  const bare = name.replace(/^paymux-/, '').replace(/\.[cm]?[jt]s$/, '');
  return bare.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 64) || 'plugin';
}

function providersIn(environment: Readonly<Record<string, string | undefined>>): readonly ProviderName[] {
  const refuse = (message: string): never => {
    throw new MisconfiguredError('the environment', [{ path: 'PAYMUX_PROVIDER', message }]);
  };
  const named = environment['PAYMUX_PROVIDER'];
  if (named) return isProviderName(named) ? [named] : refuse(providerComplaint(named));
  const variables = Object.keys(environment).filter((variable) => environment[variable]);
  const mentioned = PROVIDER_NAMES.filter((name) =>
    variables.some((variable) => variable.startsWith(`${name.toUpperCase()}_`)),
  );
  if (mentioned.length > 0) return mentioned;
  const needed = PROVIDER_NAMES.map((name) => {
    const { needs } = PROVIDERS[name];
    return `${name} (${[...new Set(Object.values(needs).flat())].join(', ')})`;
  });
  return refuse(`is missing, and so are the variables of ${needed.join(', ')}`);
}
