import type { Dependencies } from './dependencies.js';
import type { PaymentProvider } from './payment-provider.js';

/**
 * A provider as a package or a file that a configuration names: `npm:@acme/paymux-acme`,
 * `module:./acme.js`. Exported as `paymuxPlugin`, or as the default.
 *
 * @example
 * ```ts
 * export const paymuxPlugin = {
 *   id: 'acme',
 *   specificationVersion: 1,
 *   connect: defineProvider({ id: 'acme', options, capabilities, connect }),
 * } satisfies PaymuxPlugin<AcmeOptions>;
 * ```
 *
 * @see docs/decisions/2026-11-21-plugins-are-modules-that-are-named.md
 */
export interface PaymuxPlugin<Options = unknown> {
  /** The id of the providers it connects. */
  readonly id: string;
  /** The version of the contract it is written for. */
  readonly specificationVersion: 1;

  /**
   * Connects one account, as what {@link defineProvider} returns does. Sends and opens nothing before the
   * first call. It is called more than once: first to check the options of all accounts.
   *
   * @throws {@link MisconfiguredError} Names every option that is missing or malformed.
   */
  connect(options: Options, dependencies?: Dependencies): PaymentProvider;

  /** The options of an account whose configuration gives none. */
  optionsFromEnv?(environment: Readonly<Record<string, string | undefined>>): Options;

  /** Options that may be functions in their own right, and are no references to a value. */
  readonly functions?: readonly string[] | undefined;
}
