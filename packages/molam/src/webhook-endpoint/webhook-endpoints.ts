import { checkCallbackUrl, type CheckContext, listOperation, operation, type Problem, Secret } from '@paymux/core';
import * as z from 'zod';
import { instantField, optionalText, requiredText } from '../fields.js';
import { toInstant } from '../instants.js';
import { pageQuery, pageSchema, toPage } from '../paging.js';
import { idProblems, lineProblems, unknownNameProblems } from '../request-limits.js';
import { isKid, KID_RULE } from '../webhook/kid.js';
import type {
  ChangeMolamEndpointRequest,
  MolamEndpointSecret,
  MolamWebhookEndpoint,
  RegisterMolamEndpointRequest,
  RevokeMolamSecretRequest,
} from './webhook-endpoint.js';

const ENDPOINTS = '/v1/webhooks/endpoints';

const TENANT_TYPES: readonly unknown[] = ['merchant', 'agent', 'internal_app'];

const endpointSchema = z.object({
  id: requiredText,
  url: requiredText,
  events: z.array(z.string()).nullish().catch(undefined),
  status: requiredText,
  api_version: optionalText,
  created_at: instantField,
});

/** A secret that is empty, or whose name is not told, could verify nothing. */
const endpointWithSecretSchema = endpointSchema
  .extend({
    kid: z.union([requiredText, z.int()]).transform(String),
    secret: optionalText,
    secret_full: optionalText,
  })
  .transform((endpoint, context) => {
    const secret = endpoint.secret || endpoint.secret_full;
    if (secret) return { endpoint, kid: endpoint.kid, secret };
    context.addIssue({ code: 'custom', path: ['secret'], message: 'is missing' });
    return z.NEVER;
  });

function toEndpoint(endpoint: z.infer<typeof endpointSchema>): MolamWebhookEndpoint {
  return {
    endpointId: endpoint.id,
    url: endpoint.url,
    events: endpoint.events ?? [],
    providerStatus: endpoint.status,
    apiVersion: endpoint.api_version ?? undefined,
    createdAt: toInstant(endpoint.created_at),
  };
}

function toEndpointSecret({ endpoint, kid, secret }: z.infer<typeof endpointWithSecretSchema>): MolamEndpointSecret {
  return { endpoint: toEndpoint(endpoint), kid, secret: new Secret(secret) };
}

/** `POST /v1/webhooks/endpoints`. */
export const registerEndpoint = operation({
  path: ENDPOINTS,
  effect: 'write',
  generatesKey: true,
  check: registrationProblems,
  subject: ({ url }: RegisterMolamEndpointRequest) => url,
  build: (request: RegisterMolamEndpointRequest) => ({
    tenant_type: request.tenantType,
    tenant_id: request.tenantId,
    url: request.url,
    events: request.events ?? ['*'],
    description: request.description,
    region: request.region,
    api_version: request.apiVersion,
  }),
  answer: endpointWithSecretSchema,
  parse: toEndpointSecret,
  fits: ({ endpoint }, { url }) => endpoint.url === url,
});

function registrationProblems(request: RegisterMolamEndpointRequest, { baseUrl }: CheckContext): readonly Problem[] {
  const given: Readonly<Partial<Record<keyof RegisterMolamEndpointRequest, unknown>>> = request;
  const { apiVersion, description, events, region, tenantId, tenantType, url } = given;
  const missing = (['url', 'tenantType', 'tenantId'] as const).filter((name) => given[name] === undefined);
  const urlProblem = typeof url === 'string' ? checkCallbackUrl(url, { baseUrl }) : 'must be a URL as text';
  const isType = (type: unknown): boolean => typeof type === 'string' && /^[\w.*-]{1,64}$/.test(type);
  const isList = Array.isArray(events) && events.length > 0 && events.every(isType);
  const problems: readonly Problem[] = [
    ...unknownNameProblems(request, '', [
      'url',
      'tenantType',
      'tenantId',
      'events',
      'description',
      'region',
      'apiVersion',
      'idempotencyKey',
    ]),
    ...(urlProblem === undefined ? [] : [{ path: 'url', message: urlProblem }]),
    ...(TENANT_TYPES.includes(tenantType)
      ? []
      : [{ path: 'tenantType', message: `must be one of ${TENANT_TYPES.join(', ')}` }]),
    ...lineProblems(tenantId, 'tenantId'),
    ...(events === undefined || isList
      ? []
      : [{ path: 'events', message: 'must be a list of event types that is not empty' }]),
    ...lineProblems(description, 'description', 1000),
    ...lineProblems(region, 'region', 64),
    ...lineProblems(apiVersion, 'apiVersion', 64),
  ];
  return [
    ...missing.map((path) => ({ path, message: 'is missing' })),
    ...problems.filter(({ path }) => !missing.some((name) => name === path)),
  ];
}

/** `GET /v1/webhooks/endpoints`. */
export const listEndpoints = listOperation({
  method: 'GET',
  path: ENDPOINTS,
  query: (_query: Record<string, never>, cursor) => pageQuery(cursor),
  answer: pageSchema(endpointSchema),
  parsePage: (page, _query, cursor) => toPage(page, {}, cursor, toEndpoint),
});

const endpointPath = ({ endpointId }: ChangeMolamEndpointRequest): string => `${ENDPOINTS}/${endpointId}`;
const endpointIdOf = ({ endpointId }: ChangeMolamEndpointRequest): string => endpointId;

function endpointProblems(request: ChangeMolamEndpointRequest): readonly Problem[] {
  return [
    ...unknownNameProblems(request, '', ['endpointId', 'idempotencyKey']),
    ...idProblems(request.endpointId, 'endpointId'),
  ];
}

/** `DELETE /v1/webhooks/endpoints/{id}`. */
export const deleteEndpoint = operation({
  method: 'DELETE',
  path: endpointPath,
  effect: 'write',
  generatesKey: true,
  check: endpointProblems,
  subject: endpointIdOf,
  answer: z.object({ id: requiredText }),
  parse: (): void => undefined,
  fits: ({ id }, { endpointId }) => id === endpointId,
});

/** `POST /v1/webhooks/endpoints/{id}/rotate`: a new version signs at once, the one before stays valid for a while. */
export const rotateSecret = operation({
  path: (request: ChangeMolamEndpointRequest) => `${endpointPath(request)}/rotate`,
  effect: 'write',
  generatesKey: true,
  check: endpointProblems,
  subject: endpointIdOf,
  answer: endpointWithSecretSchema,
  parse: toEndpointSecret,
  fits: ({ endpoint }, { endpointId }) => endpoint.id === endpointId,
});

/** `POST /v1/webhooks/endpoints/{id}/secrets/{kid}/revoke`. */
export const revokeSecret = operation({
  path: (request: RevokeMolamSecretRequest) => `${endpointPath(request)}/secrets/${request.kid}/revoke`,
  effect: 'write',
  generatesKey: true,
  check: ({ kid, ...request }: RevokeMolamSecretRequest): readonly Problem[] => [
    ...endpointProblems(request),
    // As a step of a path, dots alone would lead elsewhere.
    ...(typeof kid === 'string' && isKid(kid) && !/^\.+$/.test(kid) ? [] : [{ path: 'kid', message: KID_RULE }]),
  ],
  subject: endpointIdOf,
  answer: endpointSchema,
  parse: toEndpoint,
  fits: ({ id }, { endpointId }) => id === endpointId,
});
