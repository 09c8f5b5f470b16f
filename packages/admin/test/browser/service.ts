import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@paymux/server';
import { type CryptomusSimulator, startCryptomusSimulator } from '@paymux/simulators';

/** The page as it was built. */
const PAGE = join(import.meta.dirname, '..', '..', 'dist');

export const PASSWORD = 'nine brown jugs upon a shelf';

/** A person that scenarios sign in as. */
export interface Someone {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The page, the service behind it on an embedded store, and a provider's simulator behind that. */
export interface Service {
  readonly url: string;
  readonly simulator: CryptomusSimulator;
  readonly people: Readonly<Record<'admin' | 'approver' | 'operator', Someone>>;
  /** Asks the service as a person, without the page. */
  ask(as: Someone, method: string, path: string, body?: unknown): Promise<unknown>;
  /** Takes the service away, for as long as `meanwhile` takes, and starts another one on the same store. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
}

export async function startService(): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-page-'));
  const simulator = await startCryptomusSimulator({ balances: { USDT: '5000' } });
  let server = await open(folder, simulator, 0);
  const { url } = server;
  const sessions = new Map<string, SignedIn>();

  async function send(path: string, method: string, body: unknown, session?: SignedIn): Promise<Response> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && { 'idempotency-key': crypto.randomUUID() }),
        ...(session !== undefined && { cookie: session.cookie, 'x-paymux-csrf': session.csrf }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  }

  async function ask(as: Someone, method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await send(path, method, body, sessions.get(as.id));
    return response.status === 204 ? undefined : response.json();
  }

  async function claim(token: string, more: object = {}): Promise<Someone> {
    const response = await send('/v1/session/claim', 'POST', { token, password: PASSWORD, ...more });
    const { csrf, person } = (await response.json()) as { csrf: string; person: Someone };
    const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
    sessions.set(person.id, { cookie, csrf });
    return person;
  }

  const first = server.firstAdminLink?.split('#')[1] ?? '';
  const admin = await claim(first, { name: 'Ada Lima', email: 'ada@example.com' });
  const invite = async (name: string, email: string, role: string): Promise<Someone> => {
    const invitation = (await ask(admin, 'POST', '/v1/people', { name, email, role })) as { link: { token: string } };
    return claim(invitation.link.token);
  };
  const approver = await invite('Beatriz Sousa', 'beatriz@example.com', 'approver');
  const operator = await invite('Carlos Neto', 'carlos@example.com', 'operator');

  return {
    url,
    simulator,
    people: { admin, approver, operator },
    ask,
    async restart(meanwhile = async () => undefined) {
      await server.close();
      await meanwhile();
      server = await open(folder, simulator, Number(new URL(url).port));
    },
    async close() {
      await server.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function open(folder: string, simulator: CryptomusSimulator, port: number): Promise<RunningServer> {
  const { baseUrl, merchantId, payoutKey, paymentKey } = simulator;
  return startServer({
    port,
    page: PAGE,
    sendWebhookUrls: true,
    drainMs: 100,
    changesEveryMs: 100,
    config: {
      accounts: [
        {
          id: 'main',
          provider: 'cryptomus',
          options: {
            merchantId: 'env:MERCHANT_ID',
            payoutApiKey: 'env:PAYOUT_KEY',
            paymentApiKey: 'env:PAYMENT_KEY',
            baseUrl,
          },
        },
      ],
      store: folder,
      payoutPolicy: { callTimeoutMs: 4000, leaseMs: 4500 },
      approvals: { rules: [{ currency: 'USDT', above: '100', approvals: 1 }] },
    },
    environment: { MERCHANT_ID: merchantId, PAYOUT_KEY: payoutKey, PAYMENT_KEY: paymentKey },
    access: { passwordCost: { N: 16, r: 1, p: 1 } },
    requests: {
      perAddress: { perMinute: 100_000, burst: 100_000 },
      perCredential: { perMinute: 100_000, burst: 100_000 },
    },
  });
}
