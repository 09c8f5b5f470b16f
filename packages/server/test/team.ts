import { type FakeClock, createFakeClock, createRecordingLogger, type RecordingLogger } from '@paymux/core/testing';
import { systemRandom } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import {
  Access,
  type AccessDependencies,
  type GuardDependencies,
  GuardedApp,
  type Permission,
  type RequestPolicy,
  type Role,
} from '../src/index.js';
import type { AnyRawRoute, AnyRoute } from '../src/index.js';
import { type EngineName, sharedStore } from './engines.js';

export const PUBLIC_URL = 'http://localhost:8080';
export const PASSWORD = 'correct horse battery';
/** Fast enough for tests; what is hashed with it is outdated wherever the usual parameters hold. */
export const CHEAP = { N: 1024, r: 8, p: 1 };

/** What tests read of the bodies of answers; each has some of it, as the schemas of its route say. */
export interface Told {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly code: string;
  readonly detail: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  readonly items: readonly Told[];
  readonly next: string;
  readonly person: Told;
  readonly link: { readonly token: string };
  /** Of a link it is the text, of a token what is known of it. */
  readonly token: string & { readonly id: string };
  readonly secret: string;
  readonly csrf: string;
  readonly lastUsedAt: string;
  readonly address: string;
  readonly route: string;
  readonly digest: string;
}

/** What tests read of any answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Told;
}

/** What an instance serves its routes with. */
export type ServingParts = GuardDependencies & Pick<Instance, 'access' | 'store'>;

export interface TeamOptions {
  readonly engine?: EngineName | undefined;
  readonly publicUrl?: string | undefined;
  readonly policy?: Omit<Partial<AccessDependencies['policy']>, 'publicUrl'> | undefined;
  readonly requests?: Omit<Partial<RequestPolicy>, 'publicUrl'> | undefined;
  readonly deriveKey?: AccessDependencies['deriveKey'];
  /** Leaves the first link to the test. */
  readonly withoutAdmin?: boolean | undefined;
  /** Served beside those of access. */
  readonly routes?: (() => readonly (AnyRoute | AnyRawRoute)[]) | undefined;
  /** Serves something else than those. */
  readonly serve?: ((parts: ServingParts) => Promise<Instance['app']>) | undefined;
}

/** One process of the service. */
export interface Instance {
  readonly access: Access;
  readonly app: Pick<GuardedApp, 'fetch' | 'routeTable'>;
  readonly store: DurableStore;
}

/** A service on an empty store, and the people who use it. */
export interface Team extends Instance {
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  /** Another process on the same store. */
  another(): Promise<Instance>;
  /** Somebody with a browser who is signed in nowhere. */
  browser(options?: { readonly address?: string | undefined; readonly at?: Instance | undefined }): Browser;
  /** The administrator, who has taken up the first link. */
  readonly admin: Browser;
  /** Somebody with this role who has taken up their invitation. */
  member(role: Role, email?: string): Promise<Browser & { readonly email: string }>;
}

/** Makes requests as a page would, or as anybody else. */
export class Browser {
  readonly #app: () => Instance['app'];
  readonly #address: string;
  readonly #origin: string;
  cookie: string | undefined;
  csrf: string | undefined;
  /** The id of whoever is signed in. */
  person = '';

  constructor(app: () => Instance['app'], address: string, origin: string) {
    this.#app = app;
    this.#address = address;
    this.#origin = origin;
  }

  /** Sends exactly this. */
  async send(
    method: string,
    path: string,
    { body, headers = {} }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const request = new Request(new URL(path, this.#origin), {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await this.#app().fetch(request, { incoming: { socket: { remoteAddress: this.#address } } });
    const text = await response.text();
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie !== undefined) this.cookie = cookie.endsWith('=') ? undefined : cookie;
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** Sends what the page would: with its cookie, its token, and a key of its own. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.send(method, path, {
      body,
      headers: {
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...(method !== 'GET' && this.csrf !== undefined && { 'x-paymux-csrf': this.csrf }),
        ...(method !== 'GET' && { 'idempotency-key': newKey(), origin: this.#origin, 'sec-fetch-site': 'same-origin' }),
        ...headers,
      },
    });
  }

  async signIn(email: string, password = PASSWORD): Promise<Answer> {
    return this.#begun(await this.ask('POST', '/v1/session', { email, password }));
  }

  async claim(token: string, password = PASSWORD, who: object = {}): Promise<Answer> {
    return this.#begun(await this.ask('POST', '/v1/session/claim', { token, password, ...who }));
  }

  /** Makes a token for a program, and answers it. */
  async token(scopes: readonly Permission[], expiresAt: Date, name = 'program'): Promise<string> {
    const answer = await this.ask('POST', '/v1/tokens', { name, scopes, expiresAt: expiresAt.toISOString() });
    if (answer.status !== 201) throw new Error(`No token: ${answer.text}`);
    return answer.body.secret;
  }

  #begun(answer: Answer): Answer {
    if (answer.status === 201) {
      this.csrf = answer.body.csrf;
      this.person = answer.body.person.id;
    }
    return answer;
  }
}

let keys = 0;

export function newKey(): string {
  keys += 1;
  return `key-${String(keys)}`;
}

/** What a program sends along. */
export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

const NOON = '2026-03-01T12:00:00.000Z';

/** A service with an administrator, `admin@example.com`. */
export async function newTeam(options: TeamOptions = {}): Promise<Team> {
  const { engine = 'memory', publicUrl = PUBLIC_URL } = options;
  const clock = createFakeClock(NOON);
  const logger = createRecordingLogger();
  const open = await sharedStore(engine, clock);

  async function another(): Promise<Instance> {
    const store = await open();
    const access = new Access({
      ...{ store, clock, random: systemRandom, logger, deriveKey: options.deriveKey },
      policy: { passwordCost: CHEAP, ...options.policy, publicUrl },
    });
    const parts: ServingParts = {
      ...{ access, store, clock, logger, random: systemRandom },
      policy: { checkAnswers: true, ...options.requests, publicUrl },
    };
    const routes = [...access.routes(), ...(options.routes?.() ?? [])];
    const app = (await options.serve?.(parts)) ?? new GuardedApp(parts).mount(routes);
    return { access, app, store };
  }

  const first = await another();
  let addresses = 0;
  const browser: Team['browser'] = ({ address, at = first } = {}) => {
    addresses += 1;
    return new Browser(() => at.app, address ?? `198.51.100.${String(addresses)}`, publicUrl);
  };

  const admin = browser();
  if (options.withoutAdmin !== true) {
    const link = await first.access.firstAdminLink();
    const claimed = await admin.claim(tokenOf(link), PASSWORD, { email: 'admin@example.com', name: 'Ada' });
    if (claimed.status !== 201) throw new Error(`No administrator: ${claimed.text}`);
  }

  return {
    ...first,
    clock,
    logger,
    another,
    browser,
    admin,
    async member(role, email = `${role}@example.com`) {
      const invited = await admin.ask('POST', '/v1/people', { email, name: `The ${role}`, role });
      const member = browser();
      const answer = await member.claim(invited.body.link.token);
      if (answer.status !== 201) throw new Error(`No ${role}: ${answer.text}`);
      return Object.assign(member, { email });
    },
  };
}

/** What stands behind the `#` of a path to a link. */
export function tokenOf(path: string | undefined): string {
  return path?.split('#')[1] ?? '';
}

export function laterThan(clock: FakeClock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}

/** What has no JSON is read as text alone. */
function parsed(text: string): Told {
  return (text.startsWith('{') ? JSON.parse(text) : {}) as Told;
}
