import './provider-options.js';

export type {
  MolamPayments,
  MolamPayouts,
  MolamProvider,
  MolamRefunds,
  MolamWebhookEndpoints,
  MolamWith,
} from './molam.js';
export { type Environment, molamOptionsFromEnv } from './environment.js';
export {
  MOLAM_STAGING_URL,
  type MolamOptions,
  type MolamSecretSource,
  type MolamWebhookSecrets,
} from './molam-options.js';
export { createMolam } from './molam-provider.js';
export type { MolamPaymentOptions } from './payment/create-payment.js';
export type { ListMatchingPaymentsQuery } from './payment/list-payments.js';
export type { MolamPayoutOptions } from './payout/create-payout.js';
export type { ListMatchingPayoutsQuery } from './payout/list-payouts.js';
export { verifySignature, type VerifySignatureOptions } from './webhook/verify-signature.js';
export type {
  ChangeMolamEndpointRequest,
  MolamEndpointSecret,
  MolamTenantType,
  MolamWebhookEndpoint,
  RegisterMolamEndpointRequest,
  RevokeMolamSecretRequest,
} from './webhook-endpoint/webhook-endpoint.js';
