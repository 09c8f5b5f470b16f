import type { PaymentProvider, Secret } from '@paymux/core';
import type { CryptomusWith } from '@paymux/cryptomus';
import type { HeleketApiKeyProvider, HeleketProvider, HeleketWith } from '@paymux/heleket';
import type { MolamWith } from '@paymux/molam';
import type { AccountConfig } from './paymux-config.js';
import type { Paymux, PaymuxWith } from './paymux.js';

/** The type of every account's provider, by the account's id. */
export type AccountProviders = Readonly<Record<string, PaymentProvider>>;

/** The providers of accounts that are written out in code, each with the parts its options give. */
export type AccountsOf<Accounts extends readonly AccountConfig[]> = {
  readonly [Account in Accounts[number] as Account['id']]: AccountProvider<Account>;
};

/** The account that is used where neither a call nor the configuration names one. */
export type FirstAccountOf<Accounts extends readonly AccountConfig[]> = Accounts extends readonly [
  infer First extends AccountConfig,
  ...unknown[],
]
  ? First['id']
  : Accounts[number]['id'];

/**
 * What {@link createPaymux} makes of a configuration: with typed accounts where it is written in code, with
 * any id and any provider where it comes from a file or the environment.
 */
export type PaymuxOf<
  Accounts extends readonly AccountConfig[],
  DefaultId extends string,
> = string extends Accounts[number]['id']
  ? Paymux
  : PaymuxWith<AccountsOf<Accounts>, DefaultId & keyof AccountsOf<Accounts>>;

/**
 * The provider of one account. A Heleket account whose dialect is a reference may be of either dialect:
 * that is known when it is connected, and no sooner.
 */
export type AccountProvider<Account extends AccountConfig> = Account extends { readonly provider: infer Provider }
  ? Provider extends PaymentProvider
    ? Provider
    : Provider extends 'cryptomus'
      ? CryptomusWith<GivenOptions<Account['options']>>
      : Provider extends 'molam'
        ? MolamWith<GivenOptions<Account['options']>>
        : Provider extends 'heleket'
          ? Account['options'] extends { readonly dialect: infer Dialect }
            ? [Dialect] extends ['merchant-sign' | 'api-key' | undefined]
              ? HeleketWith<GivenOptions<Account['options']>>
              : HeleketProvider | HeleketApiKeyProvider
            : HeleketWith<GivenOptions<Account['options']>>
          : PaymentProvider
  : never;

/** Options as a provider receives them: what a function gives is given. What is a function in its own right stays one. */
export type GivenOptions<Options> = Options extends object
  ? {
      readonly [Name in keyof Options]: Name extends 'webhookSecrets'
        ? Options[Name] extends (...args: never[]) => unknown
          ? Options[Name]
          : GivenValue<Options[Name]>
        : GivenValue<Options[Name]>;
    }
  : unknown;

/** One option as a provider receives it. A function that gives nothing is refused when the account is connected. */
export type GivenValue<Value> = Value extends (...args: never[]) => infer Result
  ? unknown extends Awaited<Result>
    ? string | Secret
    : NonNullable<Awaited<Result>>
  : Value extends Secret | readonly unknown[]
    ? Value
    : Value extends object
      ? { readonly [Name in keyof Value]: GivenValue<Value[Name]> }
      : Value;
