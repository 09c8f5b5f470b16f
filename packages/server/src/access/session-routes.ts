import * as z from 'zod';
import { RequestRefusedError } from '../api/problem.js';
import { type AnyRoute, defineRoute, Reply } from '../api/route.js';
import { instant, nameSchema, permissionSchema, roleSchema, emailSchema } from './access-schemas.js';
import { type Actor, permissionsOf } from './actor.js';
import type { Passwords } from './passwords.js';
import type { People } from './people.js';
import { normaliseEmail, type Person } from './person.js';
import type { SessionCookie } from './session-cookie.js';
import type { Session, Sessions } from './sessions.js';
import type { SignInLimits } from './sign-in-limits.js';

/** What the routes of sessions work with. */
export interface SessionRouteDependencies {
  readonly people: People;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly limits: SignInLimits;
  readonly cookie: SessionCookie;
  /** The session behind a request that has one. */
  sessionOf(request: Request): Promise<Session | undefined>;
}

const sessionSchema = z.strictObject({
  person: z.strictObject({ id: z.string(), name: z.string(), email: z.string(), role: roleSchema }),
  permissions: z.array(permissionSchema),
  by: z.enum(['session', 'token']),
  /** For `X-Paymux-CSRF`, with every write. Only with a session. */
  csrf: z.string().optional(),
  expiresAt: instant.optional(),
  idleExpiresAt: instant.optional(),
});

/** Typed in by people: longer ones are none, and would only take time. */
const typedPassword = z.string().min(1).max(1000);

/** Signing in, signing out, who am I, and taking up one-time links. */
export function sessionRoutes(dependencies: SessionRouteDependencies): readonly AnyRoute[] {
  const { cookie, limits, passwords, people, sessionOf, sessions } = dependencies;

  /** The session that the browser had before ends, so that nobody can have prepared it. */
  async function signedIn(request: Request, person: Person, secret: string, session: Session) {
    const before = cookie.read(request);
    if (before !== undefined) await sessions.end(before);
    return new Reply(201, answerOf(person, permissionsOf(person.role), 'session', session), {
      'set-cookie': cookie.write(secret),
    });
  }

  return [
    defineRoute({
      method: 'POST',
      path: '/v1/session',
      permission: 'public',
      summary: 'Sign in',
      idempotency: 'none',
      body: z.strictObject({ email: z.string().min(1).max(254), password: typedPassword }),
      status: 201,
      response: sessionSchema,
      async handler({ address, body, concerns, madeBy, request }) {
        const email = normaliseEmail(body.email);
        await limits.begin({ email, address });
        const kept = await people.findByEmail(email);
        if (kept !== undefined) concerns(kept.person.id);
        const { isOutdated, isRight } = await passwords.verify(body.password, kept?.person.passwordHash);
        if (kept === undefined || !isRight || kept.person.isDisabled) {
          throw new RequestRefusedError('sign_in_failed', 'The e-mail address or the password is wrong.', {});
        }
        const { person } = kept;
        madeBy(person.id);
        await limits.succeed({ email, address });
        if (isOutdated) await people.rehash(kept, body.password);
        const { secret, session } = await sessions.start(person);
        return signedIn(request, person, secret, session);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/session/claim',
      permission: 'public',
      summary: 'Choose a password by a one-time link, and sign in',
      idempotency: 'none',
      body: z.strictObject({
        token: z.string().min(1).max(200),
        password: typedPassword,
        email: emailSchema.optional(),
        name: nameSchema.optional(),
      }),
      status: 201,
      response: sessionSchema,
      async handler({ body, concerns, madeBy, request }) {
        let begun: ReturnType<Sessions['begin']> | undefined;
        const person = await people.claim(body, (claimed) => {
          begun = sessions.begin(claimed);
          return begun.change;
        });
        concerns(person.id);
        madeBy(person.id);
        if (begun === undefined) throw new TypeError('A claim begins a session.');
        return signedIn(request, person, begun.secret, begun.session);
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/session',
      permission: 'read',
      summary: 'Who am I, and what may I do',
      response: sessionSchema,
      async handler({ actor, request }) {
        const { person } = await people.get(actor.person);
        const session = actor.by.kind === 'session' ? await sessionOf(request) : undefined;
        return answerOf(person, actor.permissions, actor.by.kind, session);
      },
    }),

    defineRoute({
      method: 'DELETE',
      path: '/v1/session',
      permission: 'read',
      summary: 'Sign out',
      idempotency: 'none',
      status: 204,
      response: z.undefined(),
      async handler({ actor, concerns, request }) {
        const secret = cookie.read(request);
        if (actor.by.kind !== 'session' || secret === undefined) {
          throw new RequestRefusedError('not_allowed', 'A token has no session. Revoke it instead.');
        }
        concerns(actor.by.id);
        await sessions.end(secret);
        return new Reply(204, undefined, { 'set-cookie': cookie.cleared });
      },
    }),
  ];
}

function answerOf(
  { email, id, name, role }: Person,
  permissions: Actor['permissions'],
  by: 'session' | 'token',
  session: Session | undefined,
) {
  return {
    person: { id, name, email, role },
    permissions: [...permissions],
    by,
    ...(session !== undefined && {
      csrf: session.csrf,
      expiresAt: session.expiresAt,
      idleExpiresAt: session.idleExpiresAt,
    }),
  };
}
