export { type ReferenceSources, type ResolvedOptions, resolveReferences } from './account-options.js';
export type {
  AccountProvider,
  AccountProviders,
  AccountsOf,
  FirstAccountOf,
  GivenOptions,
  GivenValue,
  PaymuxOf,
} from './account-types.js';
export type { FetchHandler, WebhookHandlerOptions, WebhookHandlers, WebhookHealth } from '@paymux/orchestration';
export {
  type AlertChannel,
  type AlertMessage,
  type AlertRule,
  chatChannel,
  type ChatChannelOptions,
  emailChannel,
  type EmailChannelOptions,
  webhookChannel,
  type WebhookChannelOptions,
} from '@paymux/orchestration';
export { checkDurableConfig } from './check-durable-config.js';
export { createPaymux, type PaymuxDependencies } from './create-paymux.js';
export type { PluginSpecifier } from './load-plugin.js';
export type { Paymux, PaymuxCallOptions, PaymuxPayments, PaymuxPayouts, PaymuxRefunds, PaymuxWith } from './paymux.js';
export {
  type AccountConfig,
  type AccountOptions,
  configFromEnv,
  configFromFile,
  type ConnectedAccountConfig,
  type NamedAccountConfig,
  type PaymuxConfig,
  type PluginAccountConfig,
} from './paymux-config.js';
export type { OptionsByProvider, ProviderName } from './providers.js';
export {
  type DurableHandlers,
  type DurablePaymux,
  type DurablePaymuxConfig,
  type DurablePaymuxDependencies,
  openPaymux,
  type RoutingConfig,
} from './open-paymux.js';
