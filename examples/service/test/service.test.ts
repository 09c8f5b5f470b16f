import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let service: ChildProcess | undefined;

afterEach(() => service?.kill('SIGKILL'));

test('the service is ready to click: a day of traffic, people of every role, and the page', {
  timeout: 120_000,
}, async () => {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const environment = { ...process.env, DATABASE_URL: undefined, PORT: port };
  service = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const { email, password } = await operatorOf(service);

  expect(await (await fetch(url)).text()).toContain('<div id="page">');
  const signedIn = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  expect(signedIn.status).toBe(201);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const read = async (path: string) => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } });
    return ((await answer.json()) as { items: readonly { state: string; reference?: string }[] }).items;
  };
  const payouts = await read('/v1/payouts?limit=200');
  const states = new Set(payouts.map(({ state }) => state));
  expect([...states].toSorted()).toEqual(
    expect.arrayContaining(['awaiting_approval', 'confirmed', 'failed', 'needs_review']),
  );
  expect(payouts.length).toBeGreaterThan(30);
  expect((await read('/v1/payments?limit=200')).filter(({ state }) => state === 'succeeded').length).toBeGreaterThan(
    30,
  );

  service.kill('SIGTERM');
  expect(await once(service, 'exit')).toEqual([0, null]);
});

async function operatorOf({ stdout }: ChildProcess): Promise<{ email: string; password: string }> {
  if (stdout === null) throw new Error('The service has no output.');
  for await (const line of createInterface({ input: stdout })) {
    const [role, email, password] = line.trim().split(/\s+/);
    if (role === 'operator' && email !== undefined && password !== undefined) return { email, password };
  }
  throw new Error('The service ended.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
