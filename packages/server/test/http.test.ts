import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, expect, test } from 'vitest';
import { newTeam, PASSWORD, type Team } from './team.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(team: Team): Promise<string> {
  const listener = getRequestListener((request, environment) => team.app.fetch(request, environment));
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const JSON_TYPE = { 'content-type': 'application/json' };

test('over a real connection somebody signs in, invites, and signs out', async () => {
  const team = await newTeam();
  const url = await listening(team);
  const body = JSON.stringify({ email: 'admin@example.com', password: PASSWORD });

  const signedIn = await fetch(`${url}/v1/session`, { method: 'POST', headers: JSON_TYPE, body });
  const { csrf } = (await signedIn.json()) as { csrf: string };
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const page = { ...JSON_TYPE, cookie, 'x-paymux-csrf': csrf, 'idempotency-key': 'one' };
  const invited = await fetch(`${url}/v1/people`, {
    method: 'POST',
    headers: page,
    body: JSON.stringify({ email: 'v@example.com', name: 'Vera', role: 'viewer' }),
  });
  const signedOut = await fetch(`${url}/v1/session`, { method: 'DELETE', headers: { cookie, 'x-paymux-csrf': csrf } });
  const after = await fetch(`${url}/v1/people`, { headers: { cookie } });

  expect([signedIn.status, invited.status, signedOut.status, after.status]).toEqual([201, 201, 204, 401]);
  const [entry] = (await team.admin.ask('GET', '/v1/audit')).body.items;
  expect(entry?.address).toBe('127.0.0.1');
});

test('an answer to HEAD has the status of GET and nothing else', async () => {
  const url = await listening(await newTeam());

  const response = await fetch(`${url}/v1/people`, { method: 'HEAD' });

  expect([response.status, await response.text()]).toEqual([401, '']);
});

test('a body that is too large is answered before it has come', async () => {
  const url = await listening(await newTeam({ requests: { maxBodyBytes: 1000 } }));

  const response = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: 'x'.repeat(2_000_000),
  });

  expect(response.status).toBe(413);
});

test('the last proxy of our own says where a request came from, and nobody before it', async () => {
  const team = await newTeam({ requests: { trustedProxies: 1 } });
  const url = await listening(team);

  await fetch(`${url}/v1/people`, { headers: { 'x-forwarded-for': '192.0.2.66, 203.0.113.9' } });

  const [entry] = (await team.admin.ask('GET', '/v1/audit?outcome=refused')).body.items;
  expect(entry?.address).toBe('203.0.113.9');
});
