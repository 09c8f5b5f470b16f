import { createFakeProvider, createSeededRandom, type FakeProvider } from '@paymux/core/testing';
import { createRecordingLogger, type RecordingLogger } from '@paymux/core/testing';
import { type Clock, MetricsRegistry, systemClock } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { type DurablePaymux, type DurablePaymuxConfig, openPaymux } from 'paymux';
import { Access } from '../src/access/access.js';
import { accessRoles } from '../src/access-roles.js';
import { type Permission, permissionsOf, ROLES, type Role } from '../src/access/actor.js';
import { type PaymuxApp, paymuxApp } from '../src/paymux-app.js';

export const PUBLIC_URL = 'http://127.0.0.1:3000';

/** A service without a socket, with one person of each role. */
export interface OpenService {
  readonly app: PaymuxApp;
  readonly access: Access;
  readonly paymux: DurablePaymux;
  readonly store: DurableStore;
  readonly main: FakeProvider;
  readonly logger: RecordingLogger;
  /** A token of the person with this role, with every scope that the role holds. */
  readonly tokens: Readonly<Record<Role, string>>;
  readonly people: Readonly<Record<Role, string>>;
  /** Makes a request as somebody, and reads its answer. */
  ask(
    as: Role | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Whether a role holds a permission. */
  mayDo(role: Role, permission: string): boolean;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** The members of answers that tests look into. Which of them an answer has, its test knows. */
export interface AnswerBody {
  readonly id: string;
  readonly revision: number;
  readonly items: readonly AnswerBody[];
  readonly next: string;
  readonly problems: readonly { readonly path: string; readonly line: number }[];
  readonly follow: string;
  readonly reference: string;
  readonly payouts: readonly unknown[];
  readonly events: readonly object[];
  readonly refusedApprovals: readonly { readonly reason: string }[];
  readonly profile: { readonly id: string };
  readonly duplicateOf: { readonly id: string };
  readonly csrf: string;
  readonly person: { readonly id: string };
  readonly permissions: readonly string[];
  readonly link: { readonly token: string };
  readonly secret: string | undefined;
}

export interface OpenServiceOptions {
  readonly clock?: Clock | undefined;
  readonly store?: DurableStore | undefined;
  readonly config?: Partial<DurablePaymuxConfig> | undefined;
  readonly checkAnswers?: boolean | undefined;
  /** Another instance on the store of this one, with its people. */
  readonly beside?: OpenService | undefined;
  readonly providers?: Readonly<Record<string, FakeProvider>> | undefined;
}

let keys = 0;

export async function openService(options: OpenServiceOptions = {}): Promise<OpenService> {
  const { checkAnswers = true, clock = systemClock } = options;
  const random = createSeededRandom(7);
  const store = options.beside?.store ?? options.store ?? new InMemoryStore({ clock });
  const logger = createRecordingLogger();
  const metrics = new MetricsRegistry();
  const main = options.providers?.['main'] ?? options.beside?.main ?? createFakeProvider();
  const other = options.providers?.['other'] ?? createFakeProvider();
  const paymux = await openPaymux(
    {
      accounts: [
        { id: 'main', provider: main },
        { id: 'other', provider: other },
      ],
      worker: false,
      ...options.config,
    },
    { store, clock, random, logger, telemetry: metrics, rolesOf: accessRoles(store) },
  );
  const access = new Access({
    store,
    clock,
    random,
    logger,
    policy: { publicUrl: PUBLIC_URL, passwordCost: { N: 16, r: 1, p: 1 } },
  });
  const app = paymuxApp({
    paymux,
    access,
    clock,
    random,
    logger,
    policy: {
      publicUrl: PUBLIC_URL,
      checkAnswers,
      perAddress: { perMinute: 1_000_000, burst: 1_000_000 },
      perCredential: { perMinute: 1_000_000, burst: 1_000_000 },
    },
    changesEveryMs: 5,
    metrics,
  });

  async function send(
    headers: Readonly<Record<string, string>>,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    keys += 1;
    const request = new Request(`${PUBLIC_URL}${path}`, {
      method,
      headers: {
        ...(method !== 'GET' && { 'idempotency-key': `test-${String(keys)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await app.fetch(request);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as AnswerBody,
    };
  }

  if (options.beside !== undefined) return running(options.beside.tokens, options.beside.people);
  const link = await access.firstAdminLink({ email: 'admin@example.com', name: 'Ada' });
  const claimed = await send({}, 'POST', '/v1/session/claim', {
    token: link?.split('#')[1] ?? '',
    password: 'nine brown jugs upon a shelf',
  });
  const session = {
    cookie: (claimed.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    'x-paymux-csrf': claimed.body.csrf,
  };
  if (claimed.status !== 201)
    throw new Error(`Not claimed: ${JSON.stringify(claimed.body)} ${JSON.stringify(logger.records)}`);
  const people: Record<string, string> = { admin: claimed.body.person.id };
  const tokens: Record<string, string> = {};
  for (const role of ROLES) {
    let headers = session;
    if (role !== 'admin') {
      const invited = await send(session, 'POST', '/v1/people', { email: `${role}@example.com`, name: role, role });
      people[role] = invited.body.person.id;
      const joined = await send({}, 'POST', '/v1/session/claim', {
        token: invited.body.link.token,
        password: `a long password of ${role}`,
      });
      headers = {
        cookie: (joined.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
        'x-paymux-csrf': joined.body.csrf,
      };
    }
    const me = await send(headers, 'GET', '/v1/session');
    const made = await send(headers, 'POST', '/v1/tokens', {
      name: `token of ${role}`,
      scopes: me.body.permissions,
      expiresAt: new Date(clock.now().getTime() + 86_400_000).toISOString(),
    });
    const { secret } = made.body;
    if (secret === undefined) throw new Error(`No token: ${JSON.stringify(made.body)}`);
    tokens[role] = secret;
  }

  return running(tokens as Record<Role, string>, people as Record<Role, string>);

  function running(tokens: Readonly<Record<Role, string>>, people: Readonly<Record<Role, string>>): OpenService {
    return {
      app,
      access,
      paymux,
      store,
      main,
      logger,
      tokens,
      people,
      ask: (as, method, path, body, headers = {}) =>
        send({ ...(as !== undefined && { authorization: `Bearer ${tokens[as]}` }), ...headers }, method, path, body),
      mayDo: (role, permission) => permissionsOf(role).has(permission as Permission),
      close: async () => {
        app.close();
        await paymux.close();
        if (options.beside === undefined) await store.close();
      },
    };
  }
}
