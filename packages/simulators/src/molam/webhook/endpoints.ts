import type { JsonObject } from '../../json/encode-json.js';
import { isoTime, newId, token, type Molam } from '../molam.js';
import { checkWebhookSecret, type MolamNextSecret } from '../molam-settings.js';
import { MolamRefusal } from '../refusal.js';
import type { SecretVersion, WebhookEndpoint } from '../state.js';

/** What an endpoint is registered with. */
export type EndpointRequest = Pick<
  WebhookEndpoint,
  'url' | 'events' | 'tenantType' | 'tenantId' | 'description' | 'region' | 'apiVersion'
>;

/** Registers an endpoint with the secrets that were set for it, or an invented one. */
export function registerEndpoint(molam: Molam, request: EndpointRequest): WebhookEndpoint {
  const now = molam.clock.now();
  const given = molam.settings.webhookSecrets;
  const secrets = given.length > 0 ? given : [{ kid: '1', secret: inventedSecret(molam) }];
  const endpoint: WebhookEndpoint = {
    ...request,
    id: newId(molam, 'we'),
    status: 'active',
    secrets: secrets.map((secret, index) => ({
      ...secret,
      status: index === secrets.length - 1 ? 'active' : 'retiring',
      createdAt: now,
    })),
    createdAt: now,
  };
  molam.state.endpoints.push(endpoint);
  return endpoint;
}

/**
 * Gives an endpoint a new secret, which signs from now on; the one before stays
 * valid for the grace period.
 *
 * @throws RangeError for a secret that cannot be one, or a kid that is taken.
 */
export function rotateSecret(molam: Molam, endpoint: WebhookEndpoint, given: MolamNextSecret = {}): SecretVersion {
  const { state, clock, settings } = molam;
  const { kid = nextKid(endpoint), secret = inventedSecret(molam) } = given;
  checkWebhookSecret({ kid, secret });
  if (endpoint.secrets.some((version) => version.kid === kid)) throw new RangeError(`The kid "${kid}" is taken.`);
  const before = validVersions(endpoint).filter(({ status }) => status === 'active');
  for (const version of before) version.status = 'retiring';
  const version: SecretVersion = { kid, secret, status: 'active', createdAt: clock.now() };
  endpoint.secrets.push(version);
  clock.after(settings.rotationGraceMs, () => {
    if (molam.state !== state) return;
    for (const old of before) if (old.status === 'retiring') old.status = 'revoked';
  });
  return version;
}

/**
 * Ends a version of an endpoint's secret at once. Without the active version the
 * last one before it is active again.
 *
 * @throws MolamRefusal for a version that does not exist, is revoked already, or is the only one left.
 */
export function revokeSecret(endpoint: WebhookEndpoint, kid: string): void {
  const version = endpoint.secrets.find((candidate) => candidate.kid === kid);
  if (version === undefined) throw new MolamRefusal('secret_not_found');
  if (version.status === 'revoked' || validVersions(endpoint).length === 1) {
    throw new MolamRefusal('invalid_state', { details: { current_status: version.status } });
  }
  version.status = 'revoked';
  const last = validVersions(endpoint).at(-1);
  if (last !== undefined) last.status = 'active';
}

/** The versions that are not revoked, oldest first. */
export function validVersions({ secrets }: WebhookEndpoint): readonly SecretVersion[] {
  return secrets.filter(({ status }) => status !== 'revoked');
}

/** An endpoint as the wire shows it: without its secrets. */
export function endpointObject(endpoint: WebhookEndpoint): JsonObject {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    url: endpoint.url,
    events: endpoint.events,
    status: endpoint.status,
    tenant_type: endpoint.tenantType,
    tenant_id: endpoint.tenantId,
    description: endpoint.description ?? null,
    region: endpoint.region ?? null,
    api_version: endpoint.apiVersion,
    secret_versions: endpoint.secrets.map(({ kid, status, secret, createdAt }) => ({
      kid,
      status,
      secret_preview: secret.slice(0, 6),
      created_at: isoTime(createdAt),
    })),
    created_at: isoTime(endpoint.createdAt),
  };
}

/** An endpoint with the secret that signs, which is shown this once. */
export function endpointWithSecret(endpoint: WebhookEndpoint, { kid, secret }: SecretVersion): JsonObject {
  return { ...endpointObject(endpoint), kid, secret };
}

function inventedSecret(molam: Molam): string {
  return `whsec_${token(molam, 32)}`;
}

function nextKid({ secrets }: WebhookEndpoint): string {
  const numbers = secrets.map(({ kid }) => (/^\d{1,9}$/.test(kid) ? Number(kid) : 0));
  return String(Math.max(secrets.length, ...numbers) + 1);
}
