import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeProvider } from '../../packages/core/dist/testing.js';
import { startServer } from '../../packages/server/dist/index.js';

/**
 * A service with one administrator who has made a token.
 *
 * @returns {Promise<{ url: string, token: string, close(): Promise<void> }>}
 */
export async function startService() {
  const folder = mkdtempSync(join(tmpdir(), 'service-of-'));
  const server = await startServer({
    config: { accounts: [{ id: 'main', provider: createFakeProvider() }], store: folder },
    port: 0,
    page: false,
  });
  const ask = async (
    /** @type {string} */ path,
    /** @type {object} */ body,
    /** @type {Record<string, string>} */ headers = {},
  ) => {
    const response = await fetch(new URL(path, server.url), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return { headers: response.headers, body: /** @type {Record<string, any>} */ (await response.json()) };
  };
  const claimed = await ask('/v1/session/claim', {
    token: server.firstAdminLink?.split('#')[1] ?? '',
    email: 'ada@example.com',
    name: 'Ada',
    password: 'nine brown jugs upon a shelf',
  });
  const session = {
    cookie: claimed.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
    'x-paymux-csrf': String(claimed.body['csrf']),
    'idempotency-key': 'token',
  };
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const made = await ask('/v1/tokens', { name: 'payroll', scopes: claimed.body['permissions'], expiresAt }, session);
  return {
    url: server.url,
    token: String(made.body['secret']),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
