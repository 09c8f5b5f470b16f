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
export type {
  AlertChannel,
  AlertMessage,
  AlertRule,
  ChatChannelOptions,
  EmailChannelOptions,
  WebhookChannelOptions,
} from '@paymux/orchestration';
export { chatChannel, emailChannel, webhookChannel } from '@paymux/orchestration/direct';
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
export { accountOptionsFromEnv, isProviderName, type OptionsByProvider, type ProviderName } from './providers.js';
export { openPaymux } from './load-durable.js';
export type {
  DurableHandlers,
  DurablePaymux,
  DurablePaymuxConfig,
  DurablePaymuxDependencies,
  RoutingConfig,
} from './open-paymux.js';
