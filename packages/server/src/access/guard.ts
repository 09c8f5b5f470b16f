import type { Clock, Logger, RandomSource } from '@paymux/core';
import { type Context, Hono } from 'hono';
import { checkRequest } from '../api/check-request.js';
import { RequestRefusedError, toProblem } from '../api/problem.js';
import { type AnyRawRoute, type AnyRoute, Reply, type RouteBase } from '../api/route.js';
import { securityHeaders } from '../api/security-headers.js';
import type { Actor, Credential, Permission } from './actor.js';
import { clientAddress, clientNetwork } from './client-address.js';
import { publicOrigin } from './public-url.js';
import { type RequestRates, RequestLimits } from './request-limits.js';
import { foreignOrigin } from './same-origin.js';

/** Why somebody is not let in, and who it was, where that is known. */
export interface AccessRefusal {
  readonly refused: RequestRefusedError;
  readonly person?: string | undefined;
  readonly by?: Credential | undefined;
}

/** What the audit writes down of a request. It holds nothing that anybody sent but names of records. */
export interface AuditEntry {
  readonly person?: string | undefined;
  readonly by?: Credential | undefined;
  readonly permission: Permission | 'public';
  readonly method: string;
  /** The pattern of the path, such as `/v1/payouts/{id}`. */
  readonly route: string;
  /** The record that the request named or made. */
  readonly record?: string | undefined;
  /** `unknown`: perhaps done. `failed`: not done, through no fault of whoever asked. */
  readonly outcome: 'done' | 'refused' | 'failed' | 'unknown';
  readonly status: number;
  /** The code of the problem, where there was one. */
  readonly code?: string | undefined;
  readonly requestId: string;
  readonly address: string;
}

/** Who decides about requests, and writes down what became of them. */
export interface Gatekeeper {
  /** Says who makes a request. Never throws because of what a stranger sent. */
  authenticate(request: Request): Promise<Actor | AccessRefusal>;
  /** Writes an entry down. Never throws. */
  audit(entry: AuditEntry): Promise<void>;
}

/** What bounds requests, other than who makes them. All times are in milliseconds. */
export interface RequestPolicy extends RequestRates {
  /** Where people reach this service, such as `https://pay.example.com`: https, except on this machine. */
  readonly publicUrl: string;
  /** How many proxies of our own stand before this service, each adding to `X-Forwarded-For`. @defaultValue 0 */
  readonly trustedProxies?: number | undefined;
  /** @defaultValue 1 MiB */
  readonly maxBodyBytes?: number | undefined;
  /** @defaultValue 15 seconds */
  readonly bodyTimeoutMs?: number | undefined;
  /** Checks every answer against its schema, and answers 500 where it does not fit. For tests. @defaultValue `false` */
  readonly checkAnswers?: boolean | undefined;
}

/** What a {@link GuardedApp} works with. */
export interface GuardDependencies {
  readonly access: Gatekeeper;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly policy: RequestPolicy;
}

/** What the server beneath hands in with a request: that of `@hono/node-server`. */
export interface RequestEnvironment {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } | undefined } | undefined;
}

/** What a request has turned out to be so far. */
interface Visit {
  readonly request: Request;
  readonly route: RouteBase;
  readonly requestId: string;
  readonly address: string;
  readonly isRead: boolean;
  person?: string | undefined;
  by?: Credential | undefined;
  record?: string | undefined;
  /** Whether the handler was asked: before it, nothing can have happened. */
  hasBegun: boolean;
  follow?: string | undefined;
}

/**
 * Serves routes, and lets nobody through to them who may not: a route cannot be added without the permission it needs,
 * or the word `public`. Every request goes through the same gate: rate, credential, permission, body, schema; and every
 * write and every refusal is written down.
 */
export class GuardedApp {
  readonly #dependencies: GuardDependencies;
  readonly #limits: RequestLimits;
  readonly #origin: string;
  readonly #routes: (AnyRoute | AnyRawRoute)[] = [];
  #app: Hono<{ Bindings: RequestEnvironment }> | undefined;

  /** @throws {@link MisconfiguredError} The public address cannot be one. */
  constructor(dependencies: GuardDependencies) {
    this.#dependencies = dependencies;
    this.#origin = publicOrigin(dependencies.policy.publicUrl);
    this.#limits = new RequestLimits(dependencies.policy, dependencies.clock);
  }

  /** Adds routes. Of several that fit a request, the first one answers, those that end in `/*` after all others. */
  mount(routes: readonly (AnyRoute | AnyRawRoute)[]): this {
    if (this.#app !== undefined) throw new Error('Routes are added before the first request.');
    this.#routes.push(...routes);
    return this;
  }

  /** Every route there is, with its permission. */
  get routeTable(): readonly (AnyRoute | AnyRawRoute)[] {
    return this.#routes;
  }

  /** Answers a request. Never rejects. */
  readonly fetch = async (request: Request, environment: RequestEnvironment = {}): Promise<Response> => {
    this.#app ??= this.#build();
    return this.#app.fetch(request, environment);
  };

  #build(): Hono<{ Bindings: RequestEnvironment }> {
    const app = new Hono<{ Bindings: RequestEnvironment }>();
    const add = (route: AnyRoute | AnyRawRoute): void => {
      app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => this.#serve(route, context));
    };
    const exact = this.#routes.filter(({ path }) => !path.endsWith('/*'));
    exact.forEach(add);
    for (const path of new Set(exact.map((route) => route.path))) {
      const allow = exact.filter((route) => route.path === path).map(({ method }) => method);
      app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => this.#nowhere(context, allow));
    }
    app.all('/v1/*', (context) => this.#nowhere(context));
    this.#routes.filter(({ path }) => path.endsWith('/*')).forEach(add);
    app.notFound((context) => this.#nowhere(context));
    // Only where the refusal of a request fails itself.
    app.onError((error, { req: { raw: request } }) => {
      const requestId = this.#newId();
      this.#dependencies.logger.error('request.failed', { requestId, method: request.method, ...whereItArose(error) });
      return this.#dressed(request, requestId, problemResponse(undefined, { requestId, isRead: false }));
    });
    return app;
  }

  /** No route is there, or none with this method. */
  #nowhere({ req: { raw: request } }: Context, allow?: readonly string[]): Response {
    const refused =
      allow === undefined
        ? new RequestRefusedError('not_found', 'There is nothing at this path.')
        : new RequestRefusedError('method_not_allowed', 'This path has no such method.', {
            headers: { allow: allow.join(', ') },
          });
    const requestId = this.#newId();
    return this.#dressed(request, requestId, problemResponse(refused, { requestId, isRead: true }));
  }

  async #serve(route: AnyRoute | AnyRawRoute, context: Context): Promise<Response> {
    const request = context.req.raw;
    const visit: Visit = {
      request,
      route,
      requestId: this.#newId(),
      address: clientAddress(request, context.env as RequestEnvironment, this.#dependencies.policy.trustedProxies ?? 0),
      isRead: request.method === 'GET' || request.method === 'HEAD',
      hasBegun: false,
    };
    const response = await this.#answer(route, context, visit).catch((error: unknown) => this.#refuse(visit, error));
    return this.#dressed(request, visit.requestId, response);
  }

  async #answer(route: AnyRoute | AnyRawRoute, context: Context, visit: Visit): Promise<Response> {
    const params = context.req.param();
    const named = Object.values(params).filter((value) => typeof value === 'string');
    if (named.length > 0) visit.record = named.join('/').slice(0, 200);
    const actor = await this.#admit(route, visit);
    const { address, request, requestId } = visit;
    if ('raw' in route) {
      visit.hasBegun = true;
      const response = await route.handler({ request, actor, requestId, address });
      if (!visit.isRead && route.permission !== 'public') await this.#writeDown(visit, response.status);
      return response;
    }

    const checked = await checkRequest(route, request, params, this.#dependencies);
    visit.hasBegun = true;
    visit.follow = route.follow?.(checked);
    const made: unknown = await route.handler({
      ...checked,
      actor,
      signal: request.signal,
      request,
      requestId,
      address,
      concerns: (record) => void (visit.record = record),
      madeBy: (person) => void (visit.person = person),
    });
    const reply = made instanceof Reply ? made : new Reply<unknown>(route.status ?? 200, made);
    this.#checkAnswer(route, reply);
    visit.record ??= idOf(reply.value);
    if (!visit.isRead) await this.#writeDown(visit, reply.status);
    const { headers, status } = reply;
    return reply.value === undefined
      ? new Response(null, { status, headers })
      : Response.json(reply.value, { status, headers });
  }

  /** Lets somebody in, or throws. Public routes know nobody. */
  async #admit(route: AnyRoute | AnyRawRoute, visit: Visit): Promise<Actor | undefined> {
    const { request } = visit;
    const { access } = this.#dependencies;
    // Providers deliver webhooks, and machines ask for health, as often as they like.
    if ('raw' in route && route.permission === 'public') return undefined;
    this.#limit(`address ${clientNetwork(visit.address)}`, 'perAddress');
    if (route.permission === 'public') {
      const foreign = visit.isRead ? undefined : foreignOrigin(request, this.#origin);
      if (foreign !== undefined) throw foreign;
      return undefined;
    }
    const actor = await access.authenticate(request);
    if ('refused' in actor) {
      visit.person = actor.person;
      visit.by = actor.by;
      throw actor.refused;
    }
    visit.person = actor.person;
    visit.by = actor.by;
    this.#limit(`${actor.by.kind} ${actor.by.id}`, 'perCredential');
    const permission = route.permission as Permission;
    if (!actor.permissions.has(permission)) {
      throw new RequestRefusedError('not_allowed', `This needs the permission ${permission}, which is not yours.`);
    }
    return actor;
  }

  #limit(whose: string, rate: keyof RequestRates): void {
    const refusal = this.#limits.take(whose, rate);
    if (refusal !== undefined) throw refusal;
  }

  #checkAnswer(route: AnyRoute, { status, value }: Reply<unknown>): void {
    if (this.#dependencies.policy.checkAnswers !== true) return;
    const schema = status === (route.status ?? 200) ? route.response : route.otherResponses?.[status];
    const sent: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
    const result = schema?.safeParse(sent);
    if (result?.success === true) return;
    const where = result?.error.issues.map((issue) => issue.path.join('.') || issue.message).join(', ');
    throw new TypeError(
      `The answer of ${route.method} ${route.path} with ${String(status)} fits no schema: ${where ?? 'there is none'}.`,
    );
  }

  async #refuse(visit: Visit, error: unknown): Promise<Response> {
    const { hasBegun, isRead, request, requestId, route } = visit;
    const answer = toProblem(error, { requestId, isRead: isRead || !hasBegun, follow: visit.follow });
    const { code, status } = answer.problem;
    if (status >= 500) {
      const about = { requestId, method: request.method, route: route.path, code };
      this.#dependencies.logger.error('request.failed', { ...about, ...whereItArose(error) });
    }
    const isRefusal = status === 401 || status === 403 || status === 429;
    if ((isRefusal || !isRead) && !this.#limits.isRepeat(error)) await this.#writeDown(visit, status, code);
    return problemResponseOf(answer);
  }

  async #writeDown(visit: Visit, status: number, code?: string): Promise<void> {
    const { address, by, person, record, request, requestId, route } = visit;
    const { path, permission } = route;
    const outcome = outcomeOf(status, code, visit.hasBegun);
    await this.#dependencies.access.audit({
      ...{ person, by, permission, method: request.method, route: path, record, outcome, status, code },
      ...{ requestId, address },
    });
  }

  #dressed(request: Request, requestId: string, response: Response): Response {
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(securityHeaders(request.url, this.#origin))) {
      if (!headers.has(name)) headers.set(name, value);
    }
    headers.set('x-request-id', requestId);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }

  #newId(): string {
    return `req_${Buffer.from(this.#dependencies.random.bytes(12)).toString('hex')}`;
  }
}

function problemResponse(error: unknown, failed: Parameters<typeof toProblem>[1]): Response {
  return problemResponseOf(toProblem(error, failed));
}

function problemResponseOf({ headers, problem }: ReturnType<typeof toProblem>): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  });
}

function outcomeOf(status: number, code: string | undefined, hasBegun: boolean): AuditEntry['outcome'] {
  if (code === undefined && status < 400) return 'done';
  if (status >= 400 && status < 500) return 'refused';
  return hasBegun && (status === 202 || status === 500) ? 'unknown' : 'failed';
}

/** The name of what was thrown and the line that threw it: its message may hold anything. */
function whereItArose(error: unknown): { readonly error?: string; readonly at?: string | undefined } {
  if (!(error instanceof Error)) return {};
  const at = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return { error: error.name, at: at?.trim() };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : undefined;
}
