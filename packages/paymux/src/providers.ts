import type { Problem } from '@paymux/core';
import type { CryptomusOptions } from '@paymux/cryptomus';
import { cryptomusOptionsFromEnv } from '@paymux/cryptomus/environment';
import type { HeleketOptions } from '@paymux/heleket';
import { heleketOptionsFromEnv } from '@paymux/heleket/environment';
import type { MolamOptions } from '@paymux/molam';
import { molamOptionsFromEnv } from '@paymux/molam/environment';
import type { ContainerModule } from 'inversify';
import { check } from './check.js';

/** The options of every provider that comes with Paymux, by the provider's name in a configuration. */
export interface OptionsByProvider {
  readonly cryptomus: CryptomusOptions;
  readonly heleket: HeleketOptions;
  readonly molam: MolamOptions;
}

/** The name of a provider in a configuration. */
export type ProviderName = keyof OptionsByProvider;

type ProviderOptions = OptionsByProvider[ProviderName];

/** The variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What an adapter offers to be composed from. */
interface Adapter<Options> {
  /** Connects an account, which sends nothing. @throws {@link MisconfiguredError} Names every problem of the options. */
  create(options: Options): unknown;
  /** The container module of one account. */
  module(options: Options, account: string): ContainerModule;
  optionsFromEnv(environment: Environment): Options;
  /** Options that may be functions in their own right, and are no references to a value. */
  readonly functions?: readonly (keyof Options & string)[] | undefined;
}

/** How the composition root connects a provider. */
export interface ProviderEntry<Options extends object = object> {
  /** Every problem of an account's options. */
  check(options: unknown): readonly Problem[];
  /** The container module of one account whose options were checked. */
  module(options: unknown, account: string): ContainerModule;
  optionsFromEnv(environment: Environment): Options;
  /** Options that may be functions in their own right, and are no references to a value. */
  readonly functions: readonly string[];
}

/** An adapter checks whatever it is given, so what is typed there may come from anywhere here. */
function entry<Options extends ProviderOptions>(adapter: Adapter<Options>): ProviderEntry<ProviderOptions> {
  return {
    check: (options) => {
      const checked = check(() => adapter.create(options as Options));
      return checked.ok ? [] : checked.problems;
    },
    module: (options, account) => adapter.module(options as Options, account),
    optionsFromEnv: (environment) => adapter.optionsFromEnv(environment),
    functions: adapter.functions ?? [],
  };
}

/** Options that an account needs, each with the variables that give it: one of them is enough. */
export type NeededVariables = Readonly<Record<string, readonly string[]>>;

/** A provider that comes with Paymux. Its adapter is loaded with the first account of it. */
interface BuiltInProvider {
  readonly needs: NeededVariables;
  load(): Promise<ProviderEntry<ProviderOptions>>;
  optionsFromEnv(environment: Environment): ProviderOptions;
}

/** Every provider that comes with Paymux. A new one is one more entry here. */
export const PROVIDERS: Readonly<Record<ProviderName, BuiltInProvider>> = {
  cryptomus: {
    needs: {
      merchantId: ['CRYPTOMUS_MERCHANT_ID'],
      paymentApiKey: ['CRYPTOMUS_PAYMENT_API_KEY', 'CRYPTOMUS_PAYOUT_API_KEY', 'CRYPTOMUS_API_KEY'],
    },
    async load() {
      const [{ createCryptomus: create }, { cryptomusModule: module }] = await Promise.all([
        import('@paymux/cryptomus'),
        import('@paymux/cryptomus/inversify'),
      ]);
      return entry<CryptomusOptions>({ create, module, optionsFromEnv: cryptomusOptionsFromEnv });
    },
    optionsFromEnv: cryptomusOptionsFromEnv,
  },
  heleket: {
    needs: {
      merchantId: ['HELEKET_MERCHANT_ID'],
      paymentApiKey: ['HELEKET_PAYMENT_API_KEY', 'HELEKET_PAYOUT_API_KEY', 'HELEKET_API_KEY'],
      apiKey: ['HELEKET_API_KEY'],
    },
    async load() {
      const [{ createHeleket: create }, { heleketModule: module }] = await Promise.all([
        import('@paymux/heleket'),
        import('@paymux/heleket/inversify'),
      ]);
      return entry<HeleketOptions>({ create, module, optionsFromEnv: heleketOptionsFromEnv });
    },
    optionsFromEnv: (environment) => heleketOptionsFromEnv(environment),
  },
  molam: {
    needs: { apiKey: ['MOLAM_API_KEY'] },
    async load() {
      const [{ createMolam: create }, { molamModule: module }] = await Promise.all([
        import('@paymux/molam'),
        import('@paymux/molam/inversify'),
      ]);
      const functions = ['webhookSecrets'] as const;
      return entry<MolamOptions>({ create, module, optionsFromEnv: molamOptionsFromEnv, functions });
    },
    optionsFromEnv: molamOptionsFromEnv,
  },
};

/** Every name a configuration may use. */
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as readonly ProviderName[];

/** A problem of options that were read from an environment: what is missing is a variable. */
export function withVariables(provider: ProviderName, problem: Problem): Problem {
  const { needs } = PROVIDERS[provider];
  const variables = Object.hasOwn(needs, problem.path) ? (needs[problem.path] ?? []) : [];
  const [, said] = /^(.*is missing)(?::.*)?$/.exec(problem.message) ?? [];
  if (variables.length === 0 || said === undefined) return problem;
  const unset =
    variables.length === 1
      ? `the variable ${variables.join('')} is not set`
      : `none of the variables ${variables.join(', ')} is set`;
  return { ...problem, message: `${said}: ${unset}` };
}

/** Whether a configuration can name this provider. */
export function isProviderName(name: unknown): name is ProviderName {
  return typeof name === 'string' && Object.hasOwn(PROVIDERS, name);
}

/** What an account of a provider that comes with Paymux is connected with when its configuration has no options. */
export function accountOptionsFromEnv(
  provider: ProviderName,
  environment: Readonly<Record<string, string | undefined>>,
): object {
  return PROVIDERS[provider].optionsFromEnv(environment);
}
