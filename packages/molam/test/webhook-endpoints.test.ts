import { inspect } from 'node:util';
import { Secret } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { all, bodiesSent, failureOf, HOOK, open, SECRET, scripted } from './account.js';

const ENDPOINTS = '/v1/webhooks/endpoints';
const REGISTRATION = { url: HOOK, tenantType: 'merchant', tenantId: 'merch_1' } as const;

describe('registering an endpoint', () => {
  test('shows its secret this once, as one that does not print', async () => {
    const { molam, simulator } = await open();
    const { endpoint, kid, secret } = await molam.webhookEndpoints.registerEndpoint({
      ...REGISTRATION,
      idempotencyKey: 'hook-1',
    });

    expect(endpoint).toEqual({
      endpointId: simulator.control.endpoints()[0]?.id,
      url: HOOK,
      events: ['*'],
      providerStatus: 'active',
      apiVersion: '2025-01',
      createdAt: new Date('2026-01-01T00:00:00Z'),
    });
    expect([kid, secret.reveal()]).toEqual(['1', SECRET]);
    expect(inspect({ secret }) + JSON.stringify({ secret })).not.toContain(SECRET);
    expect(bodiesSent(simulator, ENDPOINTS)).toEqual([
      { tenant_type: 'merchant', tenant_id: 'merch_1', url: HOOK, events: ['*'] },
    ]);
    expect(simulator.control.requests()[0]?.headers['idempotency-key']).toBe('hook-1');
  });

  test('sends each option under its own name', async () => {
    const { molam, simulator } = await open();
    await molam.webhookEndpoints.registerEndpoint({
      ...REGISTRATION,
      events: ['payout.paid', 'refund.*'],
      description: 'Payouts',
      region: 'eu',
      apiVersion: '2025-01',
    });
    expect(bodiesSent(simulator, ENDPOINTS)).toEqual([
      {
        tenant_type: 'merchant',
        tenant_id: 'merch_1',
        url: HOOK,
        events: ['payout.paid', 'refund.*'],
        description: 'Payouts',
        region: 'eu',
        api_version: '2025-01',
      },
    ]);
  });

  test('makes a key up, with a warning, where the caller names none', async () => {
    const { molam, simulator, warnings } = await open();
    await molam.webhookEndpoints.registerEndpoint(REGISTRATION);
    expect(simulator.control.requests()[0]?.headers['idempotency-key']).toMatch(/^molam-\d{13}-[0-9a-f]{24}$/);
    expect(warnings().map(({ event }) => event)).toEqual(['idempotency_key.generated']);
  });

  test.each([
    [{ url: undefined }, /url is missing/],
    [{ url: 'http://shop.example/hook' }, /url must use https/],
    [{ url: 'https://10.0.0.1/hook' }, /url must be reachable/],
    [{ tenantType: 'bank' }, /tenantType must be one of merchant, agent, internal_app/],
    [{ tenantId: '' }, /tenantId must be one line/],
    [{ tenantId: undefined, tenantType: undefined }, /tenantType is missing; tenantId is missing/],
    [{ events: [] }, /events must be a list/],
    [{ events: 'all' }, /events must be a list/],
    [{ events: ['a b'] }, /events must be a list/],
    [{ region: 7 }, /region must be one line/],
    [{ colour: 'red' }, /colour is not a known option/],
    [{ idempotencyKey: 'a b' }, /idempotencyKey must be/],
  ])('with %j is refused before anything is sent', async (changes, message) => {
    const { molam, simulator } = await open();
    const request = { ...REGISTRATION, ...changes } as never;
    expect(String(await failureOf(molam.webhookEndpoints.registerEndpoint(request)))).toMatch(message);
    expect(simulator.control.requests()).toEqual([]);
  });

  test('reads a secret under its older name, and refuses an answer without one', async () => {
    const endpoint = { id: 'we_1', url: 'https://shop.example/hook', status: 'active', kid: 1 };
    const { molam } = scripted([
      { status: 201, body: { ...endpoint, secret_full: 'c2VjcmV0' } },
      { status: 201, body: { ...endpoint, secret_preview: 'c2VjcmV0' } },
    ]);
    const request = { ...REGISTRATION, url: 'https://shop.example/hook' };
    const { endpoint: registered, kid, secret } = await molam.webhookEndpoints.registerEndpoint(request);
    expect([kid, secret.reveal(), registered.events]).toEqual(['1', 'c2VjcmV0', []]);
    expect(await failureOf(molam.webhookEndpoints.registerEndpoint(request))).toMatchObject({
      code: 'outcome_unknown',
    });
  });
});

describe('the secret of an endpoint', () => {
  test('is rotated, and the one before is revoked', async () => {
    const { molam, simulator } = await open();
    const { endpoint, kid } = await molam.webhookEndpoints.registerEndpoint(REGISTRATION);
    const { endpointId } = endpoint;
    const next = await molam.webhookEndpoints.rotateSecret({ endpointId });
    expect([kid, next.kid]).toEqual(['1', '2']);
    expect(Secret.isInstance(next.secret)).toBe(true);
    expect(next.secret.reveal()).not.toBe(SECRET);

    expect(await molam.webhookEndpoints.revokeSecret({ endpointId, kid: '1' })).toMatchObject({ endpointId });
    expect(simulator.control.endpoints()[0]?.secrets.map(({ status }) => status)).toEqual(['revoked', 'active']);
  });

  test.each(['', '..', 'a/b', 'x'.repeat(65), 7])(
    'is not revoked by the key id %j, which cannot be one',
    async (kid) => {
      const { molam, simulator } = await open();
      const request = { endpointId: 'we_1', kid } as never;
      expect(await failureOf(molam.webhookEndpoints.revokeSecret(request))).toMatchObject({ code: 'invalid_request' });
      expect(simulator.control.requests()).toEqual([]);
    },
  );
});

test('endpoints are listed, deleted, and then gone', async () => {
  const { molam, simulator } = await open();
  const { endpoint } = await molam.webhookEndpoints.registerEndpoint(REGISTRATION);
  expect(await all(molam.webhookEndpoints.listEndpoints())).toEqual([endpoint]);

  await molam.webhookEndpoints.deleteEndpoint({ endpointId: endpoint.endpointId });
  expect(await all(molam.webhookEndpoints.listEndpoints())).toEqual([]);
  expect(simulator.control.endpoints()).toEqual([]);
  expect(await failureOf(molam.webhookEndpoints.deleteEndpoint({ endpointId: endpoint.endpointId }))).toMatchObject({
    code: 'provider_refused',
    providerCode: 'endpoint_not_found',
  });
});
