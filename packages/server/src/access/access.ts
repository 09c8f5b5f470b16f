import type { Clock, Logger, RandomSource } from '@paymux/core';
import { type DurableStore, StoreUnavailableError } from '@paymux/orchestration';
import { RequestRefusedError } from '../api/problem.js';
import type { AnyRoute } from '../api/route.js';
import { ACCESS_POLICY, type AccessPolicy } from './access-policy.js';
import { type Actor, permissionsOf } from './actor.js';
import { ApiTokens, readTokenText, tokenPerson } from './api-tokens.js';
import { AuditLog, type AuditReport } from './audit-log.js';
import { auditRoutes } from './audit-routes.js';
import type { AccessRefusal, AuditEntry, Gatekeeper } from './guard.js';
import { KeptWrites } from './kept-write.js';
import { type FirstAdmin, People } from './people.js';
import { peopleRoutes } from './people-routes.js';
import { type DeriveKey, Passwords } from './passwords.js';
import type { Person } from './person.js';
import { publicOrigin } from './public-url.js';
import { foreignOrigin } from './same-origin.js';
import { SessionCookie } from './session-cookie.js';
import { sessionRoutes } from './session-routes.js';
import { hasCsrfToken, type Session, sessionPerson, Sessions } from './sessions.js';
import { SignInLimits } from './sign-in-limits.js';
import { tokenRoutes } from './token-routes.js';

/** What {@link Access} works with. */
export interface AccessDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly policy: Partial<AccessPolicy> & {
    /** Where people reach this service. Cookies are bound to it, and writes of other origins refused. */
    readonly publicUrl: string;
  };
  /** @defaultValue scrypt of `node:crypto` */
  readonly deriveKey?: DeriveKey | undefined;
}

/** Who makes a request, and the person and session behind it. */
interface Known {
  readonly actor: Actor;
  readonly person: Person;
  readonly session?: Session | undefined;
}

const FIRST_ADMIN: FirstAdmin = { email: 'admin@paymux.local', name: 'Administrator' };

/**
 * Who may do what: people with passwords and sessions, programs with tokens, and the audit of what they did. All of it
 * is kept in the store, so that several processes agree.
 */
export class Access implements Gatekeeper {
  readonly #people: People;
  readonly #sessions: Sessions;
  readonly #tokens: ApiTokens;
  readonly #audit: AuditLog;
  readonly #cookie: SessionCookie;
  readonly #origin: string;
  readonly #routes: readonly AnyRoute[];

  /** @throws {@link MisconfiguredError} The public address cannot be one. */
  constructor({ clock, deriveKey, logger, policy: given, random, store }: AccessDependencies) {
    const policy: AccessPolicy = { ...ACCESS_POLICY, ...given };
    const { hashedAtOnce, passwordCost: cost } = policy;
    const common = { store, clock, random, policy };
    const passwords = new Passwords({ random, cost, hashedAtOnce, deriveKey });
    const keptWrites = new KeptWrites(store, clock);
    this.#origin = publicOrigin(given.publicUrl);
    this.#people = new People({ ...common, passwords, keptWrites });
    this.#sessions = new Sessions(common);
    this.#tokens = new ApiTokens(common);
    this.#audit = new AuditLog(store, clock, logger.child('audit'));
    this.#cookie = new SessionCookie(this.#origin);
    const parts = { store, clock, policy, people: this.#people, sessions: this.#sessions, tokens: this.#tokens };
    this.#routes = [
      ...sessionRoutes({
        ...parts,
        passwords,
        limits: new SignInLimits(store, clock, policy),
        cookie: this.#cookie,
        sessionOf: async (request) => (await this.#bySession(request))?.session,
      }),
      ...peopleRoutes(parts),
      ...tokenRoutes({ ...parts, keptWrites }),
      ...auditRoutes(this.#audit),
    ];
  }

  /** The routes for signing in and out, people, tokens and the audit. */
  routes(): readonly AnyRoute[] {
    return this.#routes;
  }

  /**
   * Says who makes a request: by the cookie of a session, or by `Authorization: Bearer pmx_…`. Never both, because then
   * nobody knows which was meant. A write with a session has to prove that it comes from a page of this service.
   *
   * What it answers is true at this moment: long answers, such as streams of events, have to ask again.
   *
   * @throws {@link StoreUnavailableError} Nobody can be known at the moment.
   */
  async authenticate(request: Request): Promise<Actor | AccessRefusal> {
    const hasCookie = this.#cookie.isIn(request);
    if (request.headers.has('authorization')) {
      if (hasCookie) {
        return refusal('ambiguous_credentials', 'The request carries a session and a token. Send one of them.');
      }
      return (await this.#byToken(request))?.actor ?? noSession('The token is not valid, or not any more.');
    }
    if (!hasCookie) return noSession('Sign in, or send a token.');
    const known = await this.#bySession(request);
    if (known === undefined) return noSession('The session has ended. Sign in again.');
    const refused = isWrite(request) ? this.#forged(request, known.session) : undefined;
    const { actor } = known;
    return refused === undefined ? actor : { refused, person: actor.person, by: actor.by };
  }

  audit(entry: AuditEntry): Promise<void> {
    return this.#audit.append(entry);
  }

  /** Reads the whole audit, and says whether it is what was written. */
  verifyAudit(): Promise<AuditReport> {
    return this.#audit.verify();
  }

  /**
   * The path of a one-time link by which the first administrator chooses a password, as long as there is none. Every
   * call makes a new one, so that each start can show it; the first one that is taken up counts, and ends the others.
   *
   * @param first - Who that is, where they do not say so themselves. @defaultValue `admin@paymux.local`
   */
  async firstAdminLink(first: FirstAdmin = FIRST_ADMIN): Promise<string | undefined> {
    const link = await this.#people.createFirstLink(first);
    return link === undefined ? undefined : claimPath(link.token);
  }

  /**
   * The path of a one-time link by which somebody chooses a new password: for whoever works on the machine itself, when
   * nobody else can help.
   *
   * @returns `undefined` where nobody has this e-mail address.
   * @throws {@link RequestRefusedError} The person is disabled.
   */
  async recoveryLink(email: string): Promise<string | undefined> {
    const kept = await this.#people.findByEmail(email);
    if (kept === undefined) return undefined;
    const { token } = await this.#people.createLink(kept.person.id);
    await this.audit({
      permission: 'access:manage',
      method: 'LOCAL',
      route: 'recovery link',
      record: kept.person.id,
      outcome: 'done',
      status: 200,
      requestId: 'local',
      address: 'local',
    });
    return claimPath(token);
  }

  #forged(request: Request, session: Session | undefined): RequestRefusedError | undefined {
    const foreign = foreignOrigin(request, this.#origin);
    if (foreign !== undefined) return foreign;
    if (session !== undefined && hasCsrfToken(request, session)) return undefined;
    return new RequestRefusedError('csrf_refused', 'X-Paymux-CSRF is missing or of another session. Reload the page.');
  }

  async #bySession(request: Request): Promise<Known | undefined> {
    const secret = this.#cookie.read(request);
    const document = secret === undefined ? undefined : await this.#sessions.find(secret);
    if (secret === undefined || document === undefined) return undefined;
    const kept = await this.#people.find(sessionPerson(document));
    const session = kept === undefined ? undefined : this.#sessions.open(document, secret, kept.person);
    if (kept === undefined || session === undefined) return undefined;
    // What a page asks by itself does not keep a session open that nobody uses.
    if (!request.headers.has('x-paymux-background')) await unlessUnavailable(this.#sessions.touch(document));
    const { person } = kept;
    const by = { kind: 'session', id: session.id } as const;
    return { actor: toActor(person, permissionsOf(person.role), by), person, session };
  }

  async #byToken(request: Request): Promise<Known | undefined> {
    const text = readTokenText(request.headers.get('authorization') ?? '');
    const document = text === undefined ? undefined : await this.#tokens.find(text);
    const kept = document === undefined ? undefined : await this.#people.find(tokenPerson(document));
    if (document === undefined || kept === undefined) return undefined;
    const { person } = kept;
    const token = this.#tokens.open(document, person);
    if (token === undefined) return undefined;
    await unlessUnavailable(this.#tokens.touch(document));
    const held = permissionsOf(person.role);
    const permissions = new Set(token.scopes.filter((scope) => held.has(scope)));
    return { actor: toActor(person, permissions, { kind: 'token', id: token.id, name: token.name }), person };
  }
}

/** Whoever only looks is not kept out by a store that is full: that they were here is then not written down. */
async function unlessUnavailable(touched: Promise<void>): Promise<void> {
  try {
    await touched;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}

/** Behind `#`, so that it stands in no log of any server or proxy. */
function claimPath(token: string): string {
  return `/claim#${token}`;
}

function toActor({ id, name, role }: Person, permissions: Actor['permissions'], by: Actor['by']): Actor {
  return { person: id, name, role, permissions, by };
}

function isWrite({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function noSession(message: string): AccessRefusal {
  return {
    refused: new RequestRefusedError('no_session', message, { headers: { 'www-authenticate': 'Bearer' } }),
  };
}

function refusal(code: 'ambiguous_credentials', message: string): AccessRefusal {
  return { refused: new RequestRefusedError(code, message) };
}
