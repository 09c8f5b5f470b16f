import type { Secret } from '@paymux/core';

/** Whom an endpoint belongs to. */
export type MolamTenantType = 'merchant' | 'agent' | 'internal_app';

/** What to register an endpoint with. */
export interface RegisterMolamEndpointRequest {
  /** Where deliveries go. `https:` and public; a loopback address only towards a provider on loopback. */
  readonly url: string;
  readonly tenantType: MolamTenantType;
  readonly tenantId: string;
  /** The types that are delivered. @defaultValue all of them */
  readonly events?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly region?: string | undefined;
  /** The version of the deliveries, such as `2025-01`. */
  readonly apiVersion?: string | undefined;
  /** The key of this call; generated, with a warning, when absent. Same grammar as a reference. */
  readonly idempotencyKey?: string | undefined;
}

/** Names a registered endpoint. */
export interface ChangeMolamEndpointRequest {
  readonly endpointId: string;
  /** The key of this call; generated, with a warning, when absent. Same grammar as a reference. */
  readonly idempotencyKey?: string | undefined;
}

/** Names one version of an endpoint's secret. */
export interface RevokeMolamSecretRequest extends ChangeMolamEndpointRequest {
  /** The key id of the version. */
  readonly kid: string;
}

/** An address that deliveries go to. */
export interface MolamWebhookEndpoint {
  readonly endpointId: string;
  readonly url: string;
  /** The types that are delivered; `*` for all. */
  readonly events: readonly string[];
  /** `active`, `paused` or `disabled`. */
  readonly providerStatus: string;
  readonly apiVersion: string | undefined;
  readonly createdAt?: Date | undefined;
}

/** An endpoint and the secret that signs its deliveries from now on. The provider shows it this once. */
export interface MolamEndpointSecret {
  readonly endpoint: MolamWebhookEndpoint;
  /** The key id that deliveries name the secret by. */
  readonly kid: string;
  readonly secret: Secret;
}
