export { createPaymux, type PaymuxDependencies } from './create-paymux.js';
export type { Paymux, PaymuxCallOptions } from './paymux.js';
export {
  type AccountConfig,
  type AccountOptions,
  configFromEnv,
  configFromFile,
  type ConnectedAccountConfig,
  type NamedAccountConfig,
  type PaymuxConfig,
} from './paymux-config.js';
export type { OptionsByProvider, ProviderName } from './providers.js';
