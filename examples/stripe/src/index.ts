export { createStripe } from './stripe.js';
export type { StripeFault, StripeFaultKind } from './simulator/answer-with-fault.js';
export type { StripeDelivery } from './simulator/courier.js';
export type { StripeKind, StripeMovement, StripeObject } from './simulator/ledger.js';
export {
  startStripeSimulator,
  type StripeControl,
  type StripeRequest,
  type StripeSimulator,
  type StripeSimulatorOptions,
} from './simulator/start-stripe-simulator.js';
