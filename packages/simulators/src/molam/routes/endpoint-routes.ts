import { listAnswer } from '../list-answer.js';
import { MolamRefusal } from '../refusal.js';
import { found, type MolamCall, type MolamRoute } from '../route.js';
import type { WebhookEndpoint } from '../state.js';
import {
  endpointObject,
  endpointWithSecret,
  registerEndpoint,
  revokeSecret,
  rotateSecret,
  validVersions,
} from '../webhook/endpoints.js';

const ENDPOINTS = '/v1/webhooks/endpoints';

/** Rows 15 to 19: webhook endpoints and their secrets. */
export const ENDPOINT_ROUTES: readonly MolamRoute[] = [
  {
    method: 'POST',
    path: ENDPOINTS,
    handle({ molam, fields }) {
      fields.require('tenant_type', 'tenant_id', 'url', 'events');
      const endpoint = registerEndpoint(molam, {
        tenantType: fields.oneOf('tenant_type', ['merchant', 'agent', 'internal_app']),
        tenantId: fields.requiredText('tenant_id'),
        url: fields.url('url') ?? '',
        events: fields.texts('events'),
        description: fields.text('description'),
        region: fields.text('region'),
        apiVersion: fields.text('api_version') ?? '2025-01',
      });
      const secret = found(validVersions(endpoint).at(-1), () => new MolamRefusal('secret_not_found'));
      return { status: 201, body: endpointWithSecret(endpoint, secret) };
    },
  },
  {
    method: 'GET',
    path: ENDPOINTS,
    handle: ({ molam, query }) => listAnswer(molam.state.endpoints, query, endpointObject),
  },
  {
    method: 'DELETE',
    path: `${ENDPOINTS}/:id`,
    handle(call) {
      const endpoint = endpointOf(call);
      const { endpoints } = call.molam.state;
      endpoints.splice(endpoints.indexOf(endpoint), 1);
      return { status: 200, body: { id: endpoint.id, object: 'webhook_endpoint', deleted: true } };
    },
  },
  {
    method: 'POST',
    path: `${ENDPOINTS}/:id/rotate`,
    handle(call) {
      const endpoint = endpointOf(call);
      return { status: 200, body: endpointWithSecret(endpoint, rotateSecret(call.molam, endpoint)) };
    },
  },
  {
    method: 'POST',
    path: `${ENDPOINTS}/:id/secrets/:kid/revoke`,
    handle(call) {
      const endpoint = endpointOf(call);
      revokeSecret(endpoint, call.path['kid'] ?? '');
      return { status: 200, body: endpointObject(endpoint) };
    },
  },
];

function endpointOf({ molam, path }: MolamCall): WebhookEndpoint {
  return found(
    molam.state.endpoints.find(({ id }) => id === path['id']),
    () => new MolamRefusal('endpoint_not_found'),
  );
}
