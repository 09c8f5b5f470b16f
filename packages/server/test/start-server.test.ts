import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecordingLogger } from '@paymux/core/testing';
import { startHeleketSimulator } from '@paymux/simulators';
import { afterEach, describe, expect, test } from 'vitest';
import { type RunningServer, startServer, type StartServerOptions } from '../src/start-server.js';
import { PAYOUT } from './services.js';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-server-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(options: Partial<StartServerOptions> = {}): Promise<RunningServer> {
  const simulator = await startHeleketSimulator();
  undo.push(() => simulator.close());
  const { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = simulator;
  const server = await startServer({
    config: {
      accounts: [{ id: 'main', provider: 'heleket', options: { merchantId, paymentApiKey, payoutApiKey, baseUrl } }],
      store: await emptyFolder(),
    },
    port: 0,
    page: false,
    access: { passwordCost: { N: 16, r: 1, p: 1 } },
    ...options,
  });
  undo.push(() => server.close());
  return server;
}

/** Becomes the first administrator: the headers of a session. */
async function signIn({ firstAdminLink = '', url }: RunningServer): Promise<Readonly<Record<string, string>>> {
  const claimed = await fetch(`${url}/v1/session/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: firstAdminLink.split('#')[1], password: 'nine brown jugs upon a shelf' }),
  });
  const { csrf } = (await claimed.json()) as { csrf: string };
  const cookie = (claimed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { cookie, 'x-paymux-csrf': csrf, 'content-type': 'application/json' };
}

describe('a service', () => {
  test('pays out, hears by webhook that it was paid, and knows everything after it was started again', async () => {
    const simulator = await startHeleketSimulator();
    undo.push(() => simulator.close());
    const { baseUrl, merchantId, paymentKey: paymentApiKey, payoutKey: payoutApiKey } = simulator;
    const accounts = [
      { id: 'main', provider: 'heleket', options: { merchantId, paymentApiKey, payoutApiKey, baseUrl } },
    ] as const;
    const config = { accounts, store: await emptyFolder() };
    const server = await start({ config, sendWebhookUrls: true, changesEveryMs: 20 });
    const headers = await signIn(server);
    const events = await fetch(`${server.url}/v1/events`, { headers });
    const made = await fetch(`${server.url}/v1/payouts`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'k1' },
      body: JSON.stringify(PAYOUT),
    });
    const { id } = (await made.json()) as { id: string };
    await simulator.control.settle(PAYOUT.reference, 'paid');
    let told = '';
    for await (const part of (events.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      told += part;
      if (told.includes('"state":"confirmed"')) break;
    }
    await server.close();
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();

    const again = await start({ config });
    expect(again.firstAdminLink).toBeUndefined();
    const { cookie = '' } = headers;
    const shown = await fetch(`${again.url}/v1/payouts/${id}`, { headers: { cookie } });
    expect(await shown.json()).toMatchObject({ state: 'confirmed', lastWebhookAt: expect.any(String) });
  });

  test('ends streams of events and finishes what is under way when it is closed', async () => {
    const server = await start();
    const headers = await signIn(server);
    const events = await fetch(`${server.url}/v1/events`, { headers });
    const slow = fetch(`${server.url}/v1/payouts`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'k1' },
      body: JSON.stringify(PAYOUT),
    });
    await new Promise((resolve) => setImmediate(resolve));
    const [closed, answered] = await Promise.all([server.close(), slow.catch(() => undefined), events.text()]);

    expect(closed).toBeUndefined();
    expect([undefined, 201]).toContain(answered?.status);
    await server.close();
  });

  test('says where it listens, whether it is ready, and nothing secret', async () => {
    const logger = createRecordingLogger();
    const server = await start({ logger });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.firstAdminLink?.startsWith(`${server.url}/claim#pml_`)).toBe(true);
    const ready = await fetch(`${server.url}/health/ready`);
    expect(await ready.json()).toEqual({ status: 'ok', parts: { store: 'ok', worker: 'ok', process: 'ok' } });
    expect(JSON.stringify(logger.records)).not.toContain('pml_');
  });

  test('lets figures be fetched with the token for them, which opens nothing else', async () => {
    const metricsToken = 'm'.repeat(24);
    const server = await start({ metricsToken });
    const ask = async (path: string, token: string): Promise<number> =>
      (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

    expect(await ask('/metrics', metricsToken)).toBe(200);
    expect(await ask('/metrics', `${metricsToken}m`)).toBe(401);
    expect(await ask('/v1/payouts', metricsToken)).toBe(403);
    await expect(start({ metricsToken: 'short' })).rejects.toMatchObject({ code: 'misconfigured' });
  });

  test('hangs up on a sender whose header does not end', { timeout: 60_000 }, async () => {
    const { url } = await start();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\nx-slow: ');
    const text = await new Promise<string>((resolve, reject) => {
      let got = '';
      socket.on('data', (part: Buffer) => (got += part.toString()));
      socket.on('close', () => resolve(got));
      socket.on('error', reject);
    });

    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('does not start where its port is taken, or its accounts cannot be used, and leaves nothing open', async () => {
    const { url } = await start();
    await expect(start({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
    await expect(
      start({
        config: { accounts: [{ id: 'main', provider: 'heleket', options: {} as never }], store: await emptyFolder() },
      }),
    ).rejects.toMatchObject({ code: 'misconfigured' });
  });
});

describe('the profile', () => {
  test.each([
    ['production', undefined],
    ['production', 'http://pay.example.com'],
    ['staging', 'https://localhost:3000'],
    ['production', 'https://127.0.0.1'],
    ['production', 'https://[::1]'],
    ['production', 'https://pay.example.com/admin'],
    ['development', 'ftp://pay.example.com'],
    ['development', 'not an address'],
    ['production', 'https://user:secret@pay.example.com'],
  ] as const)('%s does not take %s for where people reach it', async (profile, publicUrl) => {
    await expect(start({ profile, publicUrl })).rejects.toMatchObject({
      code: 'misconfigured',
      problems: [{ path: 'publicUrl' }],
    });
  });

  test('production is served behind an address of its own, whose cookies go by https alone', async () => {
    const server = await start({ profile: 'production', publicUrl: 'https://pay.example.com' });
    expect(server.firstAdminLink?.startsWith('https://pay.example.com/claim#')).toBe(true);
    const { headers } = await fetch(`${server.url}/v1/session`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await signIn(server))['cookie']).toMatch(/^__Host-/);
  });
});

describe('the page', () => {
  async function pageFolder(): Promise<string> {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'assets'));
    await mkdir(join(folder, '.types'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Paymux</title>');
    await writeFile(join(folder, 'assets', 'main-abc123.js'), 'export {};');
    await writeFile(join(folder, '.types', 'secret.json'), '{}');
    await writeFile(join(folder, 'notes.md'), 'not of the page');
    return folder;
  }

  test('is served at every path of its own, under a strict policy, and its files for ever', async () => {
    const { url } = await start({ page: await pageFolder() });
    for (const path of ['/', '/payouts', '/payouts/po_1?tab=x', '/claim']) {
      const response = await fetch(`${url}${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
    const asset = await fetch(`${url}/assets/main-abc123.js`);
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('is no way to other files, and stands in front of nothing', async () => {
    const { url } = await start({ page: await pageFolder() });
    const hostile = [
      '/assets/none.js',
      '/.types/secret.json',
      '/notes.md',
      '/assets/..%2f..%2fetc%2fpasswd',
      '/package.json',
    ];
    for (const path of hostile) expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    expect((await fetch(`${url}/v1/nothing`)).headers.get('content-type')).toBe('application/problem+json');
    expect((await fetch(`${url}/openapi.json`)).headers.get('content-type')).toContain('application/json');
    expect((await fetch(`${url}/`, { method: 'POST' })).status).toBe(404);
  });

  test('that is not there is an error, and none is served where none is wanted', async () => {
    await expect(start({ page: await emptyFolder() })).rejects.toMatchObject({ problems: [{ path: 'page' }] });
    const { url } = await start();
    expect((await fetch(url)).status).toBe(404);
  });
});
