import type { Clock } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import * as z from 'zod';
import { RequestRefusedError } from '../api/problem.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import type { AccessPolicy } from './access-policy.js';
import { idParams, instant, nameSchema, pageOf, pageQuery, permissionSchema } from './access-schemas.js';
import type { Actor, Permission } from './actor.js';
import { type ApiToken, type ApiTokens, tokenStatus } from './api-tokens.js';
import type { KeptWrites } from './kept-write.js';
import { createdAlready, type People } from './people.js';
import type { Person } from './person.js';

/** What the routes of tokens work with. */
export interface TokenRouteDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly policy: AccessPolicy;
  readonly people: People;
  readonly tokens: ApiTokens;
  readonly keptWrites: KeptWrites;
}

const tokenSchema = z.strictObject({
  id: z.string(),
  /** Whose it is: what is done with it, this person did. */
  person: z.string(),
  name: z.string(),
  scopes: z.array(permissionSchema),
  status: z.enum(['active', 'expired', 'revoked']),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.optional(),
});

/** What programs act with. */
export function tokenRoutes({
  clock,
  keptWrites,
  people,
  policy,
  store,
  tokens,
}: TokenRouteDependencies): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/tokens',
      permission: 'read',
      summary: 'List tokens, newest first',
      query: z.strictObject({ ...pageQuery, person: z.string().min(1).max(200).optional() }),
      response: pageOf(tokenSchema),
      async handler({ actor, query: { cursor, limit, person = actor.person } }) {
        if (person !== actor.person) requireManager(actor);
        const owner = (await people.get(person)).person;
        const { items, ...next } = await tokens.list({ person, limit, after: cursor });
        return { items: items.map((token) => toAnswer(token, owner, clock.now())), ...next };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/tokens',
      permission: 'read',
      summary: 'Make a token for a program of yours',
      body: z.strictObject({
        name: nameSchema,
        scopes: z.array(permissionSchema).min(1).max(50),
        expiresAt: z.iso.datetime().transform((text) => new Date(text)),
      }),
      status: 201,
      response: z.strictObject({
        token: tokenSchema,
        /** The token itself. Shown once. */
        secret: z.string(),
      }),
      async handler({ actor, body, concerns, idempotencyKey: key }) {
        if (actor.by.kind !== 'session') {
          throw new RequestRefusedError('not_allowed', 'A token makes no tokens. Sign in for that.');
        }
        requireScopes(body.scopes, actor);
        checkExpiry(body.expiresAt, clock.now(), policy.tokenLifeMs);
        const write = { person: actor.person, key, request: ['POST /v1/tokens', body] };
        const made = await keptWrites.find(write);
        if (made !== undefined) throw createdAlready(made);
        const owner = (await people.get(actor.person)).person;
        const scopes = [...new Set(body.scopes)];
        const { change, text, token } = tokens.begin(owner, { ...body, scopes });
        const result = await store.commit([change, keptWrites.change(write, token.id)]);
        if (!result.committed) throw createdAlready((await keptWrites.find(write)) ?? token.id);
        concerns(token.id);
        return { token: toAnswer(token, owner, clock.now()), secret: text };
      },
    }),

    defineRoute({
      method: 'DELETE',
      path: '/v1/tokens/{id}',
      permission: 'read',
      summary: 'Revoke a token',
      params: idParams,
      status: 204,
      response: z.undefined(),
      async handler({ actor, params: { id } }) {
        const token = await tokens.get(id);
        const isTheirs = token?.person === actor.person || actor.permissions.has('access:manage');
        // Whose tokens there are is nobody else's business.
        if (token === undefined || !isTheirs) throw new RequestRefusedError('not_found', 'There is no such token.');
        await tokens.revoke(id);
      },
    }),
  ];
}

function requireManager({ permissions }: Actor): void {
  if (permissions.has('access:manage')) return;
  throw new RequestRefusedError('not_allowed', 'Tokens of others are for those who manage access.');
}

function requireScopes(scopes: readonly Permission[], { permissions }: Actor): void {
  if (scopes.every((scope) => permissions.has(scope))) return;
  throw new RequestRefusedError('not_allowed', 'A token does no more than the person it belongs to may.');
}

function checkExpiry(expiresAt: Date, now: Date, lifeMs: number): void {
  const leftMs = expiresAt.getTime() - now.getTime();
  if (leftMs > 0 && leftMs <= lifeMs) return;
  const days = String(Math.floor(lifeMs / 86_400_000));
  throw new RequestRefusedError('invalid_request', 'The request cannot be carried out as it stands.', {
    problems: [{ path: 'expiresAt', message: `must lie ahead, and by ${days} days at most` }],
  });
}

function toAnswer(token: ApiToken, owner: Person, now: Date) {
  const { createdAt, expiresAt, id, lastUsedAt, name, person, scopes } = token;
  return { id, person, name, scopes, status: tokenStatus(token, owner, now), createdAt, expiresAt, lastUsedAt };
}
